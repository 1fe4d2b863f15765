package firedrill.rescue;

import firedrill.component.longhorn.injection.Orphan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds replica directories below places that people name. */
public final class ReplicaSearch {

  /** All nodes' disks in one place: {@code pi1/var/lib/longhorn/replicas/<directory>}. */
  private static final int DEPTH = 8;

  /** Directories that a disk of Longhorn's lies in, on every node. */
  private static final Set<String> USUAL = Set.of("replicas", "longhorn", "lib", "var");

  private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9.-]+)=(.+)");
  private static final Pattern FILE = Pattern.compile("volume(\\.meta|-head-.*|-snap-.*)");

  private ReplicaSearch() {}

  /**
   * @param places directories, or {@code node=directory}; without a name, the node is called as the
   *     directory that its disk lies in
   * @return in order of volume, node and name
   * @throws IOException naming the place that cannot be looked at
   */
  public static List<Orphan> in(List<String> places) throws IOException {
    Map<Path, Orphan> all = new LinkedHashMap<>();
    for (String place : places) {
      Matcher named = NAMED.matcher(place);
      boolean hasName = named.matches() && !Files.exists(Path.of(place));
      Path root = Path.of(hasName ? named.group(2) : place).toAbsolutePath().normalize();
      if (!Files.isDirectory(root)) {
        throw new IOException(root + " is not a directory; name a replica directory, or one above");
      }
      List<Orphan> found = new ArrayList<>();
      walk(root, hasName ? named.group(1) : "", DEPTH, found);
      for (Orphan one : found) {
        // Reached twice, it is no second witness of itself.
        all.putIfAbsent(one.directory().toRealPath(), one);
      }
    }
    return all.values().stream()
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
    String owner = node.isEmpty() ? nodeOf(directory) : node;
    if (holdsLayers) {
      found.add(Orphan.named(owner, directory));
      return;
    }
    if (inReplicas) {
      Orphan.of(owner, directory).ifPresent(found::add);
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
    while (above != null && above.getParent() != null && USUAL.contains(name(above))) {
      above = above.getParent();
    }
    return name(above);
  }

  private static String name(Path path) {
    return path == null || path.getFileName() == null ? "" : path.getFileName().toString();
  }
}
