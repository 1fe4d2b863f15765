package firedrill.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Places of the person at the keyboard that are never read: the production keys and the
 * kubeconfigs. Links are followed one by one, so that a path which only passes through them is
 * refused too.
 */
final class ProtectedPaths {
  /** Linux gives up at this many links (path_resolution(7)). */
  private static final int MAX_LINKS = 40;

  private static final String REMEDY =
      "use a file the lab generated in the run's own directory; production's are never read";

  private final List<Path> roots;
  private final List<String> spellings;
  private final Set<Path> homes;
  private final ProtectedNames names;
  private final Looks looks = new Looks();

  public ProtectedPaths(GuardSettings settings) {
    this.homes = looks.anywhere("the user's home", () -> homes(settings));
    Set<Path> named = SecretPlaces.all(homes, settings.environment());
    this.roots = List.copyOf(looks.anywhere("places of secrets", () -> withTargets(named)));
    this.spellings =
        Stream.concat(homes.stream(), roots.stream())
            .filter(path -> path.getNameCount() > 0)
            .map(Path::toString)
            .distinct()
            .toList();
    this.names = new ProtectedNames(roots, Set.of());
  }

  private ProtectedPaths(ProtectedPaths all, Set<Path> own) {
    this.homes = all.homes;
    this.roots = all.roots;
    this.spellings = all.spellings;
    this.names = new ProtectedNames(roots, own);
  }

  /**
   * The same for a run whose own files may be called like a person's.
   *
   * @param folder the run's own, as it was given
   * @param real the same, links resolved
   */
  ProtectedPaths owning(Path folder, Path real) {
    return new ProtectedPaths(
        this, new HashSet<>(List.of(real, folder.toAbsolutePath().normalize())));
  }

  /** Homes and places as they are written, for a look into a text. */
  List<String> spellings() {
    return spellings;
  }

  /** Whether a home of the user's lies in it. */
  boolean holdsHome(Path real) {
    return homes.stream().anyMatch(home -> home.startsWith(real));
  }

  /** Whether a protected place, or a home, lies in a folder. */
  boolean holdsPlace(Path real) {
    return holdsHome(real) || roots.stream().anyMatch(root -> root.startsWith(real));
  }

  /** A person who keeps such files elsewhere has links there. */
  private Set<Path> withTargets(Set<Path> named) {
    Set<Path> all = new LinkedHashSet<>(named);
    for (Path place : named) {
      for (Path target : LinkTargets.of(place)) {
        if (!holdsHome(target) && !isOfTheSystem(target)) {
          all.add(target);
        }
      }
    }
    return all;
  }

  /** A link to a device or to programs makes nothing of them secret. */
  private static boolean isOfTheSystem(Path target) {
    return target.getNameCount() < 2
        || Stream.of("/dev", "/usr", "/bin", "/lib", "/sbin").anyMatch(target::startsWith);
  }

  /** Whether a real path is a home of the user's, or holds or lies in one. */
  boolean isHome(Path real) {
    return homes.stream().anyMatch(home -> home.startsWith(real) || real.startsWith(home));
  }

  /** Whether a real path lies in a home of the user's, unless that is where everything lies. */
  boolean isInHome(Path real) {
    return homes.stream().anyMatch(home -> home.getNameCount() > 0 && real.startsWith(home));
  }

  /** Whether a real path is itself a home of the user's. */
  boolean isVeryHome(Path real) {
    return homes.contains(real);
  }

  /**
   * The real path of a file that must lie in a folder.
   *
   * @throws GuardRefusal if it is protected, or outside
   */
  Path requireInside(Path path, Path folder, String what, String outside) {
    Path real;
    try {
      real = require(path);
    } catch (GuardRefusal e) {
      boolean named = path != null && path.toAbsolutePath().normalize().startsWith(folder);
      throw new GuardRefusal(what, e.why() + (named ? "" : "; " + outside), e.remedy(), e);
    }
    if (!real.startsWith(folder)) {
      throw new GuardRefusal(what, outside, REMEDY);
    }
    return real;
  }

  /**
   * Walks the path step by step.
   *
   * @return the real path, links resolved; its last parts need not exist
   * @throws GuardRefusal if any step of the path is, or leads into, a protected place
   */
  public Path require(Path path) {
    if (path == null) {
      throw new GuardRefusal("path null", "it names no file", REMEDY);
    }
    return looks.anywhere(shown(path), () -> walked(path));
  }

