package firedrill.guard;

import java.util.Set;

/** Only this machine's own hypervisor: every other form can carry a remote transport. */
public final class LibvirtUris {
  private static final Set<String> LOCAL =
      Set.of("qemu:///session", "qemu:///system", "test:///default");

  private LibvirtUris() {}

  /**
   * Checks a libvirt URI.
   *
   * @return the URI
   * @throws GuardRefusal unless it is literally one of the local ones
   */
  public static String require(String uri) {
    if (uri == null || !LOCAL.contains(uri)) {
      throw new GuardRefusal(
          "libvirt URI " + uri,
          "it is not literally a local one, and may carry a remote transport or socket",
          "use one of " + LOCAL.stream().sorted().toList());
    }
    return uri;
  }
}
