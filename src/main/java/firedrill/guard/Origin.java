package firedrill.guard;

import java.net.URI;

/** Scheme, host and port of an address. */
final class Origin {
  private Origin() {}

  static boolean same(URI a, URI b) {
    return a.getHost() != null
        && b.getHost() != null
        && a.getScheme() != null
        && a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
