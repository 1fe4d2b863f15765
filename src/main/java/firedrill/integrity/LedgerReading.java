package firedrill.integrity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A ledger file read back.
 *
 * @param events complete lines
 * @param head hash of the last complete line
 * @param tornBytes length of a last line that was cut off while being written, 0 for none. Its
 *     event never counted: an event counts once it is flushed.
 */
record LedgerReading(History history, long events, String head, int tornBytes) {
  private static final Pattern SEALED =
      Pattern.compile("(\\{.*),\"hash\":\"([0-9a-f]{64})\"\\}", Pattern.DOTALL);

  /**
   * Reads a whole file, checking every link of its chain.
   *
   * @throws LedgerTampered naming the first line that cannot be what was written
   */
  public static LedgerReading of(Path file) throws IOException {
    return of(Files.readAllBytes(file));
  }

  static LedgerReading of(byte[] bytes) throws LedgerTampered {
    LedgerCodec codec = new LedgerCodec();
    String head = Sha256.GENESIS;
    long n = 0;
    int from = 0;
    for (int end = next(bytes, from); end >= 0; end = next(bytes, from)) {
      n++;
      String line = text(bytes, from, end, n);
      head = unsealed(line, n, head, codec);
      from = end + 1;
    }
    int torn = bytes.length - from;
    if (torn > 0) {
      requireTorn(bytes, from, n + 1);
    }
    return new LedgerReading(codec.history(), n, head, torn);
  }

  static String seal(String previous, String body) {
    String open = body.substring(0, body.length() - 1);
    return open + ",\"hash\":\"" + Sha256.of(previous + body) + "\"}";
  }

  private static String unsealed(String line, long n, String previous, LedgerCodec codec)
      throws LedgerTampered {
    Matcher sealed = SEALED.matcher(line);
    if (!sealed.matches()) {
      throw new LedgerTampered(n, "not a sealed event", null);
    }
    String body = sealed.group(1) + "}";
    if (!Sha256.of(previous + body).equals(sealed.group(2))) {
      throw new LedgerTampered(n, "its hash does not follow from the line before", null);
    }
    try {
      codec.apply(n, body);
    } catch (IllegalArgumentException e) {
      throw new LedgerTampered(n, String.valueOf(e.getMessage()), e);
    }
    return sealed.group(2);
  }

  /** A torn write is a beginning of a line; a whole event with anything after it is not. */
  private static void requireTorn(byte[] bytes, int from, long n) throws LedgerTampered {
    String tail = new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1);
    String start = "{\"n\":" + n + ",\"at\":\"";
    boolean begins = tail.startsWith(start) || start.startsWith(tail);
    Matcher whole = SEALED.matcher(tail);
    if (!begins || (whole.lookingAt() && whole.end() != tail.length())) {
      throw new LedgerTampered(n, "the end is not a line cut off while being written", null);
    }
  }

  private static int next(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static String text(byte[] bytes, int from, int end, long n) throws LedgerTampered {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, end - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw new LedgerTampered(n, "not UTF-8", e);
    }
  }
}
