package firedrill.integrity;

/** The hash chain, computed anew from the contents, by this class's own reading of its form. */
public final class ChainUnbroken extends Check {
  private final LedgerView view;

  public ChainUnbroken(LedgerView view) {
    super("chain-unbroken(" + view.name() + ")");
    this.view = view;
  }

  @Override
  String look(Findings findings) throws Exception {
    String previous = Sha256.GENESIS;
    long seq = 0;
    for (StoredEntry stored : view.entries()) {
      String who = "seq " + stored.seq() + ", entry " + stored.content().id();
      if (stored.seq() != seq + 1) {
        findings.add("seq " + (seq + 1) + " is missing, next is " + who);
      } else if (!stored.previous().equals(previous)) {
        findings.add(who + " does not follow the entry before it");
      }
      if (!stored.content().chainHash(stored.previous(), stored.seq()).equals(stored.hash())) {
        findings.add(who + " was altered: its hash is not that of its content");
      }
      previous = stored.hash();
      seq = stored.seq();
    }
    return "chain of " + seq + " entries, head " + previous;
  }
}
