package drills;

import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/** Planted: one bit of one attachment rots on the volume. */
final class AttachmentFlipped implements Fault {

  private final Path file;
  private final String sha;

  /**
   * @param volume the ERP's attachment volume: files named by their SHA-256 below its first two
   *     digits
   */
  AttachmentFlipped(Path volume, String sha) {
    this.file = volume.resolve(sha.substring(0, 2)).resolve(sha);
    this.sha = sha;
  }

  @Override
  public String name() {
    return "attachment-flipped";
  }

  @Override
  public String target() {
    return "attachment " + sha;
  }

  @Override
  public Undo undo() {
    return new Undo(
        "flip the first bit of the file again",
        Map.of("file", file.toString()),
        () -> digest().equals(sha),
        this::flip);
  }

  @Override
  public void inject() throws IOException {
    flip();
  }

  @Override
  public Witness witness() {
    return () -> Evidence.of(!digest().equals(sha), "its SHA-256 is now " + digest());
  }

  private void flip() throws IOException {
    try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
      int first = f.read();
      f.seek(0);
      f.write(first ^ 0x80);
    }
  }

  private String digest() throws IOException, GeneralSecurityException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
