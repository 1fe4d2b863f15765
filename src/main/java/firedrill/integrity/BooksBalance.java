package firedrill.integrity;

import java.util.List;

/** Debits equal credits, in each entry and in all. */
final class BooksBalance extends Check {
  private final LedgerView view;

  public BooksBalance(LedgerView view) {
    super("books-balance(" + view.name() + ")");
    this.view = view;
  }

  @Override
  String look(Findings findings) throws Exception {
    long debits = 0;
    long credits = 0;
    List<StoredEntry> entries = view.entries();
    for (StoredEntry stored : entries) {
      List<Line> lines = stored.content().lines();
      long debit = lines.stream().mapToLong(Line::debit).reduce(0, Math::addExact);
      long credit = lines.stream().mapToLong(Line::credit).reduce(0, Math::addExact);
      if (debit != credit || lines.isEmpty()) {
        findings.add(
            "seq "
                + stored.seq()
                + ", entry "
                + stored.content().id()
                + ": debits "
                + debit
                + ", credits "
                + credit);
      }
      debits = Math.addExact(debits, debit);
      credits = Math.addExact(credits, credit);
    }
    return entries.size() + " entries, debits " + debits + ", credits " + credits + " cents";
  }
}
