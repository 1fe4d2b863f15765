package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.minio.Layout;
import firedrill.component.minio.Minio;
import firedrill.component.velero.Velero;
import java.util.List;

/**
 * Builds {@link LocalStorageLab}s whose Velero backs up the files of volumes as well, by an agent
 * on each node, and a MinIO of one drive outside.
 */
public final class VolumeBackupLabFactory extends LocalStorageLabFactory {

  @Override
  protected List<Component<?>> more() {
    return List.of(Minio.component(Layout.OUTSIDE), Velero.withNodeAgent());
  }
}
