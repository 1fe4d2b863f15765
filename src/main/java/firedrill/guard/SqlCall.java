package firedrill.guard;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether a statement does nothing by itself: it shows a setting, or sets or ends a transaction.
 * Any other may call what somebody has put there, without a parenthesis too: a view, an operator, a
 * cast, a column that is none.
 */
final class SqlCall {
  private static final String NAME = "([a-z_][a-z0-9_$]*|\"[^\"]{1,63}\")";

  /**
   * What was asked for is over or undone; in a transaction that failed nothing else is answered.
   */
  private static final Pattern END =
      Pattern.compile(
          "(rollback|abort|commit|end)( (work|transaction))?( and( no)? chain)?"
              + "|rollback( (work|transaction))? to( savepoint)? "
              + NAME);

  /** PostgreSQL takes the settings of a transaction before its first query, and not after. */
  private static final Pattern SET =
      Pattern.compile(
          "set transaction snapshot '[0-9a-f-]{1,63}'|set transaction"
              + "( ?,? ?(isolation level (serializable|repeatable read|read committed"
              + "|read uncommitted)|read write|read only|(not )?deferrable)){1,3}");

  private static final Pattern SHOW =
      Pattern.compile("show [a-z_][a-z0-9_]*(\\.[a-z0-9_]+)?|select [0-9]{1,9}");

  private SqlCall() {}

  static boolean isRead(String sql) {
    if (sql == null) {
      return false;
    }
    String line = sql.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").strip();
    // One semicolon ends a statement; behind a second one there may be another.
    String plain = line.endsWith(";") ? line.substring(0, line.length() - 1).strip() : line;
    return END.matcher(plain).matches()
        || SET.matcher(plain).matches()
        || SHOW.matcher(plain).matches();
  }
}
