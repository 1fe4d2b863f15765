package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A {@code volume.meta} that is lost, made again from the head's name and size, as the engine does
 * it when a replica starts ({@code tryRecoverVolumeMetaFile}, 1.12). Whether the replica was being
 * rebuilt, or stands on a backing image, is lost with it: so this is done on a human's word only.
 */
final class DerivedMeta {

  private DerivedMeta() {}

  static VolumeMeta of(Path directory, Overrides said, List<String> warnings) throws IOException {
    List<String> heads = heads(directory);
    String head = said.head().orElse(heads.size() == 1 ? heads.get(0) : "");
    boolean top = LayerNames.isSnapshot(head) && snapshots(directory).contains(head);
    if (!heads.contains(head) && !top) {
      throw new ReplicaException(
          heads.isEmpty() ? Problem.NOT_A_REPLICA : Problem.CORRUPT_META,
          directory,
          heads.isEmpty()
              ? "has no head to derive volume.meta from" + offeredTop(directory)
              : (LayerNames.isSnapshot(head) ? "has no " + head + ", and has " : "has ")
                  + "these heads: "
                  + String.join(", ", heads)
                  + "; name one (head=<file>)");
    }
    if (top) {
      warnings.add(
          head
              + " is taken for the newest layer: what was written after that snapshot is left out");
    }
    long size = size(directory, head, said);
    Known known = known(directory);
    VolumeMeta left = known.meta();
    warnings.add(
        "volume.meta is derived: the head is "
            + head
            + ", the size "
            + size
            + " B; whether it was being rebuilt, or stood on a backing image, is "
            + (left == null ? "not known" : "taken from " + known.file()));
    return new VolumeMeta(
        size,
        head,
        true,
        left != null && left.rebuilding(),
        left == null ? "" : left.error(),
        left != null && head.equals(left.head()) ? left.parent() : "",
        512,
        left == null ? "" : left.backingFile(),
        left != null && left.encrypted());
  }

  /** Its own, unless it is cut short; then that of the snapshots. */
  private static long size(Path directory, String head, Overrides said) throws IOException {
    if (said.size().isPresent()) {
      return said.size().getAsLong();
    }
    long own = MetaReader.requireRegular(directory.resolve(head)).size();
    boolean cut = said.shortened().contains(head) || said.without().contains(head);
    if (own > 0 && own % MetaReader.SECTOR == 0 && !cut) {
      return own;
    }
    long largest = 0;
    for (String snapshot : snapshots(directory)) {
      long size = MetaReader.requireRegular(directory.resolve(snapshot)).size();
      largest = size % MetaReader.SECTOR == 0 ? Math.max(largest, size) : largest;
    }
    if (cut && largest > 0) {
      return largest;
    }
    String from = largest > 0 ? "" : ",size=<bytes>";
    throw new ReplicaException(
        Problem.SIZE_MISMATCH,
        directory.resolve(head),
        "has "
            + own
            + " B, so the volume's size is not known from it"
            + (own > 0
                ? ". A human may have it read as far as it goes (short=" + head + from + ")"
                : "; nothing that was in it is left")
            + offeredTop(directory));
  }

  private static String offeredTop(Path directory) throws IOException {
    List<String> newest = newest(directory);
    return newest.isEmpty()
        ? ""
        : ". A human may take a snapshot for the newest layer, and leave out what was written after"
            + " it (top="
            + String.join(" or top=", newest)
            + ")";
  }

  private static List<String> snapshots(Path directory) throws IOException {
    return LayerNames.in(directory).stream()
        .filter(name -> LayerNames.SNAPSHOTS.matcher(name).matches())
        .filter(name -> Files.isRegularFile(directory.resolve(name), LinkOption.NOFOLLOW_LINKS))
        .sorted()
        .toList();
  }

  /** Snapshots that none other stands on. */
  private static List<String> newest(Path directory) throws IOException {
    List<String> newest = new ArrayList<>(snapshots(directory));
    for (String snapshot : snapshots(directory)) {
      try {
        newest.remove(MetaReader.layer(directory.resolve(snapshot + LayerMeta.SUFFIX)).parent());
      } catch (IOException e) {
        // What it stands on is not known: it may be the newest still.
      }
    }
    return newest;
  }

  /**
   * What is left of it.
   *
   * @param meta null when nothing is
   */
  private record Known(String file, VolumeMeta meta) {}

  /** One that can be read counts in all but head and size; else what was about to become it. */
  private static Known known(Path directory) {
    for (String file : List.of(VolumeMeta.FILE, VolumeMeta.FILE + ".tmp")) {
      try {
        return new Known(file, MetaReader.looseVolume(directory.resolve(file)));
      } catch (IOException e) {
        // Nothing is known from it.
      }
    }
    return new Known("", null);
  }

  /** File names of the heads that lie in a directory; an interrupted snapshot leaves two. */
  static List<String> heads(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> String.valueOf(file.getFileName()))
          .filter(LayerNames::isHead)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw MetaReader.unreadable(directory, e);
    }
  }

  /** The same refusal; it says what a human may do, if there is something. */
  static ReplicaException offered(Path directory, ReplicaException e) throws IOException {
    if (MetaReader.isDenied(e)) {
      return e;
    }
    List<String> heads = heads(directory);
    if (heads.isEmpty()) {
      return e.and(offeredTop(directory));
    }
    return e.and(
        "; the directory has "
            + String.join(" and ", heads)
            + ": a human who knows that this is a whole replica may have volume.meta derived from"
            + " it"
            + (heads.size() == 1 ? " (derive)" : " (head=<file>)"));
  }
}
