package firedrill.rescue;

import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.replica.VolumeMeta;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds replica directories below places that people name. */
public final class ReplicaSearch {

  /** What a shell makes of a variable that is not set. */
  public static final String EMPTY = "a place is empty: is a variable of that line not set?";

  /** Directories that a disk of Longhorn's lies in, on every node. */
  private static final Set<String> USUAL = Set.of("replicas", "longhorn", "lib", "var");

  private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9.-]+)=(.+)");

  /** What an engine makes, and what a program that packs makes of it. */
  static final Pattern LAYER = Pattern.compile("volume-(head-[0-9]{3,9}|snap-.+)\\.img(\\..+)?");

  /** Those that people named. */
  private final Set<Path> places = new HashSet<>();

  private final Map<Object, Orphan> all = new LinkedHashMap<>();
  private final Set<Path> entered = new HashSet<>();
  private final List<Path> links = new ArrayList<>();
  private final List<Unseen> unseen = new ArrayList<>();

  /** With a replica's name and nothing that makes one. */
  private final List<Orphan> hollow = new ArrayList<>();

  private final List<String> again = new ArrayList<>();
  private int reached;

  private ReplicaSearch() {}

  /**
   * @param places directories, or {@code node=directory}; without a name, the node is called as the
   *     directory that its disk lies in
   * @return replicas; and links behind which some may lie, which are not followed, places without
   *     any, packed ones, and what a repair of a file system put aside
   * @throws IOException naming the place that cannot be looked at
   */
  public static Found look(List<String> places) throws IOException {
    ReplicaSearch search = new ReplicaSearch();
    for (String place : places) {
      if (place.isBlank()) {
        throw new IllegalArgumentException(EMPTY);
      }
      Matcher named = NAMED.matcher(place);
      boolean hasName = named.matches() && !Files.exists(Path.of(place));
      Path root = Path.of(hasName ? named.group(2) : place).toAbsolutePath().normalize();
      OtherPlaces.requireDirectory(root);
      int before = search.reached + search.links.size() + search.unseen.size();
      int known = search.all.size();
      search.places.add(root);
      search.again.clear();
      search.walk(root, hasName ? named.group(1) : "", Integer.MAX_VALUE);
      if (search.reached + search.links.size() + search.unseen.size() == before) {
        search.unseen.add(new Unseen(root, OtherPlaces.withoutReplicas(root)));
      } else if (search.all.size() == known && !search.again.isEmpty()) {
        search.unseen.add(new Unseen(root, search.again.get(0)));
      }
      search.unseen.addAll(LostAndFound.above(root));
    }
    return search.found();
  }

  /**
   * As {@link #look}.
   *
   * @param skipped told of what was not looked at
   */
  public static List<Orphan> in(List<String> places, Consumer<String> skipped) throws IOException {
    return told(look(places), skipped);
  }

  /** As above; a place that was not looked at fails it. */
  public static List<Orphan> in(List<String> places) throws IOException {
    List<String> skipped = new ArrayList<>();
    List<Orphan> found = in(places, skipped::add);
    if (!skipped.isEmpty()) {
      throw new IOException(String.join("; ", skipped));
    }
    return found;
  }

  private static List<Orphan> told(Found found, Consumer<String> skipped) {
    found.unseen().forEach(u -> skipped.accept(u.why()));
    return found.replicas();
  }

  /**
   * The directories that lie beside one, and itself.
   *
   * @throws IOException naming the place that cannot be looked at
   */
  public static Found lookBeside(Path replica) throws IOException {
    ReplicaSearch search = new ReplicaSearch();
    search.walk(replica, "", 0);
    Path parent = replica.getParent();
    if (parent != null) {
      // All of Longhorn's own folder; of another one, only what lies in it.
      search.walk(parent, "", name(parent).equals("replicas") ? Integer.MAX_VALUE : 1);
      search.unseen.addAll(LostAndFound.above(parent));
    }
    return search.found();
  }

  /** As {@link #lookBeside}. */
  public static List<Orphan> beside(Path replica, Consumer<String> skipped) throws IOException {
    return told(lookBeside(replica), skipped);
  }

  private Found found() throws IOException {
    List<Unseen> places = new ArrayList<>();
    for (Path link : links) {
      SkippedLink.why(link, entered).map(why -> new Unseen(link, why)).ifPresent(places::add);
    }
    unseen.stream().filter(u -> !places.contains(u)).forEach(places::add);
    // What was emptied is none by itself; beside others of its volume it is one that lost all.
    for (Orphan empty : hollow) {
      boolean known = all.values().stream().anyMatch(o -> o.volume().equals(empty.volume()));
      if (known || Orphan.isProvisioned(empty.volume())) {
        found(empty);
      }
    }
    return new Found(sorted(), places);
  }

  private List<Orphan> sorted() {
    return all.values().stream()
        .sorted(java.util.Comparator.comparing(Orphan::volume).thenComparing(Orphan::toString))
        .toList();
  }

  /** Reached twice, a directory is no second witness of itself. */
  private void found(Orphan one) throws IOException {
    reached++;
    // Also through another mount of the same disk.
    Object key = Files.readAttributes(one.directory(), BasicFileAttributes.class).fileKey();
    Orphan known = all.putIfAbsent(key == null ? one.directory().toRealPath() : key, one);
    if (known != null && !known.node().equals(one.node())) {
      again.add(
          one.directory()
              + ", given as of "
              + one.node()
              + ", is the very directory that was given as of "
              + known.node()
              + ", and nothing else lies there: is "
              + one.node()
              + "'s own disk mounted?");
    }
  }

  private void walk(Path directory, String node, int depth) throws IOException {
    List<Path> below;
    try (Stream<Path> listing = Files.list(directory)) {
      entered.add(directory.toRealPath());
      below = listing.sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      // Unless it is this one that is meant, the others can be looked at all the same.
      unseen.add(new Unseen(directory, OtherPlaces.closed(directory, e), true));
      return;
    }
    boolean replica = isReplica(directory, below);
    if (replica) {
      // The name of a link to it says nothing of it.
      Path own = Files.isSymbolicLink(directory) ? directory.toRealPath() : directory;
      found(Orphan.named(node.isEmpty() ? nodeOf(own) : node, own));
    } else if (Orphan.of("", directory).isPresent()
        && below.stream().noneMatch(f -> Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS))) {
      hollow.add(Orphan.named(node.isEmpty() ? nodeOf(directory) : node, directory));
    }
    LostAndFound.in(directory, below).ifPresent(unseen::add);
    for (Path one : below) {
      // Something lies in a replica's own directory only when somebody put it there.
      int left = replica ? Integer.MAX_VALUE : depth;
      if (left > 0 && Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)) {
        if (!OtherPlaces.isOfTheKernel(directory, one)) {
          walk(one, node, left - 1);
        }
      } else if (left > 0 && Files.isSymbolicLink(one)) {
        links.add(one);
      } else if (!replica && Packed.is(one, below, places.contains(directory))) {
        unseen.add(
            new Unseen(
                one,
                one
                    + " may be a packed replica, or the image of a disk with some, and was not"
                    + " looked into: unpack it (tar -S) in an empty folder elsewhere, for it may be"
                    + " older than what lies here, or mount it read-only, and name that place too"));
      }
    }
  }

  /**
   * Layers make one, and so does a name in Longhorn's own folder; one file of any name does not.
   */
  private static boolean isReplica(Path directory, List<Path> below) {
    boolean layers = below.stream().anyMatch(f -> LAYER.matcher(name(f)).matches());
    boolean meta = below.stream().anyMatch(f -> name(f).equals(VolumeMeta.FILE));
    boolean named = Orphan.of("", directory).isPresent();
    return layers
        || named && (meta || name(directory.getParent()).equals("replicas"))
        || meta && below.stream().noneMatch(f -> Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS));
  }

  private static String nodeOf(Path replica) {
    Path above = replica.getParent();
    // However deep below Longhorn's own folder.
    for (Path at = above; at != null; at = at.getParent()) {
      if (name(at).equals("replicas")) {
        above = at;
        break;
      }
    }
    while (above != null && above.getParent() != null && USUAL.contains(name(above))) {
      above = above.getParent();
    }
    return name(above);
  }

  private static String name(Path path) {
    return path == null || path.getFileName() == null ? "" : path.getFileName().toString();
  }
}
