package firedrill.component.erp;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.kubernetes.Kubernetes.Nodes;
import firedrill.component.postgres.ErpDatabase;
import firedrill.component.storage.DefaultStorage;
import firedrill.files.Checkout;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import java.util.List;
import java.util.Set;

/** Applied early: its volume is made while others start; its pod waits for credentials. */
final class ErpWorkload implements Component<ErpWorkload.Applied> {

  /** That its manifests are applied. */
  record Applied(Erp erp) {}

  @Override
  public String name() {
    return "erp manifests";
  }

  @Override
  public Class<Applied> type() {
    return Applied.class;
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Platform.class, DefaultStorage.class, ErpDatabase.class, Nodes.class);
  }

  @Override
  public Applied start(Site site) {
    // Asked here, since what an image lacks shows as a pod that never serves.
    Checkout.erp(Checkout.folder());
    Erp erp = new Erp(site.platform());
    erp.install(site.manifests(), site.get(ErpDatabase.class).address());
    return new Applied(erp);
  }

  @Override
  public List<Reality> reality() {
    return List.of();
  }
}
