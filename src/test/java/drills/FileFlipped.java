package drills;

import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.integrity.Sha256;
import firedrill.sandbox.FileTree;
import java.io.IOException;
import java.util.Map;

/** Planted: one bit of one file rots on its volume. */
final class FileFlipped implements Fault {

  private final String name;
  private final FileTree volume;
  private final String file;
  private final String sha;

  /**
   * @param name of the fault
   */
  FileFlipped(String name, FileTree volume, String file) {
    this.name = name;
    this.volume = volume;
    this.file = file;
    try {
      this.sha = digest();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file + " of " + volume.name(), e);
    }
  }

  /**
   * @param volume the ERP's attachment volume: files named by their SHA-256 below its first two
   *     digits
   */
  static FileFlipped attachment(FileTree volume, String sha) {
    return new FileFlipped("attachment-flipped", volume, sha.substring(0, 2) + "/" + sha);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String target() {
    return file.substring(file.lastIndexOf('/') + 1) + " of SHA-256 " + sha;
  }

  @Override
  public Undo undo() {
    return new Undo(
        "flip the first bit of the file again",
        Map.of("volume", volume.name(), "file", file),
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
    byte first = volume.read(file)[0];
    volume.write(file, 0, new byte[] {(byte) (first ^ 0x80)});
  }

  private String digest() throws IOException {
    return Sha256.of(volume.read(file));
  }
}
