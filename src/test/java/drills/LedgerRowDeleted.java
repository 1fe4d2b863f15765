package drills;

import firedrill.component.postgres.ErpDatabase;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Planted: somebody deletes one acknowledged entry behind the ERP's back. */
final class LedgerRowDeleted implements Fault {

  private final ErpDatabase books;
  private final UUID entry;

  LedgerRowDeleted(ErpDatabase books, UUID entry) {
    this.books = books;
    this.entry = entry;
  }

  @Override
  public String name() {
    return "ledger-row-deleted";
  }

  @Override
  public String target() {
    return "entry " + entry;
  }

  @Override
  public Undo undo() {
    return new Undo(
        "put the entry back from the planted_* tables",
        Map.of("entry", entry.toString()),
        () -> count("ledger_entry") == 1,
        () ->
            books.alter(
                List.of(
                    "insert into ledger_entry select * from planted_entry",
                    "insert into ledger_line select * from planted_line",
                    "drop table planted_entry, planted_line")));
  }

  @Override
  public void inject() throws SQLException {
    String seq = "(select seq from ledger_entry where id = '" + entry + "')";
    books.alter(
        List.of(
            "create table planted_entry as select * from ledger_entry where id = '" + entry + "'",
            "create table planted_line as select * from ledger_line where seq = " + seq,
            "delete from ledger_line where seq = " + seq,
            "delete from ledger_entry where id = '" + entry + "'"));
  }

  @Override
  public Witness witness() {
    return () ->
        Evidence.of(
            count("ledger_entry") == 0 && count("planted_entry") == 1,
            "ledger_entry holds the row " + count("ledger_entry") + " times");
  }

  private int count(String table) throws SQLException {
    try (Connection c = books.superuser();
        Statement s = c.createStatement();
        ResultSet r =
            s.executeQuery("select count(*) from " + table + " where id = '" + entry + "'")) {
      r.next();
      return r.getInt(1);
    }
  }
}
