package firedrill.lab;

import firedrill.component.minio.Minio;

/** Four hosts with MinIO at two sites, and no cluster at all. */
public final class ObjectLab extends ComponentLab {

  ObjectLab(LabParts parts) {
    super(parts);
  }

  public Minio minio() {
    return get(Minio.class);
  }
}
