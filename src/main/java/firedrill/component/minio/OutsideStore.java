package firedrill.component.minio;

import firedrill.component.Component;

/** The external storage that the document mirrors to: one more MinIO, at no site of the lab's. */
public record OutsideStore(Minio minio) {

  public static Component<OutsideStore> component() {
    return new OutsideComponent();
  }
}
