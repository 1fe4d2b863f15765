package firedrill.component.minio;

import firedrill.guard.GuardedHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

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

  private static final Duration LOOK = Duration.ofSeconds(5);

  /** 0 where there is no answer within five seconds. */
  static Health ask(GuardedHttp http, URI host) throws InterruptedException {
    return new Health(
        status(http, host, "/minio/health/cluster"),
        status(http, host, "/minio/health/cluster/read"),
        status(http, host, "/minio/health/cluster?maintenance=true"));
  }

  private static int status(GuardedHttp http, URI host, String path) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(host + path)).timeout(LOOK).build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

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
