package firedrill.component.longhorn.injection;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A replica directory that no Replica resource names any more.
 *
 * @param node it lies on
 * @param directory as it can be read here
 */
public record Orphan(String volume, String node, Path directory) {

  /** {@code <volume>-<8 characters>}, as Longhorn's scan of its disks wants it (1.12). */
  private static final Pattern NAME = Pattern.compile("(.+)-[a-zA-Z0-9]{8}");

  /** Such as {@code <volume>-<8 characters>.bak}. */
  private static final Pattern RENAMED = Pattern.compile("(.+)-[a-zA-Z0-9]{8}[^a-zA-Z0-9].*");

  /** Empty when the directory's name is not that of a replica. */
  public static Optional<Orphan> of(String node, Path directory) {
    Matcher name = NAME.matcher(String.valueOf(directory.getFileName()));
    return name.matches()
        ? Optional.of(new Orphan(name.group(1), node, directory))
        : Optional.empty();
  }

  /**
   * Of a directory that holds layers, whatever it is called: a replica that somebody renamed may
   * still be the newest of its volume. Without Longhorn's pattern in its name it counts as a volume
   * of that name.
   */
  public static Orphan named(String node, Path directory) {
    String name = String.valueOf(directory.getFileName());
    Matcher renamed = RENAMED.matcher(name);
    String volume = renamed.matches() ? renamed.group(1) : name;
    return of(node, directory).orElseGet(() -> new Orphan(volume, node, directory));
  }

  /** As in a Replica's {@code spec.dataDirectoryName}. */
  public String name() {
    return String.valueOf(directory.getFileName());
  }

  /** The replica's name, also of a copy that somebody gave another one, such as {@code ….bak}. */
  String replica() {
    Matcher renamed = RENAMED.matcher(name());
    return renamed.matches() ? name().substring(0, volume.length() + 9) : name();
  }

  @Override
  public String toString() {
    return name() + " on " + node;
  }
}
