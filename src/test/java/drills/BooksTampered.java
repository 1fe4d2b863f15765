package drills;

import firedrill.component.postgres.ErpDatabase;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.integrity.Content;
import firedrill.integrity.Line;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Planted: somebody changes the books behind the ERP's back. The ERP must not be posting, for the
 * end of the chain is what is changed.
 *
 * @param name of the fault
 * @param plant statements in one transaction
 * @param unplant the same, back again
 * @param planted a query for one boolean: whether it is so
 */
record BooksTampered(
    ErpDatabase books,
    String name,
    String target,
    List<String> plant,
    List<String> unplant,
    String planted)
    implements Fault {

  private static final String LAST = "(select seq from ledger_head)";

  /**
   * An entry that nobody sent, balanced and well chained: only those who know what was sent see it.
   */
  static BooksTampered phantom(ErpDatabase books, UUID id) throws SQLException {
    Content content =
        new Content(
            id,
            "sent by nobody",
            List.of(new Line("512 bank", 700, 0), new Line("706 services", 0, 700)),
            Optional.empty());
    long seq = Long.parseLong(one(books, "select seq + 1 from ledger_head"));
    String previous = one(books, "select hash from ledger_head");
    String hash = content.chainHash(previous, seq);
    return new BooksTampered(
        books,
        "entry-never-sent",
        "entry " + id,
        List.of(
            "insert into ledger_entry (seq, id, memo, prev_hash, hash) values (%d, '%s', '%s', '%s', '%s')"
                .formatted(seq, id, content.memo(), previous, hash),
            line(seq, 0, content),
            line(seq, 1, content),
            head(seq, hash)),
        List.of(
            "delete from ledger_line where seq = " + seq,
            "delete from ledger_entry where seq = " + seq,
            head(seq - 1, previous)),
        "select count(*) = 1 from ledger_entry where id = '" + id + "'");
  }

  private static String line(long seq, int n, Content content) {
    Line line = content.lines().get(n);
    return "insert into ledger_line values (%d, %d, '%s', %d, %d)"
        .formatted(seq, n, line.account(), line.debit(), line.credit());
  }

  private static String head(long seq, String hash) {
    return "update ledger_head set seq = %d, hash = '%s'".formatted(seq, hash);
  }

  /** A cent too much on the debit side of the last entry. */
  static BooksTampered amount(ErpDatabase books) throws SQLException {
    String side =
        "where seq = " + one(books, "select seq from ledger_head") + " and debit > 0 and n < 2";
    String before = one(books, "select debit from ledger_line " + side);
    return new BooksTampered(
        books,
        "amount-altered",
        "a debit of " + before + " cents",
        List.of("update ledger_line set debit = debit + 1 " + side),
        List.of("update ledger_line set debit = debit - 1 " + side),
        "select debit = 1 + " + before + " from ledger_line " + side);
  }

  /** The memo of the last entry, which no sum depends on. */
  static BooksTampered memo(ErpDatabase books) {
    return new BooksTampered(
        books,
        "memo-altered",
        "the last entry's memo",
        List.of("update ledger_entry set memo = memo || '!' where seq = " + LAST),
        List.of("update ledger_entry set memo = rtrim(memo, '!') where seq = " + LAST),
        "select memo like '%!' from ledger_entry where seq = " + LAST);
  }

  /** The end of the chain as the ERP remembers it, which is in no entry. */
  static BooksTampered headOfTheChain(ErpDatabase books) throws SQLException {
    String before = one(books, "select hash from ledger_head");
    return new BooksTampered(
        books,
        "head-altered",
        "the head of the chain",
        List.of("update ledger_head set hash = repeat('f', 64)"),
        List.of("update ledger_head set hash = '" + before + "'"),
        "select hash <> '" + before + "' from ledger_head");
  }

  /** Whatever is posted from now on is refused by the database. */
  static BooksTampered refuseEntries(ErpDatabase books) {
    return new BooksTampered(
        books,
        "entries-refused",
        "table ledger_entry",
        List.of(
            "create function planted_refusal() returns trigger language plpgsql as"
                + " $$ begin raise exception 'no entry is taken'; end $$",
            "create trigger planted_refusal before insert on ledger_entry for each row execute"
                + " function planted_refusal()"),
        List.of("drop trigger planted_refusal on ledger_entry", "drop function planted_refusal()"),
        "select count(*) = 1 from pg_trigger where tgname = 'planted_refusal'");
  }

  @Override
  public Undo undo() {
    return new Undo(
        String.join("; ", unplant),
        Map.of(),
        () -> one(books, planted).equals("f"),
        () -> books.alter(unplant));
  }

  @Override
  public void inject() throws SQLException {
    books.alter(plant);
  }

  @Override
  public Witness witness() {
    return () -> Evidence.of(one(books, planted).equals("t"), planted);
  }

  private static String one(ErpDatabase books, String query) throws SQLException {
    try (Connection c = books.superuser();
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery(query)) {
      return r.next() ? r.getString(1) : "";
    }
  }
}
