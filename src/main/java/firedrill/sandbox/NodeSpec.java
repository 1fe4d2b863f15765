package firedrill.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One machine of a lab before it exists.
 *
 * @param name host name, and name of the Kubernetes node
 * @param site where it stands: all machines of a site lose power and network together
 * @param diskBytes size of its own disk
 * @param hostDirectories absolute; directories of the node that privileged pods use by hostPath and
 *     that outlive its pods, such as {@code /var/lib/longhorn}
 */
public record NodeSpec(
    String name, Role role, String site, long diskBytes, List<Path> hostDirectories) {

  /** Whether a machine is a node of the cluster. */
  public enum Role {
    /** A Kubernetes node: it has an agent and runs pods. */
    CLUSTER,
    /** On the lab's network and known by name, but nothing that Kubernetes knows of. */
    OUTSIDE
  }

  /**
   * @throws IllegalArgumentException for a name that is no host name, or a directory that is not
   *     absolute
   */
  public NodeSpec {
    if (!name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
      throw new IllegalArgumentException(
          "'" + name + "' is no host name: up to 63 of a-z, 0-9 and '-'");
    }
    if (diskBytes <= 0) {
      throw new IllegalArgumentException(name + " needs a disk; found " + diskBytes + " bytes");
    }
    hostDirectories = List.copyOf(hostDirectories);
    for (Path directory : hostDirectories) {
      if (!directory.isAbsolute() || directory.getNameCount() < 2) {
        throw new IllegalArgumentException(
            name + ": " + directory + " is no absolute path below a directory of the system");
      }
    }
  }

  public boolean isInCluster() {
    return role == Role.CLUSTER;
  }

  /** With one more host directory. */
  public NodeSpec withHostDirectory(Path directory) {
    if (hostDirectories.contains(directory)) {
      return this;
    }
    List<Path> more = new ArrayList<>(hostDirectories);
    more.add(directory);
    return new NodeSpec(name, role, site, diskBytes, more);
  }
}
