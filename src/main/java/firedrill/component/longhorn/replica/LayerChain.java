package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Follows the parents from a directory's head down to its oldest layer. */
final class LayerChain {

  private final Path directory;
  private final VolumeMeta volume;
  private final Overrides overrides;
  private final List<String> warnings;
  private final Set<String> visited = new LinkedHashSet<>();
  private final Set<String> cutShort = new HashSet<>();

  /**
   * @param warnings gets what a human's words leave out
   */
  LayerChain(Path directory, VolumeMeta volume, Overrides overrides, List<String> warnings) {
    this.directory = directory;
    this.volume = volume;
    this.overrides = overrides;
    this.warnings = warnings;
  }

  List<Layer> oldestFirst() throws IOException {
    Deque<Layer> oldestFirst = new ArrayDeque<>();
    String above = "";
    for (String name = volume.head(); !name.isEmpty(); ) {
      if (!visited.add(name)) {
        throw new ReplicaException(
            Problem.CYCLE,
            directory.resolve(above + LayerMeta.SUFFIX),
            "names "
                + name
                + " as its parent, which stands on it: the layers form a cycle. A human may name"
                + " the layer that one of them stands on in truth (parent=<layer>:<layer, or"
                + " nothing for the oldest>)");
      }
      if (visited.size() > ReplicaDirectory.MOST_LAYERS) {
        throw new ReplicaException(
            Problem.TOO_MANY_LAYERS,
            directory,
            "has more than "
                + ReplicaDirectory.MOST_LAYERS
                + " layers, and no engine makes so many: the parent of one is wrong. A human may"
                + " name the right one (parent=<layer>:<layer>)");
      }
      above = name;
      if (overrides.without().contains(name)) {
        name = leftOut(name);
      } else {
        Layer layer = layer(name);
        oldestFirst.addFirst(layer);
        name = layer.meta().parent();
      }
    }
    if (oldestFirst.isEmpty()) {
      throw new ReplicaException(
          Problem.MISSING_LAYER, directory, "no layer is left when those are left out");
    }
    return List.copyOf(oldestFirst);
  }

  /** Names of those that were met, also of those that are left out. */
  Set<String> visited() {
    return visited;
  }

  /** Names of those that are read as far as they go, on a human's word. */
  Set<String> cutShort() {
    return cutShort;
  }

  /** The name of its parent. */
  private String leftOut(String name) throws IOException {
    Path file = directory.resolve(name);
    boolean there = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    if (there && !cutShort(name, MetaReader.requireRegular(file).size())) {
      throw new ReplicaException(
          Problem.SIZE_MISMATCH,
          file,
          "has all its bytes; only a layer that is missing, empty or cut short can be left out");
    }
    warnings.add(
        name + " is left out: what was written to it is lost, and older data show in its place");
    return meta(name).parent();
  }

