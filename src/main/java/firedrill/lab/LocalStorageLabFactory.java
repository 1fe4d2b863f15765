package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.kubernetes.Kubernetes;
import firedrill.component.storage.LocalPath;
import java.util.ArrayList;
import java.util.List;

/** Builds {@link LocalStorageLab}s. */
public final class LocalStorageLabFactory extends ComponentLabFactory<LocalStorageLab> {

  @Override
  protected List<Component<?>> components() {
    List<Component<?>> all = new ArrayList<>(Kubernetes.components());
    all.add(LocalPath.asDefault());
    return all;
  }

  @Override
  protected LocalStorageLab lab(LabParts parts) {
    return new LocalStorageLab(parts);
  }
}
