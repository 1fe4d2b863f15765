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

/** Planted: one bit of one file rots on its volume. */
final class FileFlipped implements Fault {

  private final String name;
  private final Path file;
  private final String sha;

  /**
   * @param name of the fault
   * @param file as this process can open it
   */
  FileFlipped(String name, Path file) {
    this.name = name;
    this.file = file;
    try {
      this.sha = digest();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  /**
   * @param volume the ERP's attachment volume: files named by their SHA-256 below its first two
   *     digits
   */
  static FileFlipped attachment(Path volume, String sha) {
    return new FileFlipped("attachment-flipped", volume.resolve(sha.substring(0, 2)).resolve(sha));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String target() {
    return file.getFileName() + " of SHA-256 " + sha;
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