  /** One that was closed before an expansion is smaller than the volume, and whole. */
  private boolean cutShort(String name, long size) throws IOException {
    if (size == 0 || size % 512 != 0) {
      return true;
    }
    boolean expanded = false;
    List<String> alike = new ArrayList<>();
    for (String above : visited) {
      if (LayerNames.isExpansion(above)) {
        expanded = true;
        alike.clear();
      }
      alike.add(above);
    }
    if (!expanded) {
      return size < volume.size();
    }
    String below = meta(name).parent();
    if (!below.isEmpty() && !LayerNames.isExpansion(below)) {
      alike.add(below);
    }
    for (String one : alike) {
      Path file = directory.resolve(one);
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) > size) {
        return true;
      }
    }
    return false;
  }

  private Layer layer(String name) throws IOException {
    Path file = directory.resolve(name);
    try {
      MetaReader.requireRegular(file);
    } catch (ReplicaException e) {
      throw lost(name, e);
    }
    LayerMeta meta = meta(name);
    try (Fd fd = Fd.open(file)) {
      Fd.Stat stat = fd.stat();
      boolean head = name.equals(volume.head());
      if (stat.size() == 0) {
        throw new ReplicaException(
            Problem.SIZE_MISMATCH,
            file,
            "has 0 B: what was in it is lost; an engine that misses a layer makes such an empty"
                + " one. A human may leave it out (without="
                + name
                + ")"
                + purging(name));
      }
      long size = stat.size() - stat.size() % MetaReader.SECTOR;
      boolean odd = stat.size() != size;
      if (odd || (head ? size != volume.size() : size > volume.size())) {
        if (!overrides.shortened().contains(name) || size >= volume.size() || size == 0) {
          throw mismatched(file, stat.size(), head);
        }
        cutShort.add(name);
        warnings.add(
            name
                + " has "
                + stat.size()
                + " B of "
                + volume.size()
                + ", and was cut short: what was written to it beyond that is lost, and older data"
                + " show there");
      }
      return new Layer(file, meta, size, stat.allocated(), stat.modified(), stat.born());
    }
  }

  private ReplicaException mismatched(Path file, long size, boolean head) throws IOException {
    String name = String.valueOf(file.getFileName());
    boolean whole = size % MetaReader.SECTOR == 0;
    boolean cut = size < volume.size() && size >= MetaReader.SECTOR;
    boolean largest = true;
    for (String other : LayerNames.in(directory)) {
      Path layer = directory.resolve(other);
      largest &=
          !Files.isRegularFile(layer, LinkOption.NOFOLLOW_LINKS) || Files.size(layer) <= size;
    }
    List<String> ways = new ArrayList<>();
    if (head && whole && largest) {
      ways.add("take the head's size for the volume's (derive)");
    }
    if (cut) {
      ways.add("have it read as far as it goes, with older data beyond (short=" + name + ")");
    }
    if (!cut && !head) {
      ways.add("say what the volume's size is (size=<bytes>), if volume.meta or the head is cut");
    }
    return new ReplicaException(
        Problem.SIZE_MISMATCH,
        file,
        "has "
            + size
            + " B, the volume "
            + volume.size()
            + (head
                ? ": an expansion was not finished, or one of the two is damaged"
                : "; a layer may be smaller by whole sectors, never larger")
            + (ways.isEmpty() ? "" : ". A human may " + String.join(", or ", ways)));
  }

  /** The same refusal; it says what a human may do. */
  private ReplicaException lost(String name, ReplicaException e) throws IOException {
    boolean odd = Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS);
    if (e.problem() != Problem.MISSING_LAYER && !odd) {
      return e;
    }
    List<String> heads = new ArrayList<>(DerivedMeta.heads(directory));
    heads.remove(name);
    boolean other = name.equals(volume.head()) && !heads.isEmpty();
    return e.and(
        "; bring it from a copy of this replica, or a human may leave it out (without="
            + name
            + ")"
            + purging(name)
            + (other
                ? ", or take the head that is there, "
                    + String.join(" or ", heads)
                    + " (head=<file>)"
                : ""));
  }

  /**
   * A purge writes all of a snapshot into the one below, which is marked, removes the snapshot, and
   * gives its name to the other one ({@code Replica.ReplaceDisk}, 1.12).
   */
  private String purging(String name) {
    try {
      String below = MetaReader.layer(directory.resolve(name + LayerMeta.SUFFIX)).parent();
      boolean marked =
          !below.isEmpty()
              && MetaReader.layer(directory.resolve(below + LayerMeta.SUFFIX)).removed()
              && MetaReader.requireRegular(directory.resolve(below)).size() > 0;
      return marked
          ? ". "
              + below
              + " is marked for removal: if its purge was interrupted here, that one holds all of"
              + " it, and nothing is lost"
          : "";
    } catch (IOException e) {
      return ""; // Then nothing says so.
    }
  }

  private LayerMeta meta(String name) throws IOException {
    String parent = overrides.parents().get(name);
    if (parent != null) {
      if (!parent.isEmpty()) {
        MetaReader.requireSnapshot(directory.resolve(name + LayerMeta.SUFFIX), parent);
      }
      return new LayerMeta(parent, false, false, true, Optional.empty());
    }
    try {
      return MetaReader.layer(directory.resolve(name + LayerMeta.SUFFIX));
    } catch (ReplicaException e) {
      if (MetaReader.isDenied(e)) {
        throw e;
      }
      boolean head = name.equals(volume.head()) && !volume.parent().isEmpty();
      throw e.and(
          "; a human may name the layer it stands on (parent="
              + name
              + ":"
              + (head
                  ? volume.parent() + ", as volume.meta says"
                  : "<layer>, or nothing behind the colon for the oldest")
              + ")");
    }
  }
}
