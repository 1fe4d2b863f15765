package firedrill.sandbox.local.agent;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One file of a rendered volume. */
final class FileContent {

  private final byte[] bytes;
  private final int mode;

  /**
   * Does not copy the bytes.
   *
   * @param mode permission bits, for example 0644
   */
  FileContent(byte[] bytes, int mode) {
    this.bytes = bytes;
    this.mode = mode;
  }

  static FileContent of(String text, int mode) {
    return new FileContent(text.getBytes(StandardCharsets.UTF_8), mode);
  }

  byte[] bytes() {
    return bytes;
  }

  int mode() {
    return mode;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileContent f && mode == f.mode && Arrays.equals(bytes, f.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bytes) + mode;
  }

  @Override
  public String toString() {
    return bytes.length + " bytes, mode " + Integer.toOctalString(mode);
  }
}
