package firedrill.guard;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Only a daemon of this machine, by a unix socket: Docker's own, Docker Desktop's, Colima's,
 * OrbStack's, Rancher Desktop's, Lima's, Podman's or a rootless one.
 */
public final class DockerHosts {
  private static final String SCHEME = "unix://";
  private static final Path ROOT = Path.of("/");

  /** Where those engines listen; what is there may not have been started yet. */
  private static final Pattern WELL_KNOWN =
      Pattern.compile(
          "/(var/)?run/(docker\\.sock|podman/podman\\.sock)"
              + "|/run/user/\\d{1,10}/(docker\\.sock|podman/(podman|[A-Za-z0-9._-]+-api)\\.sock)"
              + "|(/home/[^/]+|/Users/[^/]+|/root)/"
              + "(\\.docker/(run|desktop)/docker(-cli-api)?\\.sock"
              + "|\\.colima/([A-Za-z0-9._-]+/)?docker\\.sock"
              + "|\\.config/colima/[A-Za-z0-9._-]+/docker\\.sock"
              + "|\\.orbstack/run/docker\\.sock"
              + "|\\.rd/docker\\.sock"
              + "|Library/Containers/com\\.docker\\.docker/Data/docker(-cli|\\.raw)?\\.sock"
              + "|\\.lima/[A-Za-z0-9._-]+/sock/(docker|podman)\\.sock"
              + "|\\.local/share/containers/podman/machine/([A-Za-z0-9._-]+/)?podman\\.sock)"
              + "|(/private)?/var/folders/[^/]+/[^/]+/T/podman/[A-Za-z0-9._-]+-api\\.sock"
              + "|/var/snap/docker/common/run/docker\\.sock");

  private DockerHosts() {}

  /**
   * Checks a value of DOCKER_HOST.
   *
   * @param value null or empty means Docker's own default
   * @return the value
   */
  public static String require(String value) {
    if (value == null || value.isEmpty()) {
      return value;
    }
    if (!value.startsWith(SCHEME)) {
      throw refusal(value, "it is not the local daemon's own socket");
    }
    String path = value.substring(SCHEME.length());
    String fault = LocalSocket.fault(path);
    boolean startsLater =
        LocalSocket.ABSENT.equals(fault)
            && WELL_KNOWN.matcher(path).matches()
            && !LocalSocket.isInAnothers(ROOT, path);
    if (fault != null && !startsLater) {
      throw refusal(value, "it is not the local daemon's own socket: " + fault);
    }
    return value;
  }

  private static GuardRefusal refusal(String value, String why) {
    return new GuardRefusal(
        "Docker host " + Shown.host(value),
        why,
        "unset DOCKER_HOST, or set it to unix:// and the path of a socket that is yours or root's");
  }
}
