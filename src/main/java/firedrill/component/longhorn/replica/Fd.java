package firedrill.component.longhorn.replica;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A file opened for reading as the C library knows it. Links are not followed. */
final class Fd implements AutoCloseable {

  private static final int O_NOFOLLOW = followFlag();
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_BASIC = 0x7ff;
  private static final int STATX_BTIME = 0x800;
  private static final int STATX_BYTES = 256;

  private final Path file;
  private final int fd;

  private Fd(Path file, int fd) {
    this.file = file;
    this.fd = fd;
  }

  static Fd open(Path file) throws IOException {
    requireSayable(file);
    try {
      return new Fd(
          file,
          Linux.C.open(
              file.toString(), Linux.O_RDONLY | Linux.O_CLOEXEC | Linux.O_NONBLOCK | O_NOFOLLOW));
    } catch (LastErrorException e) {
      throw new ReplicaException(
          Problem.UNREADABLE, file, "cannot be opened for reading: " + e.getMessage(), e);
    }
  }

  /** A name with other letters than the locale has cannot be given to the C library. */
  private static void requireSayable(Path file) throws ReplicaException {
    boolean sayable;
    try {
      sayable = Path.of(file.toString()).equals(file);
    } catch (InvalidPathException e) {
      sayable = false;
    }
    if (!sayable) {
      throw new ReplicaException(
          Problem.UNREADABLE,
          file,
          "has letters in its path that this locale has not: give the same line with"
              + " LANG=C.UTF-8 before it");
    }
  }

  Path file() {
    return file;
  }

  int number() {
    return fd;
  }

  /**
   * What the inode says.
   *
   * @param size apparent, bytes
   * @param allocated bytes on disk
   * @param born when the inode came into being; empty where the file system does not keep it
   */
  record Stat(long size, long allocated, Instant modified, Optional<Instant> born) {}

  Stat stat() throws IOException {
    try (Memory answer = new Memory(STATX_BYTES)) {
      answer.clear();
      Linux.C.statx(fd, "", AT_EMPTY_PATH, STATX_BASIC | STATX_BTIME, answer);
      boolean knowsBirth = (answer.getInt(0) & STATX_BTIME) != 0;
      return new Stat(
          answer.getLong(40),
          answer.getLong(48) * 512,
          time(answer, 112),
          knowsBirth ? Optional.of(time(answer, 80)) : Optional.empty());
    } catch (LastErrorException e) {
      throw new ReplicaException(
          Problem.UNREADABLE, file, "cannot be looked at: " + e.getMessage(), e);
    }
  }

  private static Instant time(Memory answer, long at) {
    return Instant.ofEpochSecond(answer.getLong(at), answer.getInt(at + 8));
  }

  @Override
  public void close() throws IOException {
    try {
      Linux.C.close(fd);
    } catch (LastErrorException e) {
      throw new IOException("cannot close " + file + ": " + e.getMessage(), e);
    }
  }

  /** The one flag of open(2) that differs between processors. */
  private static int followFlag() {
    String arch = System.getProperty("os.arch", "");
    return arch.startsWith("aarch64") || arch.startsWith("arm") ? 0x8000 : 0x20000;
  }
}
