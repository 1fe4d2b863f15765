package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.postgres.PodDatabases;
import java.util.List;

/** Builds {@link StorageLab}s in which pods may keep databases. */
public final class PodDatabaseLabFactory extends StorageLabFactory {

  @Override
  protected List<Component<?>> more() {
    return List.of(PodDatabases.component());
  }
}
