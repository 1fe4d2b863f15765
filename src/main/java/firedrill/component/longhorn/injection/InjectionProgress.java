package firedrill.component.longhorn.injection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * How far an injection has come, as kept on disk.
 *
 * @param source directory of the replica
 * @param content hash of what is to be recovered
 * @param volume that it is put into
 * @param identity of the volume that it was put into so far; null while that is not known
 * @param created this injection made the volume, or was about to
 * @param copied bytes of the volume up to which it has been flushed to
 * @param verified through the device, at the first attachment
 * @param done verified again after a new attachment, and detached
 */
record InjectionProgress(
    String source,
    String content,
    String volume,
    String identity,
    boolean created,
    long copied,
    boolean verified,
    boolean done) {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  static InjectionProgress begin(String source, String content, String volume) {
    return new InjectionProgress(source, content, volume, null, false, 0, false, false);
  }

  InjectionProgress withCreated() {
    return new InjectionProgress(source, content, volume, identity, true, copied, verified, done);
  }

  InjectionProgress withIdentity(String id) {
    return new InjectionProgress(source, content, volume, id, created, copied, verified, done);
  }

  InjectionProgress withCopied(long bytes) {
    return new InjectionProgress(source, content, volume, identity, created, bytes, verified, done);
  }

  InjectionProgress withVerified() {
    return new InjectionProgress(source, content, volume, identity, created, copied, true, done);
  }

  InjectionProgress withDone() {
    return new InjectionProgress(
        source, content, volume, identity, created, copied, verified, true);
  }

  /**
   * @throws IOException when the file is not one of these
   */
  static Optional<InjectionProgress> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(JSON.readValue(file.toFile(), InjectionProgress.class));
    } catch (JsonProcessingException e) {
      throw new IOException(
          file
              + " is not an injection's progress ("
              + e.getOriginalMessage()
              + "); look what it is before you remove it",
          e);
    }
  }

  /** Replaces the file as a whole, safely on disk when this returns. */
  void write(Path file) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(this));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
