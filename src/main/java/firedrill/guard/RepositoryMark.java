package firedrill.guard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The mark of a backup repository in a folder, such as restic's: a file beside the repository's
 * own, written before the repository is made. One in a bucket is proved by its store's mark ({@link
 * GuardedMinio#verify}).
 *
 * <p>No drill keeps such a repository yet: the backup drills (issue 14) will.
 *
 * <p>restic's local layout (doc/design.rst) reads the file {@code config} and five folders, and
 * leaves others alone.
 */
final class RepositoryMark {
  static final String FILE = "firedrill-mark";

  /** In front of what the record keeps of a folder. */
  private static final String STORE = "repository-";

  private static final int MOST_BYTES = 1024;

  /** {@code data/00}; below are files alone. */
  private static final int FOLDERS = 2;

  private static final String REMEDY =
      "only a folder that this run itself makes becomes its repository: mark it before it is"
          + " initialised";

  private final Guard guard;
  private final ProtectedPaths paths;
  private final Path home;

  /**
   * @param home the run's own directory; repositories lie in it
   */
  public RepositoryMark(Guard guard, Path home) {
    Given.require("the mark of a repository", guard, home);
    this.guard = guard;
    this.paths = new ProtectedPaths(guard.settings());
    this.home = paths.require(home);
  }

  /**
   * Makes the folder of a repository.
   *
   * @return its real path
   * @throws GuardRefusal unless it is inside the run's directory, and new or empty
   */
  public Path create(Path repository) {
    Path real = inside(repository);
    String mark = new StoreMark(guard, name(repository)).text();
    String folder =
        new Looks()
            .anywhere(
                name(repository),
                () -> {
                  create(repository, real, mark);
                  return folder(repository, real);
                });
    guard.recordIdentity(STORE + folder, folder);
    return real;
  }

  private static void create(Path repository, Path real, String mark) {
    try {
      Files.createDirectories(real);
      try (Stream<Path> found = Files.list(real)) {
        if (found.findAny().isPresent()) {
          throw refusal(repository, "it is in use: it is not empty");
        }
      }
      Files.writeString(real.resolve(FILE), mark, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw refusal(repository, "something else is there");
    } catch (IOException e) {
      throw refusal(repository, Shown.reason(e));
    }
  }

  /**
   * Looks at a repository, before each command that changes it.
   *
   * @return its real path
   * @throws GuardRefusal without this run's mark
   */
  public Path require(Path repository) {
    Path real = inside(repository);
    Looks looks = new Looks();
    String found = looks.anywhere(name(repository), () -> read(repository, real));
    new StoreMark(guard, name(repository)).require(found);
    String folder = looks.anywhere(name(repository), () -> folder(repository, real));
    if (!guard.requireRecordOnDisk().identities().containsKey(STORE + folder)) {
      throw refusal(repository, "its folder is not the one that this run made: the mark is a copy");
    }
    looks.anywhere(name(repository), () -> requireWhole(repository, real));
    return real;
  }

  /** What is in it lies in it: restic deletes what it finds, wherever a link leads. */
  private static void requireWhole(Path repository, Path real) {
    try (Stream<Path> all = Files.walk(real, FOLDERS)) {
      Object device = Files.getAttribute(real, "unix:dev");
      for (Path one : (Iterable<Path>) all::iterator) {
        if (Files.isSymbolicLink(one)
            || !device.equals(Files.getAttribute(one, "unix:dev", LinkOption.NOFOLLOW_LINKS))) {
          throw refusal(repository, "a part of it lies elsewhere: it is a link, or mounted");
        }
      }
    } catch (UncheckedIOException e) {
      throw refusal(repository, Shown.reason(e.getCause()));
    } catch (IOException e) {
      throw refusal(repository, Shown.reason(e));
    }
  }

  /** Device and inode: what no copy has. */
  private static String folder(Path repository, Path real) {
    try {
      Map<String, Object> at = Files.readAttributes(real, "unix:dev,ino");
      return at.get("dev") + "-" + at.get("ino");
    } catch (IOException e) {
      throw refusal(repository, Shown.reason(e));
    }
  }

  private static String read(Path repository, Path real) {
    Path file = real.resolve(FILE);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw refusal(repository, "it carries no mark");
      }
      try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      }
    } catch (NoSuchFileException e) {
      throw refusal(repository, "it carries no mark");
    } catch (IOException e) {
      throw refusal(repository, Shown.reason(e));
    }
  }

  private Path inside(Path repository) {
    Path real =
        paths.requireInside(
            repository, home, name(repository), "it is outside the run's directory");
    if (real.equals(home)) {
      throw refusal(repository, "it is the run's directory itself");
    }
    return real;
  }

  private static String name(Path repository) {
    return "repository " + Shown.text(String.valueOf(repository));
  }

  private static GuardRefusal refusal(Path repository, String why) {
    return new GuardRefusal(name(repository), why, REMEDY);
  }
}
