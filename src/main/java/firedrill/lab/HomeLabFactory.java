package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.erp.Erp;
import firedrill.component.foundation.Foundations;
import firedrill.component.kubernetes.Kubernetes;
import firedrill.component.letterhead.Letterhead;
import firedrill.component.postgres.ErpDatabase;
import firedrill.component.storage.LocalPath;
import firedrill.component.vault.DatabaseEngine;
import firedrill.component.vault.Leases;
import firedrill.component.vault.Vault;
import firedrill.component.vso.Vso;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Builds the home lab. A subclass has other storage, or adds components. */
public class HomeLabFactory extends ComponentLabFactory<HomeLab> {

  @Override
  protected final List<Component<?>> components() {
    List<Component<?>> all = new ArrayList<>(Kubernetes.components());
    all.add(Foundations.database(Map.of()));
    all.add(ErpDatabase.component());
    all.addAll(storage());
    all.add(Vault.component());
    all.add(DatabaseEngine.component(Leases.ofDrill()));
    all.add(Vso.component());
    all.addAll(Erp.components());
    all.add(Letterhead.component());
    all.addAll(more());
    return all;
  }

  /** Its drills ask who serves what under which login, and nothing of where a pod runs. */
  @Override
  protected boolean fitsOneNode() {
    return true;
  }

  /** What serves the lab's volumes. */
  protected List<Component<?>> storage() {
    return List.of(LocalPath.asDefault());
  }

  /** What the lab has beside the usual. */
  protected List<Component<?>> more() {
    return List.of();
  }

  @Override
  protected final HomeLab lab(LabParts parts) {
    return new HomeLab(parts);
  }
}
