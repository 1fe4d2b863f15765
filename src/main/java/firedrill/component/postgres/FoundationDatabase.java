package firedrill.component.postgres;

import firedrill.component.Component;
import firedrill.guard.GuardedJdbc;
import firedrill.sandbox.Database;
import firedrill.sandbox.Reality;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The foundations' PostgreSQL as its superuser sees it, and one table that the drills fill. */
public final class FoundationDatabase {

  /** Seconds; without them a session waits for ever for a machine that lost its power. */
  private static final String PATIENCE = "?connectTimeout=2&loginTimeout=30&socketTimeout=30";

  private final Database server;
  private final GuardedJdbc jdbc;
  private long askAgainNanos = System.nanoTime();

  public FoundationDatabase(Database server, GuardedJdbc jdbc) {
    this.server = server;
    this.jdbc = jdbc;
  }

  /** As a part of a lab. */
  public static Component<FoundationDatabase> component() {
    return new PostgresComponent(List.of());
  }

  /** The same beside pods of the image that dumps it. */
  public static Component<FoundationDatabase> dumpedByPods() {
    return new PostgresComponent(
        List.of(
            Reality.standIn(
                "image postgres:15-alpine",
                "PostgreSQL's clients of this machine's or Debian's, no Alpine; like the image it"
                    + " has no mc. The server runs on pi2")));
  }

  /** A session of the caller's own. */
  public Connection open() throws SQLException {
    return open("postgres");
  }

  /** A session of the caller's own in another database. */
  public Connection open(String database) throws SQLException {
    return jdbc.open(server.jdbcUrl(database) + PATIENCE, "postgres", server.password());
  }

  /** Where it runs, and its superuser's password. */
  public Database server() {
    return server;
  }

  /**
   * Whether a query is answered. After an attempt in vain it is not asked again for twice as long
   * as that took: each attempt starts a process in a server that may be slow, and asking without a
   * pause would keep an emulated one from ever coming up.
   */
  public synchronized boolean answers() {
    long began = System.nanoTime();
    if (began - askAgainNanos < 0) {
      return false;
    }
    try {
      return "1".equals(query("select 1"));
    } catch (SQLException e) {
      long now = System.nanoTime();
      askAgainNanos = now + 2 * (now - began);
      return false;
    }
  }

  /** Creates the table unless it is there. */
  public void createTable() throws SQLException {
    execute("create table if not exists kept (id text primary key, padding text not null)");
  }

  /** Inserts one row within the session's transaction. */
  public static void insert(Connection session, String id, String padding) throws SQLException {
    try (PreparedStatement s = session.prepareStatement("insert into kept values (?, ?)")) {
      s.setString(1, id);
      s.setString(2, padding);
      s.executeUpdate();
    }
  }

  /**
   * Every row's id. None when the server says that the table is gone or cannot be read: one that
   * does not flush can lose it as a whole.
   *
   * @throws SQLException when the server cannot be asked
   */
  public Set<String> ids() throws SQLException {
    try (Connection c = open();
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("select id from kept")) {
      Set<String> all = new TreeSet<>();
      while (r.next()) {
        all.add(r.getString(1));
      }
      return all;
    } catch (SQLException e) {
      if (isLoss(String.valueOf(e.getSQLState()))) {
        return Set.of();
      }
      throw e;
    }
  }

  /**
   * PostgreSQL 15, appendix A: an undefined table, class 58 (a file is missing, an I/O error) and
   * class XX (corrupted data or index).
   */
  static boolean isLoss(String sqlState) {
    return sqlState.equals("42P01") || sqlState.startsWith("58") || sqlState.startsWith("XX");
  }

  /** Inserts one row in a session of its own. */
  public void insert(String id) throws SQLException {
    try (Connection c = open()) {
      insert(c, id, "");
    }
  }

  public void delete(String id) throws SQLException {
    try (Connection c = open();
        PreparedStatement s = c.prepareStatement("delete from kept where id = ?")) {
      s.setString(1, id);
      s.executeUpdate();
    }
  }

  public void checkpoint() throws SQLException {
    execute("checkpoint");
  }

  /** What a setting is, for example {@code fsync}. */
  /** Whether the server has a database of that name. */
  public boolean hasDatabase(String name) throws SQLException {
    return "1".equals(query("select count(*) from pg_database where datname = '" + name + "'"));
  }

  public String setting(String name) throws SQLException {
    return query("select current_setting('" + name + "')");
  }

  private String query(String sql) throws SQLException {
    try (Connection c = open();
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      return r.next() ? r.getString(1) : "";
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection c = open();
        Statement s = c.createStatement()) {
      s.execute(sql);
    }
  }
}
