package firedrill.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Places of the person at the keyboard that are never read: the production keys and the
 * kubeconfigs. Links are followed one by one, so that a path which only passes through them is
 * refused too.
 */
public final class ProtectedPaths {
  /** Linux gives up at this many links (path_resolution(7)). */
  private static final int MAX_LINKS = 40;

  private static final String KEYS = ".arcodange";
  private static final String KUBE = ".kube";
  private static final String REMEDY =
      "use a file the lab generated in the run's own directory; production's are never read";

  private final List<Path> roots;

  public ProtectedPaths(GuardSettings settings) {
    Set<Path> found = new LinkedHashSet<>();
    for (Path home : homes(settings)) {
      found.add(home.resolve(KEYS));
      found.add(home.resolve(KUBE));
    }
    String kubeconfig = settings.environment().getOrDefault("KUBECONFIG", "");
    for (String file : kubeconfig.split(":", -1)) {
      if (!file.isBlank()) {
        found.add(Path.of(file).toAbsolutePath().normalize());
      }
    }
    this.roots = List.copyOf(found);
  }

  /** For callers without a guard: protects the homes that this process knows of. */
  public static Path requireUnprotected(Path path) {
    return new ProtectedPaths(GuardSettings.system()).require(path);
  }

  /**
   * Walks the path step by step.
   *
   * @return the real path, links resolved; its last parts need not exist
   * @throws GuardRefusal if any step of the path is, or leads into, a protected place
   */
  public Path require(Path path) {
    Path absolute = path.toAbsolutePath();
    refuseInside(path, absolute.normalize());
    Deque<Path> rest = new ArrayDeque<>();
    absolute.forEach(rest::addLast);
    Path at = Objects.requireNonNull(absolute.getRoot());
    int links = 0;
    while (!rest.isEmpty()) {
      String step = rest.removeFirst().toString();
      if (step.isEmpty() || step.equals(".")) {
        continue;
      }
      if (step.equals("..")) {
        at = at.getParent() == null ? at : at.getParent();
        continue;
      }
      Path next = at.resolve(step);
      refuseInside(path, next);
      if (!Files.isSymbolicLink(next)) {
        at = next;
        continue;
      }
      if (++links > MAX_LINKS) {
        throw new GuardRefusal("path " + path, "it goes through too many links", REMEDY);
      }
      Path target = readLink(path, next);
      List<Path> steps = new ArrayList<>();
      target.forEach(steps::add);
      for (int i = steps.size() - 1; i >= 0; i--) {
        rest.addFirst(steps.get(i));
      }
      at = target.isAbsolute() ? Objects.requireNonNull(target.getRoot()) : at;
    }
    return at;
  }

  private void refuseInside(Path asked, Path step) {
    for (Path part : step) {
      // Also on case-insensitive file systems, and in homes this process does not know.
      if (part.toString().toLowerCase(Locale.ROOT).equals(KEYS)) {
        throw refusal(asked, step);
      }
    }
    for (Path root : roots) {
      if (step.startsWith(root) || lower(step).startsWith(lower(root)) || sameFile(step, root)) {
        throw refusal(asked, step);
      }
    }
  }

  private static GuardRefusal refusal(Path asked, Path step) {
    return new GuardRefusal(
        "path " + asked, "it leads to " + step + ", which is protected", REMEDY);
  }

  /** Bind mounts and hard links: another name, the same file. */
  private static boolean sameFile(Path a, Path b) {
    try {
      return Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
    } catch (IOException e) {
      throw new GuardRefusal("path " + a, "it cannot be examined: " + e, REMEDY, e);
    }
  }

  private static Path readLink(Path asked, Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      throw new GuardRefusal("path " + asked, "it cannot be resolved: " + e, REMEDY, e);
    }
  }

  private static Set<Path> homes(GuardSettings settings) {
    Set<Path> homes = new LinkedHashSet<>();
    homes.add(settings.home());
    for (String home :
        new String[] {System.getProperty("user.home"), settings.environment().get("HOME")}) {
      if (home != null && !home.isBlank()) {
        homes.add(Path.of(home).toAbsolutePath().normalize());
      }
    }
    for (Path home : List.copyOf(homes)) {
      try {
        homes.add(home.toRealPath());
      } catch (IOException e) {
        homes.add(home); // A home that does not exist has no other name.
      }
    }
    return homes;
  }

  private static Path lower(Path path) {
    return Path.of(path.toString().toLowerCase(Locale.ROOT));
  }
}
