package firedrill.sandbox.local;

import firedrill.files.Trees;
import firedrill.sandbox.HostPrograms;
import firedrill.sandbox.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a privileged pod sees of its node by hostPath: the node's own {@code /proc}, {@code /dev}
 * and {@code /etc}, and its host directories. The same directories lie at the same paths in the
 * node itself, for programs that enter the node's namespaces.
 *
 * <p>A host directory is not on the node's volatile disk: a replica needs O_DIRECT and FIEMAP,
 * which fuse2fs does not have. It lies on a {@link HostDisk} where the kernel may mount one, else
 * on the host's file system, where a power cut loses nothing that was written: it is a crash there.
 */
final class HostView {

  /** Found first by programs that a pod starts in its node. */
  private static final Path PROGRAMS = Path.of("/run/firedrill/host-programs");

  private final Path root;
  private final Map<Path, Path> directories;

  /**
   * @param root below {@code /run}, which all namespaces of the lab share; one per node and lab
   * @param directories from the node's path to the host's; kept over a power cut
   */
  HostView(Path root, Map<Path, Path> directories) {
    this.root = root;
    this.directories = new TreeMap<>(directories);
  }

  /** Puts the stand-ins for programs of a node's operating system where nodes find them. */
  static void offer(HostPrograms programs) {
    try {
      Trees.copy(programs.folder(), PROGRAMS);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot offer the programs of " + programs.folder(), e);
    }
  }

  /** Where hostPath volumes lie, as every namespace of the lab but the lab's own sees them. */
  Map<String, Path> hostPaths() {
    Map<String, Path> paths = new TreeMap<>();
    paths.put("/", root);
    for (String directory : new String[] {"proc", "dev", "sys", "etc", "boot"}) {
      paths.put("/" + directory, root.resolve(directory));
    }
    directories.forEach((onNode, data) -> paths.put(onNode.toString(), data));
    return paths;
  }

  /** Makes the mount points, which unlike mounts appear in every namespace. */
  void prepare() {
    try {
      for (Path data : directories.values()) {
        Files.createDirectories(data);
      }
      for (String directory :
          new String[] {"proc", "dev", "sys", "etc", "boot", "usr", "run", "tmp"}) {
        Files.createDirectories(root.resolve(directory));
      }
      for (Path parent : parents()) {
        Files.createDirectories(inRoot(parent));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + root, e);
    }
  }

  /** To be run in a node that has just booted. */
  String script() {
    String mount = Programs.path("mount");
    String mkdir = Programs.path("mkdir") + " -p ";
    StringBuilder s = new StringBuilder("set -e\ncd " + root + "\n");
    s.append(mount).append(" --make-rprivate /\n");
    s.append(mount).append(" -t proc proc proc\n");
    for (String directory : new String[] {"dev", "sys", "etc", "usr"}) {
      s.append(mount).append(" --rbind /" + directory + ' ' + directory + '\n');
    }
    s.append("for d in bin sbin lib lib64; do [ ! -L /$d ] || [ -L $d ] || ");
    s.append(Programs.path("cp")).append(" -P /$d $d; done\n");
    s.append("[ -L var/run ] || { ").append(mkdir).append("var; ");
    s.append(Programs.path("ln")).append(" -s ../run var/run; }\n");
    for (Path parent : parents()) {
      // A directory of the host's /var/lib cannot be made by an ordinary user, and must not be by
      // any: the node gets a /var/lib of its own, with all that the host's has.
      s.append("for d in ").append(parent).append("/*/; do d=${d%/}; n=.").append(parent);
      s.append("/${d##*/}; [ -d \"$d\" ] || continue; case $d in ").append(own(parent));
      s.append(") continue ;; esac; ").append(mkdir).append("\"$n\"; ");
      s.append(mount).append(" --rbind \"$d\" \"$n\" || :; done\n");
    }
    directories.forEach(
        (onNode, data) -> {
          s.append(mkdir).append('.').append(onNode).append('\n');
          s.append(mount).append(" --rbind '" + data + "' ." + onNode + '\n');
        });
    for (Path parent : parents()) {
      s.append(mount).append(" --rbind .").append(parent).append(' ').append(parent).append('\n');
    }
    return s.toString();
  }

  private String own(Path parent) {
    return String.join(
        "|",
        directories.keySet().stream()
            .filter(d -> d.getParent().equals(parent))
            .map(Path::toString)
            .toList());
  }

  private List<Path> parents() {
    TreeSet<Path> parents = new TreeSet<>();
    directories.keySet().forEach(d -> parents.add(d.getParent()));
    return List.copyOf(parents);
  }

  private Path inRoot(Path path) {
    return root.resolve(Path.of("/").relativize(path));
  }

  /** A first line of a shell's script that is then known to the kernel by that name. */
  static String daemon(String name) {
    return "echo " + name + " > /proc/$$/comm; sleep infinity & wait";
  }
}
