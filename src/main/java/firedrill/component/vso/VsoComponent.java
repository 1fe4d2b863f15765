package firedrill.component.vso;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.kubernetes.Kubernetes.Nodes;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import java.util.List;
import java.util.Set;

/** Up when its Deployment is available. */
final class VsoComponent implements Component<Vso> {

  @Override
  public String name() {
    return "vso";
  }

  @Override
  public Class<Vso> type() {
    return Vso.class;
  }

  @Override
  public Set<String> programs() {
    return Set.of(Vso.PROGRAM);
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Platform.class, Nodes.class);
  }

  @Override
  public Vso start(Site site) {
    Vso vso = new Vso(site.platform());
    vso.install(site.manifests());
    site.await("VSO is ready", vso::isReady);
    return vso;
  }

  @Override
  public List<Reality> reality() {
    return List.of(Reality.real(Vso.PROGRAM));
  }
}
