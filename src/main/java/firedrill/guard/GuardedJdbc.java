package firedrill.guard;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * PostgreSQL connections into the lab. Each sees the server's mark before its first statement and
 * before every one that is not known to read only, and the stop file and the record before every
 * call; a connection that is refused once is closed.
 */
public final class GuardedJdbc {
  private static final String CONNECT_SECONDS = "10";
  private static final String LOGIN_SECONDS = "60";

  /** A server that says nothing for so long has lost its power. */
  private static final String SILENT_SECONDS = "300";

  /** From the login to the mark; a machine that is asked for its own may be a busy one. */
  private static final Duration FIRST = Duration.ofMinutes(2);

  /** Of the memory that this process may have: a server may send rows without end. */
  private static final int MOST_TEXT = 600;

  private static final String MOST_ROWS = "50p";

  private final Guard guard;
  private final PostgresMark mark;
  private final Enclosure enclosure;

  public GuardedJdbc(Guard guard) {
    this(guard, null);
  }

  private GuardedJdbc(Guard guard, Enclosure enclosure) {
    this.guard = guard;
    this.mark = new PostgresMark(guard);
    this.enclosure = enclosure;
  }

  /**
   * For a server whose data is older than the run, in a machine or a container that the run made:
   * its databases are marked when they are first seen.
   *
   * @param enclosure that machine or container, which must hold each server that a URL names
   */
  public GuardedJdbc within(Enclosure enclosure) {
    Given.require("what a server runs in", enclosure);
    return new GuardedJdbc(guard, enclosure);
  }

  /**
   * For a server that may be one of the former.
   *
   * @param enclosure empty when the data was marked when it was made
   */
  public static GuardedJdbc to(Guard guard, Optional<Enclosure> enclosure) {
    Given.require("a client of PostgreSQL", guard, enclosure);
    return new GuardedJdbc(guard, enclosure.orElse(null));
  }

  /**
   * Checks a URL without connecting.
   *
   * @return the URL
   * @throws GuardRefusal naming the part that is not to be trusted
   */
  public String require(String url) {
    JdbcTarget.parse(guard, url);
    return url;
  }

  /**
   * Connects with the PostgreSQL driver itself; other registered drivers never see the URL.
   *
   * @throws GuardRefusal also when the server does not carry this run's mark
   */
  public Connection open(String url, String user, String password) throws SQLException {
    JdbcTarget target = JdbcTarget.parse(guard, url);
    if (user == null || password == null) {
      throw new GuardRefusal(
          "JDBC URL " + JdbcTarget.redacted(url),
          "user or password is missing, and the driver would look for them elsewhere",
          "give both");
    }
    String what = "a login for " + JdbcTarget.redacted(url);
    Connection raw =
        connect(target, Secrets.requirePlain(user, what), Secrets.requirePlain(password, what));
    OpenConnection open = OpenConnection.watched(guard, raw);
    try {
      open.within(
          FIRST,
          () -> {
            requireMark(open, target);
            return null;
          });
      return GuardedConnection.of(guard, mark, open);
    } catch (SQLException e) {
      open.end();
      guard.requireRunning();
      throw plain(e);
    } catch (RuntimeException e) {
      open.end();
      throw e;
    }
  }

  private void requireMark(OpenConnection open, JdbcTarget target) throws SQLException {
    if (enclosure != null && mark.isMissing(open.raw())) {
      mark.adopt(open.raw(), () -> target.servers().forEach(enclosure::require));
    }
    mark.require(open);
  }

  /** What a hostile server has written stands in some messages. */
  static SQLException plain(SQLException e) {
    if (isPlain(e)) {
      return e;
    }
    String words = Shown.text(String.valueOf(e.getMessage()), MOST_TEXT);
    SQLException shown =
        e instanceof BatchUpdateException batch
            ? new BatchUpdateException(
                words, e.getSQLState(), e.getErrorCode(), batch.getLargeUpdateCounts(), null)
            : new SQLException(words, e.getSQLState(), e.getErrorCode());
    shown.setStackTrace(e.getStackTrace());
    // A batch's own tells which statement it was, the one behind it why.
    if (e.getNextException() != null && e.getNextException().getNextException() == null) {
      shown.setNextException(plain(e.getNextException()));
    }
    return shown;
  }

  /** With all that stands behind it, which is printed with it. */
  private static boolean isPlain(SQLException e) {
    return Behind.all(
        e,
        at -> {
          // The driver itself puts details on lines of their own.
          String line = String.valueOf(at.getMessage()).replace('\n', ' ');
          return Shown.text(line, MOST_TEXT).equals(line);
        });
  }

  private Connection connect(JdbcTarget target, String user, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("loginTimeout", LOGIN_SECONDS);
    properties.setProperty("socketTimeout", SILENT_SECONDS);
    properties.setProperty("maxResultBuffer", MOST_ROWS);
    target.settings().forEach(properties::setProperty);
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    // No certificates or keys of the user's are looked for.
    properties.setProperty("sslmode", "disable");
    properties.setProperty("gssEncMode", "disable");
    // A server that asks for a ticket of the user's does not get one.
    properties.setProperty("jaasLogin", "false");
    properties.setProperty("socketFactory", LabSocketFactory.class.getName());
    String ticket = LabSocketFactory.register(guard, target.servers());
    properties.setProperty("socketFactoryArg", ticket);
    try {
      Connection connection = new Driver().connect(target.url(), properties);
      if (connection == null) {
        throw new SQLException("the PostgreSQL driver does not accept " + target.url());
      }
      return connection;
    } catch (SQLException e) {
      GuardRefusal refusal = GuardRefusal.in(e);
      if (refusal != null) {
        throw refusal;
      }
      guard.requireRunning();
      throw plain(e);
    } finally {
      LabSocketFactory.forget(ticket);
    }
  }
}
