package erp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The hash that ties each entry to the one before it.
 *
 * <p>Canonical form, UTF-8, each part ended by a line feed: {@code erp1}, previous hash, seq, id,
 * memo, number of lines, then per line account, debit and credit (each on its own), last the
 * attachment's SHA-256 or {@code -}. Texts cannot hold control characters, so the form has one
 * reading only. The first entry's previous hash is 64 zeros.
 */
final class EntryHash {
  static final String GENESIS = "0".repeat(64);

  private EntryHash() {}

  static String hash(
      String prevHash, long seq, String id, String memo, List<Posting> lines, String attachment) {
    StringBuilder form = new StringBuilder("erp1\n");
    form.append(prevHash).append('\n').append(seq).append('\n').append(id).append('\n');
    form.append(memo).append('\n').append(lines.size()).append('\n');
    for (Posting line : lines) {
      form.append(line.account()).append('\n');
      form.append(line.debit()).append('\n').append(line.credit()).append('\n');
    }
    form.append(attachment == null ? "-" : attachment).append('\n');
    return sha256(form.toString().getBytes(StandardCharsets.UTF_8));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
