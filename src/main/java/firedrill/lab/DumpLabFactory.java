package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.foundation.Foundations;
import firedrill.component.minio.Layout;
import firedrill.component.minio.Minio;
import firedrill.component.postgres.FoundationDatabase;
import java.util.List;
import java.util.Map;

/**
 * Builds {@link LocalStorageLab}s with PostgreSQL on pi2 and a MinIO of one drive, both outside the
 * cluster.
 */
public final class DumpLabFactory extends LocalStorageLabFactory {

  @Override
  protected List<Component<?>> more() {
    return List.of(
        Minio.component(Layout.OUTSIDE),
        Foundations.database(Map.of()),
        FoundationDatabase.dumpedByPods());
  }
}
