package firedrill.sandbox.local;

import firedrill.files.Trees;
import firedrill.sandbox.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a privileged pod sees of its node by hostPath: the node's own {@code /proc}, {@code /dev}
 * and {@code /etc}, and {@code /var/lib/longhorn}. The same directory lies at {@code
 * /var/lib/longhorn} in the node itself, for programs that enter the node's namespaces.
 *
 * <p>{@code /var/lib/longhorn} is a directory of the host's file system, not of the node's volatile
 * disk: a replica needs O_DIRECT and FIEMAP, which fuse2fs does not have. A power cut therefore
 * loses nothing that a replica has written, as with a disk whose cache has a battery; the disk's
 * loss of power is modelled before the engine, in the write cache of the volume's client.
 */
final class HostView {

  /** Where Longhorn keeps everything on a node (longhorn-manager 1.12.0, {@code types.go}). */
  static final String DATA = "/var/lib/longhorn";

  /** Found first by programs that a pod starts in its node. */
  private static final Path PROGRAMS = Path.of("/run/firedrill/host-programs");

  private final Path root;
  private final Path data;

  /**
   * @param root below {@code /run}, which all namespaces of the lab share; one per node and lab
   * @param data on the host's file system; kept over a power cut
   */
  HostView(Path root, Path data) {
    this.root = root;
    this.data = data;
  }

  /**
   * Puts the stand-ins for programs of a node's operating system where nodes find them.
   *
   * @param standIns folder of scripts
   */
  static void offer(Path standIns) {
    try {
      Trees.copy(standIns, PROGRAMS);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot offer the programs of " + standIns, e);
    }
  }

  /** Where hostPath volumes lie, as every namespace of the lab but the lab's own sees them. */
  Map<String, Path> hostPaths() {
    Map<String, Path> paths = new TreeMap<>();
    paths.put("/", root);
    for (String directory : new String[] {"proc", "dev", "sys", "etc", "boot"}) {
      paths.put("/" + directory, root.resolve(directory));
    }
    paths.put(DATA, data);
    return paths;
  }

  /** The node's directory as the lab itself can open it. */
  Path data() {
    return data;
  }

  /** Makes the mount points, which unlike mounts appear in every namespace. */
  void prepare() {
    try {
      Files.createDirectories(data);
      for (String directory :
          new String[] {"proc", "dev", "sys", "etc", "boot", "usr", "run", "tmp", "var/lib"}) {
        Files.createDirectories(root.resolve(directory));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + root, e);
    }
  }

  /** To be run in a node that has just booted. */
  String script() {
    String mount = Programs.path("mount");
    StringBuilder s = new StringBuilder("set -e\ncd " + root + "\n");
    s.append(mount).append(" --make-rprivate /\n");
    s.append(mount).append(" -t proc proc proc\n");
    for (String directory : new String[] {"dev", "sys", "etc", "usr"}) {
      s.append(mount).append(" --rbind /" + directory + ' ' + directory + '\n');
    }
    s.append("for d in bin sbin lib lib64; do [ ! -L /$d ] || [ -L $d ] || ");
    s.append(Programs.path("cp")).append(" -P /$d $d; done\n");
    s.append("[ -L var/run ] || ").append(Programs.path("ln")).append(" -s ../run var/run\n");
    // A directory of the host's /var/lib cannot be made by an ordinary user, and must not be by
    // any:
    // the node gets a /var/lib of its own, with all that the host's has.
    s.append("for d in /var/lib/*/; do d=${d%/}; n=var/lib/${d##*/}; [ $d != " + DATA + " ] || ");
    s.append("continue; ").append(Programs.path("mkdir")).append(" -p \"$n\"; ");
    s.append(mount).append(" --rbind \"$d\" \"$n\" || :; done\n");
    s.append(Programs.path("mkdir")).append(" -p ." + DATA + '\n');
    s.append(mount).append(" --rbind '" + data + "' ." + DATA + '\n');
    s.append(mount).append(" --rbind var/lib /var/lib\n");
    return s.toString();
  }

  /** Longhorn's managers look for a process of this name before they ask for iscsiadm. */
  static String initiator() {
    return "echo iscsid > /proc/$$/comm; sleep infinity & wait";
  }
}
