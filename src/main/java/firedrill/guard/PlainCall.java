package firedrill.guard;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * A question to whoever answers at an address of the lab. Loopback may lead anywhere, and many a
 * program does what a path tells it when that is read: only pages by which servers tell how they
 * are, and what the lab's own programs are read by, are known to be questions.
 */
final class PlainCall {
  /**
   * How a server is, as Kubernetes' programs
   * (https://kubernetes.io/docs/reference/using-api/health-checks/), Prometheus' and others tell
   * it.
   */
  private static final Pattern STATE =
      Pattern.compile(
          "/?|/(health|live|ready)z?|/ping|/version"
              + "|/metrics(/(cadvisor|probes|resource))?|/-/(healthy|ready)");

  /** What is told of it, and in what form. */
  private static final Pattern FORM =
      Pattern.compile("(?:(?:verbose|exclude=[A-Za-z0-9-]++|format=[a-z]++)(?:&|$))*+");

  private PlainCall() {}

  /** Patterns take stack for each part of one. */
  private static boolean isForm(String query) {
    return query.length() <= StoreKind.LONGEST_PATH && FORM.matcher(query).matches();
  }

  static boolean reads(String method, URI uri) {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return false;
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    return STATE.matcher(path).matches() && isForm(query)
        || path.startsWith("/v1/") && VaultCall.of(method, uri) == VaultCall.READS
        || path.startsWith("/minio/") && StoreKind.MINIO.reads(method, uri)
        || path.startsWith("/api/")
            && (StoreKind.GITEA.reads(method, uri) || StoreKind.PROMETHEUS.reads(method, uri));
  }
}
