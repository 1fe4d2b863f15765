package drills;

import firedrill.component.postgres.FoundationDatabase;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** Planted: the database that Gitea keeps its tables in has another name. */
record GiteaDatabaseGone(FoundationDatabase server) implements Fault {

  private static final String NAME = "gitea";
  private static final String AWAY = "gitea_kept_down";

  @Override
  public String name() {
    return "gitea-database-gone";
  }

  @Override
  public String target() {
    return "database " + NAME;
  }

  @Override
  public Undo undo() {
    return new Undo(
        "rename the database " + AWAY + " to " + NAME,
        Map.of("database", AWAY),
        () -> server.hasDatabase(NAME),
        () -> rename(AWAY, NAME));
  }

  @Override
  public void inject() throws SQLException {
    rename(NAME, AWAY);
  }

  /** A database with sessions cannot be renamed. */
  private void rename(String from, String to) throws SQLException {
    try (Connection c = server.open();
        Statement s = c.createStatement()) {
      s.execute("alter database " + from + " allow_connections false");
      s.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + from + "'");
      s.execute("alter database " + from + " rename to " + to);
      s.execute("alter database " + to + " allow_connections true");
    }
  }

  @Override
  public Witness witness() {
    return () ->
        Evidence.of(
            !server.hasDatabase(NAME) && server.hasDatabase(AWAY),
            "pg_database holds " + NAME + ": " + server.hasDatabase(NAME));
  }
}
