package firedrill.guard;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * When a call of JDBC must be over. Its caller's own limit counts too: that of the driver begins
 * anew with each byte, or asks the server to end it, and one that goes on talking does neither.
 */
final class JdbcLimit {
  /** No statement of a drill's takes longer. */
  private static final Duration CALL = Duration.ofHours(1);

  /** Of a question whether the server is there. */
  private static final Duration ALIVE = Duration.ofSeconds(60);

  /** A true server ends what it is asked to end; that takes a moment. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private JdbcLimit() {}

  /**
   * @param target whose method it is
   * @throws SQLException if the target has been closed
   */
  static Duration of(Object target, String name, Object[] arguments) throws SQLException {
    if (name.equals("isValid")) {
      return within((int) arguments[0], ALIVE);
    }
    return name.startsWith("execute") && target instanceof Statement statement
        ? within(statement.getQueryTimeout(), CALL)
        : CALL;
  }

  /**
   * @param seconds none for no limit
   */
  private static Duration within(int seconds, Duration most) {
    Duration given = Duration.ofSeconds(seconds).plus(GRACE);
    return seconds <= 0 || given.compareTo(most) > 0 ? most : given;
  }
}
