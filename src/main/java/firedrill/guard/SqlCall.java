package firedrill.guard;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether a statement is known to read only, or to end what others began; a function may do
 * anything, so few are known.
 */
final class SqlCall {
  /** Of no schema by name: another one's may have a function of that name. */
  private static final Pattern FUNCTIONS =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}_$.])(?<!\\. )(count|sum|min|max|coalesce|current_setting)"
              + "\\s*\\([^()]*\\)");

  private static final Pattern WRITES =
      Pattern.compile(
          "(?<![a-z_])(into|for\\s+(update|share|no|key)|set_config|nextval|returning)\\b");

  /**
   * What was asked for is over or undone; in a transaction that failed nothing else is answered.
   */
  private static final Pattern END =
      Pattern.compile(
          "(rollback|abort|commit|end)(\\s+(work|transaction))?"
              + "|rollback(\\s+(work|transaction))?\\s+to(\\s+savepoint)?\\s+[a-z_][a-z0-9_]*");

  private SqlCall() {}

  static boolean isRead(String sql) {
    if (sql == null) {
      return false;
    }
    String plain = sql.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    if (END.matcher(plain).matches()) {
      return true;
    }
    if (!plain.matches("(?s)(select|show|table)\\s.*")
        || plain.matches("(?s).*([;\"\\\\$]|--|/\\*).*")) {
      return false;
    }
    String rest = FUNCTIONS.matcher(plain).replaceAll(" ");
    return !rest.contains("(") && !WRITES.matcher(rest).find();
  }
}
