package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.kubernetes.Kubernetes;
import firedrill.component.storage.LocalPath;
import java.util.ArrayList;
import java.util.List;

/** Builds {@link LocalStorageLab}s. */
public class LocalStorageLabFactory extends ComponentLabFactory<LocalStorageLab> {

  @Override
  protected final List<Component<?>> components() {
    List<Component<?>> all = new ArrayList<>(Kubernetes.components());
    all.add(LocalPath.asDefault());
    all.addAll(more());
    return all;
  }

  /** What the lab has beside. */
  protected List<Component<?>> more() {
    return List.of();
  }

  @Override
  protected final LocalStorageLab lab(LabParts parts) {
    return new LocalStorageLab(parts);
  }
}
