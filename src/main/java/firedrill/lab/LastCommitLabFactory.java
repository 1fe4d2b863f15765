package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.minio.Minio;

/** A mirrored store whose servers are of MinIO's last commit. */
public final class LastCommitLabFactory extends MirroredLabFactory {

  @Override
  protected Component<Minio> minio() {
    return Minio.ofLastCommit(layout());
  }
}
