package firedrill.guard;

/** Decides what a text may name. */
interface WayJudge {
  /** A plain name or an IP literal, that of version 6 in brackets. */
  void host(String host);

  /** An absolute path, or one that begins with a tilde. */
  void place(String path);

  /** To be thrown. */
  GuardRefusal refuse(String why);

  /** Whatever its words are: what was given may be a secret. */
  private void socket(Runnable look) {
    try {
      look.run();
    } catch (GuardRefusal e) {
      throw refuse("its socket is none of this user's or root's");
    }
  }

  /** A URL without a host, such as {@code unix:///run/docker.sock}. */
  default void local(String scheme, String url) {
    if (url.contains("%")) {
      throw refuse("its path is encoded");
    }
    switch (scheme) {
      case "file" -> place(url.substring("file://".length()));
      case "unix" -> socket(() -> DockerHosts.require(url));
      case "qemu", "qemu+unix" -> socket(() -> LibvirtUris.require(url));
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
