package firedrill.rescue;

import firedrill.component.longhorn.injection.Orphan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds replica directories below places that people name. */
public final class ReplicaSearch {

  /** A node's copy, its disk, {@code replicas}, the directory. */
  private static final int DEPTH = 4;

  private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9.-]+)=(.+)");
  private static final Pattern FILE = Pattern.compile("volume(\\.meta|-head-.*|-snap-.*)");

  private ReplicaSearch() {}

  /**
   * @param places directories, or {@code node=directory}; without a name, the node is called as the
   *     directory above {@code replicas}, or as the place itself
   * @return in order of volume, node and name
   * @throws IOException naming the place that cannot be looked at
   */
  public static List<Orphan> in(List<String> places) throws IOException {
    List<Orphan> found = new ArrayList<>();
    for (String place : places) {
      Matcher named = NAMED.matcher(place);
      boolean hasName = named.matches() && !Files.exists(Path.of(place));
      Path root = Path.of(hasName ? named.group(2) : place).toAbsolutePath().normalize();
      if (!Files.isDirectory(root)) {
        throw new IOException(root + " is not a directory; name a replica directory, or one above");
      }
      walk(root, hasName ? named.group(1) : "", DEPTH, found);
    }
    return found.stream()
        .distinct()
        .sorted(java.util.Comparator.comparing(Orphan::volume).thenComparing(Orphan::toString))
        .toList();
  }

  private static void walk(Path directory, String node, int depth, List<Orphan> found)
      throws IOException {
    boolean inReplicas = name(directory.getParent()).equals("replicas");
    List<Path> below;
    try (Stream<Path> listing = Files.list(directory)) {
      below = listing.sorted().toList();
    } catch (IOException e) {
      throw new IOException(directory + " cannot be listed: " + e + "; read it as root", e);
    }
    boolean holdsLayers = below.stream().anyMatch(f -> FILE.matcher(name(f)).matches());
    if (holdsLayers || inReplicas) {
      Orphan.of(node.isEmpty() ? nodeOf(directory) : node, directory).ifPresent(found::add);
      return;
    }
    for (Path one : below) {
      if (depth > 0 && Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)) {
        walk(one, node, depth - 1, found);
      }
    }
  }

  private static String nodeOf(Path replica) {
    Path above = replica.getParent();
    boolean usual = above != null && name(above).equals("replicas") && above.getParent() != null;
    return name(usual ? above.getParent() : above);
  }

  private static String name(Path path) {
    return path == null || path.getFileName() == null ? "" : path.getFileName().toString();
  }
}
