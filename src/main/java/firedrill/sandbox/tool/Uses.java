package firedrill.sandbox.tool;

import firedrill.files.Trees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Who uses what of a cache. A process that looked an entry up holds a shared lock on it until it
 * ends, so that nothing is removed from under a lab; and each checkout's last use is remembered.
 *
 * @param root of the cache
 */
record Uses(Path root) {

  /** One channel for each file and process: closing a second one would give up the lock. */
  private static final ConcurrentHashMap<Path, FileChannel> HELD = new ConcurrentHashMap<>();

  /** What {@link #alone} does. */
  interface Action {
    void run() throws IOException;
  }

  /** From now on the entry is in use by this process, until that ends. */
  void begin(String key) {
    HELD.computeIfAbsent(lock(key), Uses::hold);
  }

  /** To be called when the entry is there. */
  void remember(String key, Path checkout) {
    try {
      Path stamp = stamp(key, checkout);
      Files.createDirectories(stamp.getParent());
      Files.write(stamp, new byte[0]);
      Files.setLastModifiedTime(stamp, FileTime.from(Instant.now()));
    } catch (IOException e) {
      throw new ToolException("cannot note the use of " + key + " in " + root + ": " + e, e);
    }
  }

  /** When any checkout last used it; empty if that is not known. */
  Optional<Instant> last(String key) throws IOException {
    Path folder = folder(key);
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> stamps = Files.list(folder)) {
      return stamps.map(Uses::time).max(Instant::compareTo);
    }
  }

  /** When this checkout last used it. */
  Optional<Instant> last(String key, Path checkout) {
    Path stamp = stamp(key, checkout);
    return Files.exists(stamp) ? Optional.of(time(stamp)) : Optional.empty();
  }

  /**
   * Does it while nobody else uses the entry.
   *
   * @return false, and nothing is done, when somebody does
   */
  boolean alone(String key, Action action) throws IOException {
    Path file = lock(key);
    if (HELD.containsKey(file)) {
      return false;
    }
    try (FileChannel channel = open(file);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        return false;
      }
      action.run();
      return true;
    } catch (OverlappingFileLockException usedInThisProcess) {
      return false;
    }
  }

  /** What was remembered of an entry that is no more. */
  void forget(String key) throws IOException {
    Trees.delete(folder(key));
  }

  private Path lock(String key) {
    return root.resolve("locks").resolve(key + ".use");
  }

  private Path folder(String key) {
    return root.resolve("uses").resolve(key);
  }

  private Path stamp(String key, Path checkout) {
    return folder(key).resolve(Key.ofCheckout(checkout));
  }

  @SuppressWarnings("resource") // held until the process ends
  private static FileChannel hold(Path file) {
    try {
      FileChannel channel = open(file);
      try {
        channel.lock(0, Long.MAX_VALUE, true);
      } catch (OverlappingFileLockException held) {
        // By this very process, through another class loader: it must stay open all the same.
        return channel;
      }
      return channel;
    } catch (IOException e) {
      throw new ToolException("cannot lock " + file + ": " + e, e);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static Instant time(Path stamp) {
    try {
      return Files.getLastModifiedTime(stamp).toInstant();
    } catch (IOException gone) {
      return Instant.EPOCH;
    }
  }
}
