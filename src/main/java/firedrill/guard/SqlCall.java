package firedrill.guard;

import java.util.Locale;
import java.util.regex.Pattern;

/** Whether a statement is known to read only; a function may do anything, so few are known. */
final class SqlCall {
  private static final Pattern FUNCTIONS =
      Pattern.compile("\\b(count|sum|min|max|coalesce|current_setting)\\s*\\([^()]*\\)");

  private static final Pattern WRITES =
      Pattern.compile("\\b(into|for\\s+(update|share|no|key)|set_config|nextval|returning)\\b");

  private SqlCall() {}

  static boolean isRead(String sql) {
    if (sql == null) {
      return false;
    }
    String plain = sql.strip().toLowerCase(Locale.ROOT);
    if (!plain.matches("(?s)(select|show|table)\\s.*")
        || plain.matches("(?s).*([;\"\\\\$]|--|/\\*).*")) {
      return false;
    }
    String rest = FUNCTIONS.matcher(plain).replaceAll(" ");
    return !rest.contains("(") && !WRITES.matcher(rest).find();
  }
}
