package firedrill.lab;

import firedrill.component.minio.Minio;
import firedrill.component.minio.OutsideStore;

/** Four hosts with MinIO at two sites, and no cluster at all. */
public final class ObjectLab extends ComponentLab {

  ObjectLab(LabParts parts) {
    super(parts);
  }

  public Minio minio() {
    return get(Minio.class);
  }

  /**
   * The store elsewhere.
   *
   * @throws IllegalStateException in a lab without one
   */
  public Minio outside() {
    return get(OutsideStore.class).minio();
  }
}
