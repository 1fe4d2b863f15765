package drills;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;

/**
 * A gzipped archive in which one bit is another. What comes of it depends on the bit: one of a
 * letter's code makes it another letter, and all the rest is as it was; most others end the stream.
 */
final class WrongBit {

  /** Of gzip's head where it has no options, and of its sum and length at the end (RFC 1952). */
  private static final int HEAD = 10;

  private static final int TAIL = 8;

  /** Codes are up to 15 bits long, and read ahead (RFC 1951). */
  private static final int AROUND = 4;

  private WrongBit() {}

  /**
   * The archive with the first wrong bit from its middle on after which it cannot be read to its
   * end.
   *
   * @throws IllegalStateException when there is none
   */
  static byte[] unreadable(byte[] archive) {
    for (int at = archive.length / 2; at < archive.length - TAIL; at++) {
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        byte[] other = flipped(archive, at, bit);
        if (inflated(other).isEmpty()) {
          return other;
        }
      }
    }
    throw new IllegalStateException("each bit leaves the archive readable");
  }

  /**
   * The archive with a wrong bit that makes a letter of a text another one wherever that text is in
   * it, and changes nothing else: only gzip's own sum tells.
   *
   * @throws IllegalStateException when there is none
   */
  static byte[] inText(byte[] archive, String text) {
    String whole = latin(inflated(archive).orElseThrow(() -> new IllegalStateException("broken")));
    int first = whole.indexOf(text);
    if (first < 0) {
      throw new IllegalStateException("the archive does not hold '" + text + "'");
    }
    int from = Math.max(HEAD, inputOf(archive, first) - AROUND);
    int until = Math.min(archive.length - TAIL, inputOf(archive, first + text.length()) + AROUND);
    for (int at = from; at < until; at++) {
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        byte[] other = flipped(archive, at, bit);
        if (inflated(other).filter(now -> differsIn(text, whole, latin(now))).isPresent()) {
          return other;
        }
      }
    }
    throw new IllegalStateException("no bit of '" + text + "' makes it another text");
  }

  /** The archive, whole, with another text in the place of one as long. */
  static byte[] replaced(byte[] archive, String text, String other) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(archive));
        GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(
          latin(in.readAllBytes()).replace(text, other).getBytes(StandardCharsets.ISO_8859_1));
    }
    return out.toByteArray();
  }

  /** As {@code gzip -t}: whether all of it is read, and its sum is right. */
  static boolean isSumRight(byte[] archive) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(archive))) {
      in.transferTo(ByteArrayOutputStream.nullOutputStream());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] flipped(byte[] archive, int at, int bit) {
    byte[] other = archive.clone();
    other[at] ^= (byte) (1 << bit);
    return other;
  }

  /** Whether the one text is the other but for letters inside these places. */
  private static boolean differsIn(String text, String whole, String other) {
    if (other.length() != whole.length() || other.equals(whole)) {
      return false;
    }
    StringBuilder same = new StringBuilder(other);
    for (int at = whole.indexOf(text); at >= 0; at = whole.indexOf(text, at + 1)) {
      String there = other.substring(at, at + text.length());
      if (!there.chars().allMatch(c -> c == ' ' || c == ',' || c >= 'a' && c <= 'z')) {
        return false;
      }
      same.replace(at, at + text.length(), text);
    }
    return whole.contentEquals(same);
  }

  /** Up to which byte it must be read for so many bytes to come out. */
  private static int inputOf(byte[] archive, int out) {
    Inflater inflater = new Inflater(true);
    byte[] taken = new byte[1 << 16];
    long come = 0;
    try {
      for (int at = HEAD; at < archive.length - TAIL; at++) {
        inflater.setInput(archive, at, 1);
        for (int n = inflater.inflate(taken); n > 0; n = inflater.inflate(taken)) {
          come += n;
        }
        if (come >= out) {
          return at;
        }
      }
      return archive.length - TAIL;
    } catch (DataFormatException e) {
      throw new IllegalStateException(e);
    } finally {
      inflater.end();
    }
  }

  /** Without a look at gzip's sum; empty when it does not come to its end. */
  private static Optional<byte[]> inflated(byte[] archive) {
    Inflater inflater = new Inflater(true);
    inflater.setInput(Arrays.copyOfRange(archive, HEAD, archive.length - TAIL));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] taken = new byte[1 << 16];
    try {
      while (!inflater.finished()) {
        int n = inflater.inflate(taken);
        if (n == 0 && !inflater.finished()) {
          return Optional.empty();
        }
        out.write(taken, 0, n);
      }
      return Optional.of(out.toByteArray());
    } catch (DataFormatException e) {
      return Optional.empty();
    } finally {
      inflater.end();
    }
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
