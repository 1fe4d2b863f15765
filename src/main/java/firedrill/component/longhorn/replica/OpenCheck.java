package firedrill.component.longhorn.replica;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether somebody has a file open for writing. The kernel is asked for a read lease, which it
 * refuses while any process of any namespace has the file open for writing (fcntl(2)); a running
 * replica process of the engine keeps its head open so. Who it is, is then looked up in {@code
 * /proc}, as far as it shows.
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
    // Without leases (other file systems, a file of another user) only what /proc shows is known.
    if (leased.isPresent() && !leased.get()) {
      return Optional.empty();
    }
    Optional<String> holder = holder(file);
    return leased.isPresent()
        ? Optional.of(holder.orElse("a process that /proc does not show here"))
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

  private static Optional<String> holder(Path file) throws IOException {
    Object wanted = Files.readAttributes(file, "unix:dev,ino");
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (writes(process, wanted)) {
          return Optional.of(name(process));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean writes(Path process, Object wanted) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path fd : open) {
        if (same(fd, wanted) && forWriting(process, fd)) {
          return true;
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException gone) {
      // Ended meanwhile, or somebody else's.
      return false;
    }
    return false;
  }

  private static boolean same(Path fd, Object wanted) {
    try {
      return Files.readAttributes(fd, "unix:dev,ino").equals(wanted);
    } catch (IOException gone) {
      return false;
    }
  }

  private static boolean forWriting(Path process, Path fd) throws IOException {
    Path info = process.resolve("fdinfo").resolve(String.valueOf(fd.getFileName()));
    return Files.readAllLines(info).stream()
        .filter(line -> line.startsWith("flags:"))
        .anyMatch(line -> (Long.parseLong(line.substring(6).strip(), 8) & 3) != 0);
  }

  private static String name(Path process) {
    String pid = "process " + process.getFileName();
    try {
      return pid + " (" + Files.readString(process.resolve("comm")).strip() + ")";
    } catch (IOException gone) {
      return pid;
    }
  }
}
