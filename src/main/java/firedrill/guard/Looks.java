package firedrill.guard;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Looks at files that end. A mount whose server is gone, or a pipe that nobody writes to, holds
 * whoever looks for ever: such a look stays in a thread of its own, and who asked is refused.
 */
final class Looks {
  /** For one look, however many files it takes. */
  private static final Duration WITHIN = Duration.ofSeconds(5);

  /** For so long what was seen on this machine's own disks is taken to be there still. */
  private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(250);

  /** File systems that no other machine and no process answers for. */
  private static final Set<String> OWN =
      Set.of(
          "apfs",
          "bcachefs",
          "btrfs",
          "ext2",
          "ext3",
          "ext4",
          "f2fs",
          "hfs",
          "overlay",
          "ramfs",
          "tmpfs",
          "xfs",
          "zfs");

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          look -> {
            Thread thread = new Thread(look, "firedrill-look");
            thread.setDaemon(true);
            return thread;
          });

  private final Duration limit;
  private final List<Path> places;
  private final Set<Future<?>> hanging = ConcurrentHashMap.newKeySet();

  /** Each holds a thread for as long as its mount is dead: so many, and nothing is looked at. */
  private static final int MOST_HANGING = 64;

  private static final Set<Future<?>> ALL_HANGING = ConcurrentHashMap.newKeySet();

  /** When all places were last seen on disks of this machine's own; null when they are not. */
  private volatile Long own;

  /**
   * @param places that are looked at over and over; absolute
   */
  Looks(Path... places) {
    this(WITHIN, places);
  }

  Looks(Duration limit, Path... places) {
    this.limit = limit;
    this.places = List.of(places);
  }

  /** Looks at the places of this object: by this very thread while they surely answer. */
  <T> T at(String what, Supplier<T> look) {
    Long last = own;
    if (last != null && System.nanoTime() - last < FRESH && !isHanging()) {
      return look.get();
    }
    return anywhere(
        what,
        () -> {
          own = places.stream().allMatch(Looks::isOwn) ? Long.valueOf(System.nanoTime()) : null;
          return look.get();
        });
  }

  /** The same for a look that tells nothing but its refusal. */
  void anywhere(String what, Runnable look) {
    anywhere(
        what,
        () -> {
          look.run();
          return null;
        });
  }

  /**
   * Looks at any file.
   *
   * @throws GuardRefusal when it does not end in time, or while an earlier one has not ended
   */
  <T> T anywhere(String what, Supplier<T> look) {
    if (isHanging() || areTooMany()) {
      throw refusal(what);
    }
    AtomicReference<Thread> looking = new AtomicReference<>();
    Future<T> answer =
        THREADS.submit(
            () -> {
              looking.set(Thread.currentThread());
              return look.get();
            });
    Patience patience = new Patience(limit, looking::get);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return answer.get(patience.next(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          if (!patience.isLeft()) {
            throw e;
          }
        } catch (InterruptedException e) {
          // Whoever is interrupted is still owed an answer, and this one comes soon.
          interrupted = true;
        }
      }
    } catch (TimeoutException e) {
      hanging.add(answer);
      ALL_HANGING.add(answer);
      throw refusal(what);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnsupportedOperationException
          || e.getCause() instanceof ProviderMismatchException) {
        throw new GuardRefusal(
            what,
            "it is not on a file system of this machine's",
            "give a path of the usual file system");
      }
      if (e.getCause() instanceof RuntimeException judged) {
        throw judged;
      }
      // No memory, no threads, or a file system that cannot do what is asked of it.
      throw new GuardRefusal(
          what,
          "looking at the files that this is decided by failed",
          "give this process the memory and the threads that it needs");
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean areTooMany() {
    if (ALL_HANGING.size() < MOST_HANGING) {
      return false;
    }
    ALL_HANGING.removeIf(Future::isDone);
    return ALL_HANGING.size() >= MOST_HANGING;
  }

  private boolean isHanging() {
    if (hanging.isEmpty()) {
      return false;
    }
    hanging.removeIf(Future::isDone);
    return !hanging.isEmpty();
  }

  private static boolean isOwn(Path place) {
    for (Path at = place; at != null; at = at.getParent()) {
      try {
        if (!OWN.contains(Files.getFileStore(at).type())) {
          return false;
        }
      } catch (NoSuchFileException | AccessDeniedException e) {
        // What is not there yet, or not to be seen, is where its folder is.
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  private GuardRefusal refusal(String what) {
    return new GuardRefusal(
        what,
        "a file that this is decided by does not answer within " + limit.toSeconds() + " s",
        "make the disk or the mount under it answer, or end whoever holds that file");
  }
}
