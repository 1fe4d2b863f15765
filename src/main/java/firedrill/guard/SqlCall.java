package firedrill.guard;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether a statement does nothing by itself: it shows a setting, or sets or ends a transaction.
 * Any other may call what somebody has put there, without a parenthesis too: a view, an operator, a
 * cast, a column that is none.
 */
final class SqlCall {
  /**
   * What was asked for is over or undone; in a transaction that failed nothing else is answered.
   */
  private static final Pattern END =
      Pattern.compile(
          "(rollback|abort|commit|end)(\\s+(work|transaction))?"
              + "|rollback(\\s+(work|transaction))?\\s+to(\\s+savepoint)?\\s+[a-z_][a-z0-9_]*");

  /** PostgreSQL takes the settings of a transaction before its first query, and not after. */
  private static final Pattern SET =
      Pattern.compile(
          "set transaction"
              + "( ?,? ?(isolation level (serializable|repeatable read|read committed"
              + "|read uncommitted)|read write|read only|(not )?deferrable)){1,3}");

  private static final Pattern SHOW =
      Pattern.compile("show [a-z_][a-z0-9_]*(\\.[a-z0-9_]+)?|select [0-9]{1,9}");

  private SqlCall() {}

  static boolean isRead(String sql) {
    if (sql == null) {
      return false;
    }
    String plain = sql.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    return END.matcher(plain).matches()
        || SET.matcher(plain).matches()
        || SHOW.matcher(plain).matches();
  }
}
