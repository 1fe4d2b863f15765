package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.longhorn.Longhorn;

/** Builds {@link StorageLab}s in which no pod mounts a volume of Longhorn's. */
public final class EngineLabFactory extends StorageLabFactory {

  @Override
  protected Component<Longhorn> longhorn() {
    return Longhorn.engines();
  }
}
