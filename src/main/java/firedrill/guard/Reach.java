package firedrill.guard;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/** Where one run may connect to at all: loopback, the lab's networks, the names it recorded. */
record Reach(List<Cidr> networks, List<String> hosts) {
  static final String REMEDY =
      "use an IP literal on loopback or inside the lab's recorded networks, or a host name the lab"
          + " itself recorded";

  static Reach of(SandboxRecord record) {
    return new Reach(record.networks().stream().map(Cidr::parse).toList(), record.hosts());
  }

  void requireInside(InetAddress address) {
    if (address == null
        || address.isAnyLocalAddress()
        || !(address.isLoopbackAddress() || networks.stream().anyMatch(n -> n.contains(address)))) {
      throw new GuardRefusal(
          "address " + (address == null ? "null" : address.getHostAddress()),
          "it is neither loopback nor inside the lab's networks " + networks,
          REMEDY);
    }
  }

  /** The first address of a host; every one of it must be inside. */
  InetAddress address(String host) {
    String what = "host " + Shown.host(host);
    if (host == null || host.isBlank()) {
      throw new GuardRefusal(what, "it is empty or not a valid host", REMEDY);
    }
    InetAddress literal = HostLiteral.parse(host);
    if (literal != null) {
      requireInside(literal);
      return literal;
    }
    if (!hosts.contains(host.toLowerCase(Locale.ROOT))) {
      throw new GuardRefusal(
          what,
          "it is not a plain IP literal and no name the lab recorded; names prove nothing",
          REMEDY);
    }
    try {
      return first(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      throw new GuardRefusal(what, "it has no address", REMEDY);
    }
  }

  InetAddress first(InetAddress... all) {
    for (InetAddress address : all) {
      requireInside(address);
    }
    return all[0];
  }

  /** The same address of a web service with the host that was looked at in place of a name. */
  URI frozen(URI uri) {
    String what = "address " + Shown.address(uri);
    String scheme = uri == null ? null : uri.getScheme();
    if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
      throw new GuardRefusal(what, "its scheme is neither http nor https", REMEDY);
    }
    if (Shown.isOdd(uri.toString())) {
      throw new GuardRefusal(what, "it holds no whole characters", REMEDY);
    }
    if (uri.getRawUserInfo() != null) {
      throw new GuardRefusal(what, "it carries user info, which hides the real host", REMEDY);
    }
    if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65535) {
      throw new GuardRefusal(what, "its host or port is missing or malformed", REMEDY);
    }
    InetAddress address = address(uri.getHost());
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return URI.create(Origin.of(uri, address.getHostAddress()) + path + query);
  }
}
