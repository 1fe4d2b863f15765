package erp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Attachments by content: {@code <first two hex digits>/<sha256>}.
 *
 * <p>When {@link #store} returns, the bytes are flushed, the name is in its directory, and the
 * directory is flushed too. What a power cut may leave is a hidden temporary file, never a
 * half-written attachment under its final name.
 */
final class Volume {
  private final Path root;
  private final ReentrantLock probing = new ReentrantLock();

  Volume(Path root) {
    this.root = root;
  }

  /** Returns the SHA-256 of what is now durable. */
  String store(byte[] bytes) throws RequestRefused {
    String sha = EntryHash.sha256(bytes);
    Path file = path(sha);
    try {
      if (!Files.isDirectory(file.getParent())) {
        Files.createDirectories(file.getParent());
        flushDirectory(root);
      }
      Path aside = file.resolveSibling("." + sha + "." + UUID.randomUUID());
      writeFlushed(aside, bytes);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      flushDirectory(file.getParent());
      return sha;
    } catch (IOException e) {
      throw RequestRefused.unavailable("volume not writable: " + e, e);
    }
  }

  Optional<byte[]> read(String sha) throws IOException {
    Path file = path(sha);
    return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  /**
   * Creates, flushes and deletes a probe file.
   *
   * @return why the volume cannot be used, or empty
   */
  Optional<String> fault() {
    // A dead block device blocks its callers for minutes; one blocked probe must not eat every
    // handler thread.
    if (!probing.tryLock()) {
      return Optional.of("another probe has not come back yet");
    }
    try {
      Path probe = root.resolve(".probe." + UUID.randomUUID());
      writeFlushed(probe, new byte[] {1});
      Files.delete(probe);
      flushDirectory(root);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.toString());
    } finally {
      probing.unlock();
    }
  }

  private Path path(String sha) {
    return root.resolve(sha.substring(0, 2)).resolve(sha);
  }

  private static void writeFlushed(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static void flushDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
