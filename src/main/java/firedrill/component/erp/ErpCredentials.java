package firedrill.component.erp;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.kubernetes.Kubernetes.Nodes;
import firedrill.component.vault.DatabaseEngine;
import firedrill.component.vso.Vso;
import firedrill.sandbox.Reality;
import java.util.List;
import java.util.Set;

/** Up when VSO has put a login into the ERP's Secret. */
final class ErpCredentials implements Component<ErpCredentials.Synchronised> {

  /** That the Secret is there. */
  record Synchronised(Erp erp) {}

  @Override
  public String name() {
    return "credentials";
  }

  @Override
  public Class<Synchronised> type() {
    return Synchronised.class;
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(DatabaseEngine.class, Vso.class, ErpWorkload.Applied.class, Nodes.class);
  }

  @Override
  public Synchronised start(Site site) {
    Erp erp = site.get(ErpWorkload.Applied.class).erp();
    erp.requestCredentials(site.manifests());
    site.await("VSO has synchronised the ERP's credentials", () -> !erp.secretLogin().isEmpty());
    return new Synchronised(erp);
  }

  @Override
  public List<Reality> reality() {
    return List.of();
  }
}
