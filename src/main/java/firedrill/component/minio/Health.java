package firedrill.component.minio;

/**
 * What a server says of the whole cluster (minio, cmd/healthcheck-handler.go).
 *
 * @param write HTTP status of {@code /minio/health/cluster}: 200 when every set can be written, 503
 *     when not; 0 without an answer
 * @param read of {@code /minio/health/cluster/read}
 * @param maintenance of {@code /minio/health/cluster?maintenance=true}: 412 when one more drive
 *     must not be taken away
 */
public record Health(int write, int read, int maintenance) {

  public boolean takesWrites() {
    return write == 200;
  }

  public boolean takesReads() {
    return read == 200;
  }

  @Override
  public String toString() {
    return "write " + write + ", read " + read + ", one less " + maintenance;
  }
}
