package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.minio.Layout;
import firedrill.component.minio.Minio;
import firedrill.component.restic.Restic;
import java.util.List;

/** Builds {@link LocalStorageLab}s with restic at hand and a MinIO of one drive outside. */
public final class FileBackupLabFactory extends LocalStorageLabFactory {

  @Override
  protected List<Component<?>> more() {
    return List.of(Minio.component(Layout.OUTSIDE), Restic.component());
  }
}
