package firedrill.component.longhorn.replica;

import com.sun.jna.LastErrorException;
import firedrill.files.Kernel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether somebody has a file open for writing. The kernel is asked for a read lease, which it
 * refuses while any process of any namespace has the file open for writing (fcntl(2)); a running
 * replica process of the engine keeps its head open so. Who it is, is then looked up by {@link
 * Kernel#writer}, as far as that sees.
 */
final class OpenCheck {

  private static final int LOOKS = 5;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private OpenCheck() {}

  static void requireClosed(Path file) throws IOException {
    Optional<String> writer = writer(file);
    // A program that is just being started has its parent's files for a moment; an engine keeps
    // them.
    for (int look = 1; writer.isPresent() && look < LOOKS; look++) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      writer = writer(file);
    }
    if (writer.isPresent()) {
      throw new ReplicaException(
          Problem.OPEN,
          file,
          "is open for writing in "
              + writer.get()
              + "; detach the volume, or end the engine that uses this replica, first");
    }
  }

  private static Optional<String> writer(Path file) throws IOException {
    Optional<Boolean> leased = openForWriting(file);
    // Without leases (other file systems, a file of another user) only what it tells of its
    // processes is known.
    if (leased.isPresent() && !leased.get()) {
      return Optional.empty();
    }
    Optional<String> holder = Kernel.writer(file);
    return leased.isPresent()
        ? Optional.of(holder.orElse("a process that cannot be seen from here"))
        : holder;
  }

  /** Empty when the kernel gives no leases on this file. */
  private static Optional<Boolean> openForWriting(Path file) throws IOException {
    try (Fd fd = Fd.open(file)) {
      // Somebody who opens it in this very moment would have SIGIO sent here, and end this JVM.
      Linux.C.fcntl(fd.number(), Linux.F_SETSIG, Linux.SIGURG);
      Linux.C.fcntl(fd.number(), Linux.F_SETLEASE, Linux.F_RDLCK);
      Linux.C.fcntl(fd.number(), Linux.F_SETLEASE, Linux.F_UNLCK);
      return Optional.of(false);
    } catch (LastErrorException e) {
      if (e.getErrorCode() == Linux.EAGAIN) {
        return Optional.of(true);
      }
      return Optional.empty();
    }
  }
}
