package firedrill.guard;

import java.util.regex.Pattern;

/** Only the local daemon at its well-known socket: another socket may be a tunnel. */
public final class DockerHosts {
  private static final Pattern LOCAL =
      Pattern.compile("unix:///(var/)?run/docker\\.sock|unix:///run/user/\\d{1,10}/docker\\.sock");

  private DockerHosts() {}

  /**
   * Checks a value of DOCKER_HOST.
   *
   * @param value null or empty means Docker's own default
   * @return the value
   */
  public static String require(String value) {
    if (value != null && !value.isEmpty() && !LOCAL.matcher(value).matches()) {
      throw new GuardRefusal(
          "Docker host " + value,
          "it is not the local daemon's own socket",
          "unset DOCKER_HOST, or set it to unix:///var/run/docker.sock");
    }
    return value;
  }
}
