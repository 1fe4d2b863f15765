package firedrill.component.letterhead;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.kubernetes.Kubernetes.Nodes;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import java.util.List;
import java.util.Set;

/** Up when its reader is ready. */
final class LetterheadComponent implements Component<Letterhead> {

  @Override
  public String name() {
    return "letterhead";
  }

  @Override
  public Class<Letterhead> type() {
    return Letterhead.class;
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Platform.class, Nodes.class);
  }

  @Override
  public Letterhead start(Site site) {
    Letterhead letterhead = new Letterhead(site.platform());
    letterhead.install(site.manifests());
    site.await("the letterhead's reader is ready", letterhead::isReady);
    return letterhead;
  }

  @Override
  public List<Reality> reality() {
    return List.of(
        Reality.standIn(
            "consumer of another Secret", "a busybox that looks for a line in the mounted file"));
  }
}
