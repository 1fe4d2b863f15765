package firedrill.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * One run at a time in one checkout: two would mix their results in {@code target} and {@code
 * reports}. The kernel lets go of the lock when the process that holds it ends, however that is.
 */
final class RunLock {

  private static final String FILE = ".run.lock";

  private RunLock() {}

  /**
   * Takes the lock until this JVM ends.
   *
   * @return what to tell the user when another process holds it, or the folder cannot be written
   *     to; empty when it is ours
   */
  static Optional<String> take(Path reports) {
    Path file = reports.resolve(FILE);
    try {
      Files.createDirectories(reports);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        String holder = Files.readString(file).strip();
        channel.close();
        return Optional.of(
            "another run of this checkout is under way (process "
                + holder
                + "); wait for it to end, or run in another clone");
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
      // A channel that nothing refers to is closed by the collector, and the lock with it.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(channel), "run-lock"));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          reports
              + " cannot be written to ("
              + reason(e)
              + "): make the folder writable for this user, with room in it");
    }
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException said && said.getReason() != null) {
      return said.getReason();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
