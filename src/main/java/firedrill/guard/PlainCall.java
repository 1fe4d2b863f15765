package firedrill.guard;

import java.net.URI;

/**
 * A question to whoever answers at an address of the lab. Loopback may lead anywhere, and some of
 * the lab's programs make a login or a lease when they are read: what looks like one of their
 * interfaces must be what that one reads by, whoever answers.
 */
final class PlainCall {
  private PlainCall() {}

  static boolean reads(String method, URI uri) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    boolean odd = path.contains("%") || path.contains("//") || path.contains("/.");
    if (!method.equals("GET") && !method.equals("HEAD") || odd) {
      return false;
    }
    if (isBelow(path, "/v1")) {
      return VaultCall.of(method, uri) == VaultCall.READS;
    }
    if (isBelow(path, "/api") || isBelow(path, "/apis")) {
      return StoreKind.GITEA.reads(method, uri) || StoreKind.PROMETHEUS.reads(method, uri);
    }
    return !isBelow(path, "/minio") || StoreKind.MINIO.reads(method, uri);
  }

  private static boolean isBelow(String path, String interfaces) {
    return path.startsWith(interfaces + "/");
  }
}