  private Path walked(Path path) {
    Path absolute = path.toAbsolutePath();
    Set<Object> keys = keys();
    Path plain = absolute.normalize();
    for (Path at = plain; at != null && at.getFileName() != null; at = at.getParent()) {
      refuseNamed(path, at);
    }
    Deque<Path> rest = new ArrayDeque<>();
    absolute.forEach(rest::addLast);
    Path at = Objects.requireNonNull(absolute.getRoot());
    int links = 0;
    while (!rest.isEmpty()) {
      Path part = rest.removeFirst();
      String step = part.toString();
      if (step.isEmpty() || step.equals(".")) {
        continue;
      }
      if (step.equals("..")) {
        at = at.getParent() == null ? at : at.getParent();
        continue;
      }
      // By its bytes: the locale of this process need not have a word for it.
      Path next = at.resolve(part);
      refuseNamed(path, next);
      if (!Files.isSymbolicLink(next)) {
        refuseSame(path, next, keys);
        at = next;
        continue;
      }
      if (++links > MAX_LINKS) {
        throw new GuardRefusal(shown(path), "it goes through too many links", REMEDY);
      }
      Path target = readLink(path, next);
      List<Path> steps = new ArrayList<>();
      target.forEach(steps::add);
      for (int i = steps.size() - 1; i >= 0; i--) {
        rest.addFirst(steps.get(i));
      }
      at = target.isAbsolute() ? Objects.requireNonNull(target.getRoot()) : at;
    }
    try {
      Path root = mountedFrom(at, MountTable.now());
      if (root != null) {
        throw refusal(path, root);
      }
      root = HardLinks.placeOf(at, roots);
      if (root != null) {
        throw refusal(path, root);
      }
    } catch (IOException e) {
      throw unknown(path, "examined", e);
    }
    return at;
  }

  /** The place of which a path is another name by a mount; null for none. */
  Path mountedFrom(Path real, MountTable mounts) throws IOException {
    List<MountTable.Place> asked = mounts.places(real);
    for (Path root : roots) {
      if (Files.exists(root)
          && mounts.places(root.toRealPath()).stream()
              .anyMatch(place -> asked.stream().anyMatch(one -> one.isIn(place)))) {
        return root;
      }
    }
    return null;
  }

  private void refuseNamed(Path asked, Path step) {
    if (names.has(step)) {
      throw refusal(asked, step);
    }
  }

  /** Bind mounts and hard links: another name, the same file. */
  private static void refuseSame(Path asked, Path step, Set<Object> keys) {
    Object key = key(asked, step);
    if (key != null && keys.contains(key)) {
      throw refusal(asked, step);
    }
  }

  private static GuardRefusal refusal(Path asked, Path step) {
    return new GuardRefusal(
        shown(asked),
        "it leads to " + ShownPath.local(step.toString()) + ", which is protected",
        REMEDY);
  }

  /** A text that was taken for a path may be a secret. */
  private static String shown(Path asked) {
    return "path " + Shown.text(ShownPath.local(asked.toString()));
  }

  private static GuardRefusal unknown(Path asked, String action, IOException e) {
    return new GuardRefusal(
        shown(asked), "it cannot be " + action + ": " + Shown.reason(e), REMEDY);
  }

  private Set<Object> keys() {
    Set<Object> keys = new HashSet<>();
    for (Path root : roots) {
      try {
        keys.add(Files.readAttributes(root, BasicFileAttributes.class).fileKey());
      } catch (IOException e) {
        // What is not to be had under its own name is refused by that name alone.
      }
    }
    return keys;
  }

  /** Device and inode of what is there, links followed; null for nothing. */
  private static Object key(Path asked, Path step) {
    try {
      return Files.readAttributes(step, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw unknown(asked, "examined", e);
    }
  }

  private static Path readLink(Path asked, Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      throw unknown(asked, "resolved", e);
    }
  }

  private static Set<Path> homes(GuardSettings settings) {
    Set<Path> homes = new LinkedHashSet<>(settings.homes());
    for (Path home : List.copyOf(homes)) {
      try {
        homes.add(home.toRealPath());
      } catch (IOException e) {
        homes.add(home); // A home that does not exist has no other name.
      }
    }
    return homes;
  }

  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new GuardRefusal("path", "it is no path", REMEDY);
    }
  }
}
