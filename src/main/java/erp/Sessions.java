package erp;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A few sessions, and transactions that begin by checking the login ({@link Login}).
 *
 * <p>Each session asks for {@code synchronous_commit=on}: a commit that returns is in the flushed
 * write-ahead log, as far as the server's own {@code fsync} setting is honest.
 */
final class Sessions implements AutoCloseable {
  static final int SESSIONS = 8;

  interface Work<T> {
    T run(Connection connection, Login login) throws SQLException, RequestRefused;
  }

  private final Config config;
  private final Semaphore permits = new Semaphore(SESSIONS, true);
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean schemaReady;

  Sessions(Config config) {
    this.config = config;
  }

  /** Read committed: each statement sees what was committed before it. */
  <T> T transaction(Work<T> work) throws RequestRefused {
    return transaction(Connection.TRANSACTION_READ_COMMITTED, work);
  }

  /** All statements see one moment. */
  <T> T snapshot(Work<T> work) throws RequestRefused {
    return transaction(Connection.TRANSACTION_REPEATABLE_READ, work);
  }

  private <T> T transaction(int isolation, Work<T> work) throws RequestRefused {
    acquire();
    try {
      return run(isolation, work);
    } finally {
      permits.release();
    }
  }

  private <T> T run(int isolation, Work<T> work) throws RequestRefused {
    Connection connection = null;
    boolean committing = false;
    boolean reusable = false;
    try {
      connection = checkedOut(isolation);
      Login login = Login.require(connection);
      T result = work.run(connection, login);
      // A stalled disk can hold a statement up for seconds; what is left now is the commit alone.
      Login.require(connection);
      committing = true;
      connection.commit();
      reusable = true;
      return result;
    } catch (SQLException e) {
      throw committing ? unknownOutcome(e) : refusal(e);
    } finally {
      giveBack(connection, reusable);
    }
  }

  private void acquire() throws RequestRefused {
    try {
      if (!permits.tryAcquire(5, TimeUnit.SECONDS)) {
        throw RequestRefused.of(503, "busy: all " + SESSIONS + " database sessions are in use");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RequestRefused.unavailable("shutting down", e);
    }
  }

  private Connection checkedOut(int isolation) throws SQLException, RequestRefused {
    Connection connection;
    while ((connection = idle.pollFirst()) != null) {
      if (prepared(connection, isolation)) {
        return connection;
      }
    }
    connection = open();
    try {
      if (!schemaReady) {
        Schema.create(connection);
        schemaReady = true;
      }
      connection.setTransactionIsolation(isolation);
      return connection;
    } catch (SQLException | RequestRefused e) {
      giveBack(connection, false);
      throw e;
    }
  }

  /** False for a session that died while it was idle, as after a restart of the server. */
  private static boolean prepared(Connection connection, int isolation) {
    try {
      connection.setTransactionIsolation(isolation);
      if (connection.isValid(5)) {
        return true;
      }
    } catch (SQLException e) {
      giveUp(connection);
      return false;
    }
    giveUp(connection);
    return false;
  }

  private Connection open() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", config.user());
    properties.setProperty("password", config.password());
    properties.setProperty("ApplicationName", "erp");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("loginTimeout", "5");
    properties.setProperty("socketTimeout", "20");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty(
        "options", "-c synchronous_commit=on -c lock_timeout=5s -c statement_timeout=15s");
    Connection connection = DriverManager.getConnection(config.url(), properties);
    connection.setAutoCommit(false);
    return connection;
  }

  private void giveBack(Connection connection, boolean reusable) {
    if (connection == null) {
      return;
    }
    if (reusable) {
      idle.addFirst(connection);
    } else {
      giveUp(connection);
    }
  }

  /** Closing is the rollback: the server ends the transaction with the session. */
  private static void giveUp(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // The session is unusable either way, and its cause has been reported.
      return;
    }
  }

  private static RequestRefused unknownOutcome(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("40") || state.startsWith("23")
        ? refusal(e)
        : RequestRefused.outcomeUnknown("outcome unknown, commit failed: " + e.getMessage(), e);
  }

  private static RequestRefused refusal(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (state.startsWith("28")) {
      return RequestRefused.unavailable(
          "credentials refused by the database: " + e.getMessage(), e);
    }
    if (state.startsWith("08") || state.startsWith("57P")) {
      return RequestRefused.unavailable("database unreachable: " + e.getMessage(), e);
    }
    if (state.equals("55P03")) {
      return RequestRefused.unavailable("busy: the chain is locked by another writer", e);
    }
    return RequestRefused.unavailable("database error " + state + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    Connection connection;
    while ((connection = idle.pollFirst()) != null) {
      giveUp(connection);
    }
  }
}
