package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the engine calls the files of a replica's layers ({@code pkg/replica}, 1.12). */
public final class LayerNames {

  private static final String SNAPSHOT = "volume-snap-";
  private static final String IMAGE = ".img";

  static final Pattern HEADS = Pattern.compile("volume-head-[0-9]{3,9}\\.img");

  /** The engine takes any name that is given to a snapshot; none leads out of the directory. */
  static final Pattern SNAPSHOTS = Pattern.compile(SNAPSHOT + "[^/\\x00-\\x1f\\x7f]+\\.img");

  private static final Pattern DELTAS = Pattern.compile("volume-delta-.+\\.img");
  private static final Pattern EXPANSIONS = Pattern.compile(SNAPSHOT + "expand-[0-9]+\\.img");

  private LayerNames() {}

  /** Of the layer that is written to. */
  public static boolean isHead(String file) {
    return HEADS.matcher(file).matches();
  }

  public static boolean isSnapshot(String file) {
    return file.startsWith(SNAPSHOT) && file.endsWith(IMAGE);
  }

  /** Of all layers that lie in a directory, of whatever kind of file; empty when it shows none. */
  public static Set<String> in(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> isHead(name) || isSnapshot(name))
          .collect(Collectors.toCollection(HashSet::new));
    } catch (IOException | UncheckedIOException e) {
      return new HashSet<>();
    }
  }

  /** What a backup is restored into before it goes into a snapshot; no links. */
  static List<Path> deltas(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> DELTAS.matcher(String.valueOf(file.getFileName())).matches())
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }

  /** Of one that was closed when the volume was expanded ({@code Replica.Expand}). */
  public static boolean isExpansion(String file) {
    return EXPANSIONS.matcher(file).matches();
  }

  /**
   * @param size of the volume from then on, bytes
   */
  static String expansionTo(long size) {
    return SNAPSHOT + "expand-" + size + IMAGE;
  }
}
