package erp;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What a client asks to post.
 *
 * @param id chosen by the client, in the canonical form of a UUID
 * @param attachment null when there is none
 */
// The bytes are read once and never compared.
@SuppressWarnings("ArrayRecordComponent")
record Draft(
    @JsonProperty(required = true) String id, String memo, List<Posting> lines, byte[] attachment) {
  private static final int MAX_TEXT = 1_000;
  private static final int MAX_LINES = 1_000;

  UUID uuid() {
    return UUID.fromString(id);
  }

  /** The same entry, with everything optional filled in. */
  Draft checked() throws RequestRefused {
    String canonical = canonicalId();
    String text = memo == null ? "" : memo;
    requireText("memo", text);
    if (lines == null || lines.size() < 2 || lines.size() > MAX_LINES || lines.contains(null)) {
      throw RequestRefused.of(422, "an entry has between 2 and " + MAX_LINES + " lines");
    }
    for (Posting line : lines) {
      requireLine(line);
    }
    requireBalance();
    return new Draft(canonical, text, List.copyOf(lines), attachment);
  }

  private String canonicalId() throws RequestRefused {
    String text = id == null ? "" : id.toLowerCase(Locale.ROOT);
    try {
      if (UUID.fromString(text).toString().equals(text)) {
        return text;
      }
    } catch (IllegalArgumentException e) {
      throw RequestRefused.of(422, "id is not a UUID");
    }
    throw RequestRefused.of(422, "id is not a UUID in its canonical form");
  }

  private static void requireLine(Posting line) throws RequestRefused {
    if (line.account() == null || line.account().isBlank()) {
      throw RequestRefused.of(422, "a line has no account");
    }
    requireText("account", line.account());
    boolean oneSided = line.debit() == 0 ^ line.credit() == 0;
    if (line.debit() < 0 || line.credit() < 0 || !oneSided) {
      throw RequestRefused.of(422, "a line has either a positive debit or a positive credit");
    }
  }

  private static void requireText(String field, String text) throws RequestRefused {
    if (text.length() > MAX_TEXT
        || text.chars().anyMatch(Character::isISOControl)
        || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw RequestRefused.of(422, field + " is too long or holds control characters");
    }
  }

  private void requireBalance() throws RequestRefused {
    long debits = 0;
    long credits = 0;
    try {
      for (Posting line : lines) {
        debits = Math.addExact(debits, line.debit());
        credits = Math.addExact(credits, line.credit());
      }
    } catch (ArithmeticException e) {
      throw RequestRefused.of(422, "the amounts overflow");
    }
    if (debits != credits) {
      throw RequestRefused.of(422, "debits " + debits + " differ from credits " + credits);
    }
  }
}
