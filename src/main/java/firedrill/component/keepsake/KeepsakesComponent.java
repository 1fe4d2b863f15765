package firedrill.component.keepsake;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.kubernetes.Kubernetes.Nodes;
import firedrill.component.storage.DefaultStorage;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import java.util.List;
import java.util.Set;

/** Up when both volumes are written and read again. */
final class KeepsakesComponent implements Component<Keepsakes> {

  @Override
  public String name() {
    return "keepsakes";
  }

  @Override
  public Class<Keepsakes> type() {
    return Keepsakes.class;
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Platform.class, DefaultStorage.class, Nodes.class);
  }

  @Override
  public Keepsakes start(Site site) {
    Keepsakes keepsakes =
        new Keepsakes(Keepsake.certificates(site.platform()), Keepsake.backups(site.platform()));
    site.manifests().apply("keepsakes.yaml");
    for (Keepsake k : keepsakes.all()) {
      k.write(Keepsake.random(k.claim(), site.seed()));
    }
    for (Keepsake k : keepsakes.all()) {
      site.await(k.claim() + " is written", k::isWritten);
      k.scale(1);
      site.await(k.claim() + " is read again", k::isKept);
    }
    return keepsakes;
  }

  @Override
  public List<Reality> reality() {
    return List.of(
        Reality.standIn(
            "Traefik",
            "a busybox that compares acme.json with what was written (cmp), ready as long as both"
                + " are equal; no certificate is issued or served"));
  }
}
