package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.replica.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A replica directory that no Replica resource names any more.
 *
 * @param node it lies on
 * @param directory as it can be read here
 * @param disk path of its disk on the node; empty when that is not known
 * @param place what is said of it beside name and node; empty where these tell it from all others
 */
public record Orphan(
    String volume, String node, Path directory, Optional<String> disk, String place) {

  /** On a disk that is not known. */
  public Orphan(String volume, String node, Path directory) {
    this(volume, node, directory, Optional.empty(), "");
  }

  /** {@code <volume>-<8 characters>}, as Longhorn's scan of its disks wants it (1.12). */
  private static final Pattern NAME = Pattern.compile("(.+)-[a-zA-Z0-9]{8}");

  /** Such as {@code <volume>-<8 characters>.bak}. */
  static final Pattern RENAMED = Pattern.compile("(.+)-[a-zA-Z0-9]{8}[^a-zA-Z0-9].*");

  /** As provisioners call a volume, {@code pvc-<UUID>}; its first 8 digits are no replica's. */
  private static final Pattern UUID =
      Pattern.compile(
          "(.*?([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(.*)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** A replica's name as Longhorn makes it, with the first 8 digits of a UUID; or a copy's. */
  private static final Pattern EXACT =
      Pattern.compile(".+-[0-9a-f]{8}([^a-zA-Z0-9].*)?", Pattern.DOTALL);

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
    String volume = provisioned(name).orElseGet(() -> renamed.matches() ? renamed.group(1) : name);
    return of(node, directory).orElseGet(() -> new Orphan(volume, node, directory));
  }

  /** Whether a volume is called as provisioners call theirs. */
  public static boolean isProvisioned(String volume) {
    return provisioned(volume).filter(volume::equals).isPresent();
  }

  /** What a name begins with up to the end of its UUID; empty when it has none. */
  static Optional<String> provisioned(String name) {
    Matcher uuid = UUID.matcher(name);
    return uuid.matches() ? Optional.of(uuid.group(1)) : Optional.empty();
  }

  /** The same; those that have name and node in common are told apart by where they lie. */
  static List<Orphan> toldApart(List<Orphan> all) {
    return all.stream()
        .map(
            one ->
                all.stream().filter(o -> o.toString().equals(one.toString())).count() == 1
                    ? one
                    : new Orphan(
                        one.volume,
                        one.node,
                        one.directory,
                        one.disk,
                        " in " + one.directory.getParent()))
        .toList();
  }

  /** As {@link Renamed#grouped}, with no replica known by its name but those that were found. */
  public static List<Orphan> grouped(List<Orphan> found, Set<String> volumes) {
    return Renamed.grouped(found, volumes, Set.of());
  }

  /**
   * Whether it may be a replica of a volume that its name does not lead to: it has no replica's
   * name at all, as after a repair of the file system, or somebody put a word before it or behind.
   */
  boolean mayBeOf(String other) {
    boolean nameless = isNameless();
    boolean prefixed =
        Pattern.compile(".+" + Pattern.quote(other) + "-[a-zA-Z0-9]{8}.*", Pattern.DOTALL)
            .matcher(name())
            .matches();
    return !volume.equals(other)
        && (nameless || prefixed || speaksOf(other) || Renamed.stems(volume).contains(other));
  }

  /** Whether somebody may have made its name from that volume's, or from one of its replicas'. */
  boolean isCalledAfter(String other) {
    return name().toLowerCase(Locale.ROOT).contains(other.toLowerCase(Locale.ROOT))
        || speaksOf(other);
  }

  /** Whether its name is not that of a replica, of whatever volume. */
  boolean isNameless() {
    return volume.equals(name());
  }

  /**
   * Whether the other volume's name, or the beginning of its UUID, is in this one's somewhere. What
   * Longhorn itself may have called so is another volume's, such as {@code data-postgres}'s.
   */
  private boolean speaksOf(String other) {
    String name = name().toLowerCase(Locale.ROOT);
    Matcher uuid = UUID.matcher(other);
    return uuid.matches()
        ? name.contains(uuid.group(2).toLowerCase(Locale.ROOT))
        : !EXACT.matcher(name()).matches() && name.contains(other.toLowerCase(Locale.ROOT));
  }

  Orphan in(String other) {
    return new Orphan(other, node, directory, disk, place);
  }

  /**
   * The same, known to lie on this disk.
   *
   * @param path on its node, as in a Replica's {@code spec.diskPath}
   */
  public Orphan on(String path) {
    return new Orphan(volume, node, directory, Optional.of(path), place);
  }

  /** Whether it may lie there, as far as its disk is known. */
  public boolean mayLieOn(Optional<String> path) {
    return path.isEmpty()
        || disk.isEmpty()
        || Path.of(disk.get()).normalize().equals(Path.of(path.get()).normalize());
  }

  /** As in a Replica's {@code spec.dataDirectoryName}. */
  public String name() {
    return String.valueOf(directory.getFileName());
  }

  /** The replica's name, also of a copy that somebody gave another one, such as {@code ….bak}. */
  String replica() {
    int end = volume.length() + 9;
    return name().length() > end && name().startsWith(volume + "-")
        ? name().substring(0, end)
        : name();
  }

  /**
   * Whether its name tells which replica it is, or a copy of which. A word or a date behind a
   * volume's name tells that of none.
   */
  boolean isIdentified() {
    return hasId() && replica().substring(volume.length()).matches("-[0-9a-f]{8}");
  }

  /** Likewise; letters that are no digits of a UUID count too, as Longhorn takes them. */
  boolean hasId() {
    return replica().length() == volume.length() + 9
        && replica().substring(volume.length()).matches("-[a-zA-Z0-9]{8}")
        && !Renamed.isDated(replica());
  }

  /** Whether both are surely two replicas, and not one and somebody's copy of it. */
  boolean isAnother(Orphan than) {
    return isIdentified() && than.isIdentified() && !replica().equals(than.replica());
  }

  @Override
  public String toString() {
    return Printable.of(name() + " on " + node + place);
  }
}
