package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.kubernetes.Kubernetes;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.storage.LocalPath;
import java.util.ArrayList;
import java.util.List;

/** Builds {@link StorageLab}s. */
public final class StorageLabFactory extends ComponentLabFactory<StorageLab> {

  @Override
  protected List<Component<?>> components() {
    List<Component<?>> all = new ArrayList<>(Kubernetes.components());
    all.add(Longhorn.component());
    all.add(LocalPath.beside());
    return all;
  }

  @Override
  protected StorageLab lab(LabParts parts) {
    return new StorageLab(parts);
  }
}
