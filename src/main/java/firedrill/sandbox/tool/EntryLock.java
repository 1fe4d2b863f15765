package firedrill.sandbox.tool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/**
 * A lock between runs, and between threads of one run. The kernel's file locks belong to the whole
 * process, and closing any channel on the file gives them up: hence the semaphore before it.
 */
final class EntryLock implements AutoCloseable {
  private static final ConcurrentHashMap<Path, Semaphore> IN_THIS_PROCESS =
      new ConcurrentHashMap<>();

  private final Semaphore threads;
  private final FileChannel channel;

  private EntryLock(Semaphore threads, FileChannel channel) {
    this.threads = threads;
    this.channel = channel;
  }

  /**
   * Takes the lock however long it takes: its holder is a build, and a holder that dies lets go.
   *
   * @param waiting told once, with the holder's process id, if the lock is taken
   */
  static EntryLock take(Path file, Consumer<String> waiting) throws IOException {
    Semaphore threads = IN_THIS_PROCESS.computeIfAbsent(file, f -> new Semaphore(1));
    boolean told = false;
    if (!threads.tryAcquire()) {
      waiting.accept("process " + ProcessHandle.current().pid());
      told = true;
      try {
        threads.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for " + file, e);
      }
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
      if (channel.tryLock() == null) {
        if (!told) {
          String holder = Files.readString(file).strip();
          waiting.accept("process " + (holder.isEmpty() ? "unknown" : holder));
        }
        // Polled, because a blocking lock call ignores interrupts of some JVMs' shutdown.
        FileChannel polled = channel;
        Awaitility.await(file.toString())
            .forever()
            .pollDelay(java.time.Duration.ZERO)
            .pollInterval(java.time.Duration.ofMillis(50))
            .until(() -> polled.tryLock() != null);
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      taken = true;
      return new EntryLock(threads, channel);
    } finally {
      if (!taken) {
        if (channel != null) {
          channel.close();
        }
        threads.release();
      }
    }
  }

  /** Takes the lock if nobody has it. */
  static Optional<EntryLock> tryTake(Path file) throws IOException {
    Semaphore threads = IN_THIS_PROCESS.computeIfAbsent(file, f -> new Semaphore(1));
    if (!threads.tryAcquire()) {
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
      taken = channel.tryLock() != null;
      return taken ? Optional.of(new EntryLock(threads, channel)) : Optional.empty();
    } finally {
      if (!taken) {
        if (channel != null) {
          channel.close();
        }
        threads.release();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      channel.truncate(0);
    } finally {
      threads.release();
    }
  }
}
