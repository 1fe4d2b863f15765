package firedrill.sandbox.tool;

import firedrill.files.Trees;
import firedrill.sandbox.process.CacheRoot;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finished folders that runs share. An entry is made aside, flushed, and renamed into place under
 * its lock: whoever sees it sees it whole.
 */
final class Cache {
  private final Path root;

  private Cache(Path root) {
    this.root = root;
  }

  /**
   * Opens {@code -Dfiredrill.cache}, else {@code $XDG_CACHE_HOME/firedrill}, else {@code
   * ~/.cache/firedrill}.
   *
   * @throws ToolException if it cannot be created or written
   */
  static Cache open(Map<String, String> properties, Map<String, String> environment) {
    return open(CacheRoot.of(properties, environment));
  }

  static Cache open(Path root) {
    try {
      for (String folder : List.of("entries", "aside", "locks", "uses")) {
        Files.createDirectories(root.resolve(folder));
      }
      Files.delete(Files.createTempFile(root.resolve("aside"), "probe", null));
      return new Cache(root);
    } catch (IOException e) {
      throw new ToolException(
          "the cache directory "
              + root
              + " cannot be written ("
              + e.getClass().getSimpleName()
              + ": "
              + e.getMessage()
              + "); make it yours, or choose another with -Dfiredrill.cache=/path",
          e);
    }
  }

  Path root() {
    return root;
  }

  Path entry(String key) {
    return root.resolve("entries").resolve(key);
  }

  boolean has(String key) {
    return Files.isDirectory(entry(key));
  }

  Uses uses() {
    return new Uses(root);
  }

  /** Whether it is there; if so it is in use by this process from now on. */
  boolean use(String key, Path checkout) {
    uses().begin(key);
    if (has(key)) {
      uses().remember(key, checkout);
      return true;
    }
    return false;
  }

  /** All that is finished. */
  List<String> keys() throws IOException {
    try (Stream<Path> entries = Files.list(root.resolve("entries"))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /**
   * Removes an entry that nobody uses and nobody makes.
   *
   * @return false, and it stays, when somebody does
   */
  @SuppressWarnings("try") // the lock is held, not used
  boolean remove(String key) throws IOException {
    boolean[] removed = {false};
    Path file = root.resolve("locks").resolve(key + ".lock");
    Optional<EntryLock> making = EntryLock.tryTake(file);
    if (making.isEmpty()) {
      return false;
    }
    try (EntryLock lock = making.get()) {
      removed[0] =
          uses()
              .alone(
                  key,
                  () -> {
                    // Gone at once for whoever looks, then in peace.
                    Path aside = root.resolve("aside").resolve(key);
                    Trees.delete(aside);
                    Files.move(entry(key), aside, StandardCopyOption.ATOMIC_MOVE);
                    Trees.delete(aside);
                  });
    }
    if (removed[0]) {
      uses().forget(key);
    }
    return removed[0];
  }

  /** What a {@link #make} fills. */
  interface Maker {
    void fill(Path folder) throws IOException;
  }

  /**
   * Makes the entry unless it is there, waiting while another run makes it.
   *
   * @param waiting told once if another run holds the entry's lock
   * @return whether it was made here
   */
  @SuppressWarnings("try") // the lock is held, not used
  boolean make(String key, Consumer<String> waiting, Maker maker) throws IOException {
    if (has(key)) {
      return false;
    }
    try (EntryLock lock = EntryLock.take(root.resolve("locks").resolve(key + ".lock"), waiting)) {
      if (has(key)) {
        return false;
      }
      Path aside = root.resolve("aside").resolve(key);
      Trees.delete(aside);
      Files.createDirectory(aside);
      try {
        maker.fill(aside);
        flush(aside);
        Files.move(aside, entry(key), StandardCopyOption.ATOMIC_MOVE);
        flushOne(entry(key).getParent());
      } finally {
        Trees.delete(aside);
      }
      return true;
    }
  }

  private static void flush(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        if (!Files.isSymbolicLink(path)) {
          flushOne(path);
        }
      }
    }
  }

  private static void flushOne(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
