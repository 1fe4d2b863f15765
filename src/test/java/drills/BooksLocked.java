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
import java.util.Map;

/**
 * Planted: a session of PostgreSQL holds the ERP's table, and lets nobody write. The ERP waits for
 * it, and gives an answer only once its client has gone.
 */
final class BooksLocked implements Fault, AutoCloseable {

  private static final String HELD =
      "select count(*) > 0 from pg_locks where relation = 'ledger_entry'::regclass"
          + " and mode = 'ExclusiveLock' and granted";

  private final ErpDatabase books;
  private Connection holder;

  BooksLocked(ErpDatabase books) {
    this.books = books;
  }

  @Override
  public String name() {
    return "books-locked";
  }

  @Override
  public String target() {
    return "table ledger_entry";
  }

  /** A session that ends lets go, and this process' end ends it. */
  @Override
  public Undo undo() {
    return new Undo(
        "end the session that holds ledger_entry, or this process",
        Map.of("table", "ledger_entry"),
        () -> !isHeld(),
        this::close);
  }

  @Override
  public void inject() throws SQLException {
    holder = books.superuser();
    holder.setAutoCommit(false);
    try (Statement s = holder.createStatement()) {
      s.execute("lock table ledger_entry in exclusive mode");
    }
  }

  @Override
  public Witness witness() {
    return () -> Evidence.of(isHeld(), HELD);
  }

  @Override
  public void close() throws SQLException {
    if (holder != null) {
      holder.close();
    }
  }

  private boolean isHeld() throws SQLException {
    try (Connection c = books.superuser();
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery(HELD)) {
      return r.next() && r.getBoolean(1);
    }
  }
}
