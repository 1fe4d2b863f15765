package erp;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The tables, created by whichever pod comes first.
 *
 * <p>They must belong to a role that stays: a login issued by Vault is dropped with its lease, and
 * PostgreSQL refuses to drop the owner of a table. Each issued login therefore acts as a role of
 * its own that cannot log in ({@code ALTER ROLE … SET role}); without that, nothing is created.
 */
final class Schema {
  private static final long LOCK = 0x6572_7031L;

  private Schema() {}

  static void create(Connection connection) throws SQLException, RequestRefused {
    Login login = Login.require(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
      if (!exists(statement)) {
        requireLastingOwner(statement, login);
        statement.execute(
            "CREATE TABLE ledger_entry (seq bigint PRIMARY KEY, id uuid NOT NULL UNIQUE,"
                + " memo text NOT NULL, attachment text, prev_hash text NOT NULL,"
                + " hash text NOT NULL, posted_at timestamptz NOT NULL DEFAULT"
                + " clock_timestamp())");
        statement.execute(
            "CREATE TABLE ledger_line (seq bigint NOT NULL REFERENCES ledger_entry, n int NOT"
                + " NULL, account text NOT NULL, debit bigint NOT NULL, credit bigint NOT NULL,"
                + " PRIMARY KEY (seq, n))");
        statement.execute(
            "CREATE TABLE ledger_head (one boolean PRIMARY KEY DEFAULT true CHECK (one),"
                + " seq bigint NOT NULL, hash text NOT NULL)");
        statement.execute(
            "INSERT INTO ledger_head (seq, hash) VALUES (0, '" + EntryHash.GENESIS + "')");
      }
    }
    connection.commit();
  }

  private static boolean exists(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT to_regclass('ledger_head') IS NOT NULL")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static void requireLastingOwner(Statement statement, Login login)
      throws SQLException, RequestRefused {
    try (ResultSet row = statement.executeQuery("SELECT session_user = current_user")) {
      row.next();
      if (row.getBoolean(1) && !login.validUntil().equals("never")) {
        throw RequestRefused.of(
            503,
            "the login "
                + login.user()
                + " ends and would own the tables: ALTER ROLE … SET role to a lasting owner");
      }
    }
  }
}
