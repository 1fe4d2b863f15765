package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.kubernetes.Kubernetes;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.storage.LocalPath;
import java.util.ArrayList;
import java.util.List;

/** Builds {@link StorageLab}s. */
public class StorageLabFactory extends ComponentLabFactory<StorageLab> {

  @Override
  protected final List<Component<?>> components() {
    List<Component<?>> all = new ArrayList<>(Kubernetes.components());
    all.add(longhorn());
    all.add(LocalPath.beside());
    all.addAll(more());
    return all;
  }

  /** What the lab has beside. */
  protected List<Component<?>> more() {
    return List.of();
  }

  /** Whose volumes pods mount. */
  protected Component<Longhorn> longhorn() {
    return Longhorn.component();
  }

  @Override
  protected final StorageLab lab(LabParts parts) {
    return new StorageLab(parts);
  }
}
