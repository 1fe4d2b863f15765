package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.minio.Layout;
import firedrill.component.minio.Minio;
import firedrill.component.restic.Restic;
import firedrill.component.velero.Velero;
import java.util.List;

/**
 * Builds {@link LocalStorageLab}s with Velero in the cluster, and restic and a MinIO of one drive
 * outside of it.
 */
public final class RebuildLabFactory extends LocalStorageLabFactory {

  @Override
  protected List<Component<?>> more() {
    return List.of(Minio.component(Layout.OUTSIDE), Velero.component(), Restic.component());
  }
}
