package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.minio.Layout;
import firedrill.component.minio.Minio;
import firedrill.component.restic.Restic;
import firedrill.component.vault.Vault;
import java.util.List;

/** Builds {@link LocalStorageLab}s with Vault in the cluster, and restic and a MinIO outside. */
public final class VaultRebuildLabFactory extends LocalStorageLabFactory {

  @Override
  protected List<Component<?>> more() {
    return List.of(Vault.component(), Minio.component(Layout.OUTSIDE), Restic.component());
  }
}
