package firedrill.guard;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;

/** Scheme, host and port of an address. */
final class Origin {
  private static final String REMEDY =
      "use the plain form scheme://address:port, without user info, path, query or fragment";

  private Origin() {}

  static boolean same(URI a, URI b) {
    return a.getHost() != null
        && b.getHost() != null
        && a.getScheme() != null
        && a.getScheme().equalsIgnoreCase(b.getScheme())
        && sameHost(a.getHost(), b.getHost())
        && port(a) == port(b);
  }

  /** One address may be written in several ways. */
  private static boolean sameHost(String a, String b) {
    InetAddress one = HostLiteral.parse(a);
    return a.equalsIgnoreCase(b) || one != null && one.equals(HostLiteral.parse(b));
  }

  /** Whether one server may listen at both: every loopback address is this machine. */
  static boolean mayBeSame(URI a, URI b) {
    return port(a) == port(b)
        && (sameHost(a.getHost(), b.getHost()) || isLoopback(a) && isLoopback(b));
  }

  private static boolean isLoopback(URI uri) {
    InetAddress literal = HostLiteral.parse(uri.getHost());
    return literal != null && literal.isLoopbackAddress();
  }

  /**
   * Reads the address of a service. What a client appends to it must stay the path that is asked
   * for, so the address itself has none.
   *
   * @return scheme://host or scheme://host:port and nothing else
   * @throws GuardRefusal for any more
   */
  static URI require(URI address, String what) {
    String name = what + " " + Shown.address(address);
    if (address == null || address.getScheme() == null || address.getHost() == null) {
      throw new GuardRefusal(name, "it has no scheme or no host", REMEDY);
    }
    String path = address.getRawPath();
    if (address.getRawUserInfo() != null
        || !(path == null || path.isEmpty() || path.equals("/"))
        || address.getRawQuery() != null
        || address.getRawFragment() != null) {
      throw new GuardRefusal(name, "it is not of the plain form scheme://address:port", REMEDY);
    }
    return of(address, address.getHost());
  }

  /** The origin of an address, with the host that was looked at. */
  static URI of(URI address, String host) {
    return URI.create(
        address.getScheme().toLowerCase(Locale.ROOT)
            + "://"
            + bracketed(host)
            + (address.getPort() < 0 ? "" : ":" + address.getPort()));
  }

  static String bracketed(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
