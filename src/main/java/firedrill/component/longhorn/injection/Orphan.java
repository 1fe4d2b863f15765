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

  /** Empty when the directory's name is not that of a replica. */
  public static Optional<Orphan> of(String node, Path directory) {
    Matcher name = NAME.matcher(String.valueOf(directory.getFileName()));
    return name.matches()
        ? Optional.of(new Orphan(name.group(1), node, directory))
        : Optional.empty();
  }

  /** As in a Replica's {@code spec.dataDirectoryName}. */
  public String name() {
    return String.valueOf(directory.getFileName());
  }

  @Override
  public String toString() {
    return name() + " on " + node;
  }
}
