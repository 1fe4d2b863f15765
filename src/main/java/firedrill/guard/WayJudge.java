package firedrill.guard;

/** Decides what a text may name. */
interface WayJudge {
  /** A plain name or an IP literal, that of version 6 in brackets. */
  void host(String host);

  /** An absolute path, or one that begins with a tilde. */
  void place(String path);

  /** To be thrown. */
  GuardRefusal refuse(String why);

  /** A URL without a host, such as {@code unix:///run/docker.sock}. */
  default void local(String scheme, String url) {
    switch (scheme) {
      case "file" -> place(url.substring("file://".length()));
      case "unix" -> DockerHosts.require(url);
      case "qemu", "qemu+unix" -> LibvirtUris.require(url);
      case "nbd+unix" -> {
        int socket = url.indexOf("?socket=/");
        if (socket < 0) {
          throw refuse("its address is not in the lab: it has no socket");
        }
        place(url.substring(socket + "?socket=".length()));
      }
      default -> throw refuse("its address is not in the lab: it has no plain host");
    }
  }
}
