package firedrill.component.longhorn.saved;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Tells by its first bytes what a file is, and reads its characters. */
final class Encoding {

  static final int TAR_BLOCK = 512;

  private Encoding() {}

  /** The mark of every tar since 1988, behind the first entry's name. */
  static boolean isTar(byte[] bytes) {
    byte[] mark = "ustar".getBytes(StandardCharsets.US_ASCII);
    return bytes.length >= TAR_BLOCK
        && Arrays.equals(bytes, 257, 257 + mark.length, mark, 0, mark.length);
  }

  /**
   * As shells write it: PowerShell in UTF-16, others in UTF-8, with or without a mark before it.
   */
  static String text(byte[] bytes) {
    if (begins(bytes, 0xff, 0xfe) || begins(bytes, 0xfe, 0xff)) {
      return new String(bytes, StandardCharsets.UTF_16);
    }
    if (bytes.length > 1 && (bytes[0] == 0) != (bytes[1] == 0)) {
      // Without a mark: of JSON and YAML the first character is one of ASCII.
      return new String(
          bytes, bytes[0] == 0 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE);
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  static boolean begins(byte[] bytes, int first, int second) {
    return bytes.length > 2 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
  }
}
