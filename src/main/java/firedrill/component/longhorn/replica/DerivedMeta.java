package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A {@code volume.meta} that is lost, made again from the head's name and size, as the engine does
 * it when a replica starts ({@code tryRecoverVolumeMetaFile}, 1.12). Whether the replica was being
 * rebuilt, or stands on a backing image, is lost with it: so this is done on a human's word only.
 */
final class DerivedMeta {

  private DerivedMeta() {}

  static VolumeMeta of(Path directory, Optional<String> named, List<String> warnings)
      throws IOException {
    List<String> heads = heads(directory);
    String head = named.orElse(heads.size() == 1 ? heads.get(0) : "");
    if (!heads.contains(head)) {
      throw new ReplicaException(
          heads.isEmpty() ? Problem.NOT_A_REPLICA : Problem.CORRUPT_META,
          directory,
          heads.isEmpty()
              ? "has no head to derive volume.meta from"
              : "has these heads: " + String.join(", ", heads) + "; name one (head=<file>)");
    }
    long size = MetaReader.requireRegular(directory.resolve(head)).size();
    if (size == 0 || size % 512 != 0) {
      throw new ReplicaException(
          Problem.SIZE_MISMATCH,
          directory.resolve(head),
          "has " + size + " B, so the volume's size is not known from it");
    }
    VolumeMeta next = next(directory);
    warnings.add(
        "volume.meta is derived: the head is "
            + head
            + ", the size "
            + size
            + " B; whether it was being rebuilt, or stood on a backing image, is "
            + (next == null ? "not known" : "taken from volume.meta.tmp"));
    return new VolumeMeta(
        size,
        head,
        true,
        next != null && next.rebuilding(),
        next == null ? "" : next.error(),
        "",
        512,
        next == null ? "" : next.backingFile(),
        next != null && next.encrypted());
  }

  /** What was about to become {@code volume.meta}; null when it cannot be read. */
  private static VolumeMeta next(Path directory) throws IOException {
    try {
      return MetaReader.volume(directory.resolve(VolumeMeta.FILE + ".tmp"));
    } catch (ReplicaException e) {
      return null;
    }
  }

  /** File names of the heads that lie in a directory; an interrupted snapshot leaves two. */
  static List<String> heads(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
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
    List<String> heads = e.problem() == Problem.UNREADABLE ? List.of() : heads(directory);
    if (heads.isEmpty()) {
      return e;
    }
    return e.and(
        "; the directory has "
            + String.join(" and ", heads)
            + ": a human who knows that this is a whole replica may have volume.meta derived from"
            + " it"
            + (heads.size() == 1 ? " (derive)" : " (head=<file>)"));
  }
}
