package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.minio.Layout;
import firedrill.component.minio.Minio;
import firedrill.component.restic.Restic;
import firedrill.component.velero.Velero;
import java.util.List;

/**
 * Builds {@link LocalStorageLab}s with Velero in the cluster, restic at hand, and a MinIO of one
 * drive outside.
 */
public final class BackupLabFactory extends LocalStorageLabFactory {

  @Override
  protected List<Component<?>> more() {
    return List.of(Minio.component(Layout.OUTSIDE), Velero.component(), Restic.component());
  }
}
