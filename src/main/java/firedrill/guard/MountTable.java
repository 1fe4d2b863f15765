package firedrill.guard;

import firedrill.files.Kernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where on its file system a path lies, whatever it is mounted as: a bind mount or an overlay gives
 * a file of a protected place another name.
 */
final class MountTable {
  // https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
  private static final Pattern LINE =
      Pattern.compile(
          "\\S+ \\S+ (?<device>\\S+) (?<root>\\S+) (?<point>\\S+) .*? - (?<type>\\S+)"
              + "(?: (?<source>\\S*))?(?: )?(?<options>.*)");
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
  private static final Pattern LAYERS = Pattern.compile("(lower|upper)dir\\+?=(.*)");

  /** An overlay over an overlay over one. */
  private static final int DEEPEST = 3;

  private final List<Mount> mounts;

  /**
   * @param root the folder of the mounted file system that is shown at the mount point
   * @param layers folders that an overlay is made of, or that a program shows
   */
  private record Mount(String device, Path root, Path point, List<Path> layers) {}

  /** A folder or file of one file system. */
  record Place(String device, Path path) {
    /** Whether it is the other, or lies below it. */
    boolean isIn(Place other) {
      return device.equals(other.device) && path.startsWith(other.path);
    }
  }

  private MountTable(List<Mount> mounts) {
    this.mounts = mounts;
  }

  /**
   * As this process sees them; none where the system does not tell, as macOS, which has no bind
   * mounts.
   */
  static MountTable now() {
    try {
      return of(Kernel.mounts().orElse(""));
    } catch (IOException e) {
      throw new GuardRefusal(
          "the table of mounts",
          Shown.reason(e),
          "make /proc readable: without it nobody can tell what a path leads to");
    }
  }

  static MountTable of(String table) {
    List<Mount> mounts = new ArrayList<>();
    for (String line : table.split("\n")) {
      Matcher mount = LINE.matcher(line);
      if (!mount.matches()) {
        continue;
      }
      boolean isOverlay = mount.group("type").toLowerCase(Locale.ROOT).contains("overlay");
      path(plain(mount.group("point")))
          .ifPresent(
              point ->
                  mounts.add(
                      new Mount(
                          mount.group("device"),
                          root(plain(mount.group("root"))),
                          point,
                          isOverlay
                              ? layers(mount.group("options"))
                              : shown(mount.group("source")))));
    }
    return new MountTable(mounts);
  }

  /**
   * All names of what is at a path on the file systems below it.
   *
   * @param real absolute, links resolved
   */
  List<Place> places(Path real) {
    List<Place> places = new ArrayList<>();
    add(real, places, 0);
    return places;
  }

  private void add(Path real, List<Place> places, int depth) {
    Mount over = null;
    for (Mount mount : mounts) {
      boolean nearer = over == null || mount.point.startsWith(over.point);
      if (real.startsWith(mount.point) && nearer) {
        over = mount; // Of several at one point the last one is seen.
      }
    }
    if (over == null) {
      return;
    }
    Path rest = over.point.relativize(real);
    places.add(new Place(over.device, over.root.resolve(rest).normalize()));
    if (depth < DEEPEST) {
      for (Path layer : over.layers) {
        add(
            layer.resolve(over.root.getRoot().relativize(over.root)).resolve(rest),
            places,
            depth + 1);
      }
    }
  }

  /**
   * A folder that is no device's and mounted all the same is shown under another name by a program:
   * bindfs, or one that decrypts.
   *
   * @param source null for none
   */
  private static List<Path> shown(String source) {
    String folder = source == null ? "" : plain(source);
    return folder.startsWith("/") && !folder.startsWith("/dev/")
        ? path(folder).stream().toList()
        : List.of();
  }

  private static List<Path> layers(String options) {
    List<Path> layers = new ArrayList<>();
    for (String option : options.split(",")) {
      var layer = LAYERS.matcher(option);
      if (layer.matches()) {
        for (String path : plain(layer.group(2)).split(":")) {
          if (path.startsWith("/")) {
            path(path).ifPresent(layers::add);
          }
        }
      }
    }
    return layers;
  }

  /**
   * Empty for one that this process has no word for, as é in the C locale: nobody can ask it for a
   * path below that either.
   */
  private static Optional<Path> path(String name) {
    try {
      return Optional.of(Path.of(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** As much of it as this process has words for. */
  private static Path root(String name) {
    String known = name;
    Optional<Path> root = path(known);
    while (root.isEmpty()) {
      known = known.substring(0, Math.max(0, known.lastIndexOf('/')));
      root = path(known.isEmpty() ? "/" : known);
    }
    return root.get();
  }

  /** Blanks and the like are written in octal. */
  private static String plain(String field) {
    String plain =
        OCTAL
            .matcher(field)
            .replaceAll(
                code ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(code.group(1), 8))));
    return new String(plain.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
