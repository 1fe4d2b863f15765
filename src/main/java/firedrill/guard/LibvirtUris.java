package firedrill.guard;

import java.util.Set;

/** Only this machine's own hypervisor: every other form can carry a remote transport. */
public final class LibvirtUris {
  private static final Set<String> LOCAL =
      Set.of(
          "qemu:///session",
          "qemu:///system",
          "qemu+unix:///session",
          "qemu+unix:///system",
          "test:///default");

  private static final String SOCKET = "?socket=";

  private LibvirtUris() {}

  /**
   * Checks a libvirt URI.
   *
   * @return the URI
   * @throws GuardRefusal unless it is literally one of the local ones, with at most the path of a
   *     unix socket that is this user's or root's
   */
  public static String require(String uri) {
    String plain = uri;
    String fault = null;
    int socket = uri == null ? -1 : uri.indexOf(SOCKET);
    if (socket >= 0) {
      plain = uri.substring(0, socket);
      fault =
          plain.startsWith("qemu")
              ? LocalSocket.fault(uri.substring(socket + SOCKET.length()))
              : "it has no socket";
    }
    if (plain == null || !LOCAL.contains(plain) || fault != null) {
      throw new GuardRefusal(
          "libvirt URI " + Shown.host(uri),
          "it is not literally a local one, and may carry a remote transport or socket"
              + (fault == null ? "" : ": " + fault),
          "use one of " + LOCAL.stream().sorted().toList());
    }
    return uri;
  }
}
