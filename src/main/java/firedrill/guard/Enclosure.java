package firedrill.guard;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/** What a server runs in: a machine or a container that this run made. */
@FunctionalInterface
public interface Enclosure {

  /**
   * Looks at it.
   *
   * @param server the very address that is called
   * @throws GuardRefusal unless what listens there runs in it, and it carries this run's mark
   */
  void require(InetSocketAddress server);

  /**
   * One that holds the server at a single address, and no other.
   *
   * @param own where that server listens
   * @param proof throws {@link GuardRefusal} unless the machine or container carries this run's
   *     mark
   */
  static Enclosure at(InetSocketAddress own, Runnable proof) {
    Given.require("what a server runs in", own, proof);
    return server -> {
      if (own.isUnresolved() || !own.equals(server)) {
        throw new GuardRefusal(
            "a server at " + Shown.text(String.valueOf(server)),
            "what this run made holds the one at " + Shown.text(own.toString()) + " and no other",
            "take the address that the lab gives for that server");
      }
      proof.run();
    };
  }

  /**
   * The same for the address of a web service.
   *
   * @throws GuardRefusal for a name, which another machine may have tomorrow
   */
  static Enclosure at(URI own, Runnable proof) {
    Given.require("what a server runs in", own, proof);
    URI plain = Origin.require(own, "address of a server");
    InetAddress host = HostLiteral.parse(plain.getHost());
    int port = Origin.port(plain);
    if (host == null || port < 1 || port > 65535) {
      throw new GuardRefusal(
          "a server at " + Shown.address(own),
          "only an IP address and a port say which one it is",
          "take the address that the lab gives for that server");
    }
    return at(new InetSocketAddress(host, port), proof);
  }
}
