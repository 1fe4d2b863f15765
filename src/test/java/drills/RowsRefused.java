package drills;

import firedrill.component.postgres.FoundationDatabase;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** Planted: the foundations' database answers every question, and takes no row. */
record RowsRefused(FoundationDatabase database) implements Fault {

  @Override
  public String name() {
    return "rows-refused";
  }

  @Override
  public String target() {
    return "table kept";
  }

  @Override
  public Undo undo() {
    return new Undo(
        "drop trigger planted_refusal on kept; drop function planted_refusal()",
        Map.of("table", "kept"),
        () -> !isRefused(),
        () -> {
          execute("drop trigger planted_refusal on kept");
          execute("drop function planted_refusal()");
        });
  }

  @Override
  public void inject() throws SQLException {
    execute(
        "create function planted_refusal() returns trigger language plpgsql as"
            + " $$ begin raise exception 'no row is taken'; end $$");
    execute(
        "create trigger planted_refusal before insert on kept for each row execute"
            + " function planted_refusal()");
  }

  @Override
  public Witness witness() {
    return () -> Evidence.of(isRefused(), "a trigger refuses rows: " + isRefused());
  }

  private boolean isRefused() throws SQLException {
    try (Connection c = database.open();
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("select 1 from pg_trigger where tgname = 'planted_refusal'")) {
      return r.next();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection c = database.open();
        Statement s = c.createStatement()) {
      s.execute(sql);
    }
  }
}
