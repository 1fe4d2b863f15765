package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
    Known known = known(directory);
    VolumeMeta said = known.meta();
    warnings.add(
        "volume.meta is derived: the head is "
            + head
            + ", the size "
            + size
            + " B; whether it was being rebuilt, or stood on a backing image, is "
            + (said == null ? "not known" : "taken from " + known.file()));
    return new VolumeMeta(
        size,
        head,
        true,
        said != null && said.rebuilding(),
        said == null ? "" : said.error(),
        said != null && head.equals(said.head()) ? said.parent() : "",
        512,
        said == null ? "" : said.backingFile(),
        said != null && said.encrypted());
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
