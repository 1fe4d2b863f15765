package firedrill.integrity;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Nothing is there that was never sent, or that the ERP said it had not written. */
final class NoPhantom extends Check {
  private final History history;
  private final LedgerView view;

  public NoPhantom(History history, LedgerView view) {
    super("no-phantom(" + view.name() + ")");
    this.history = history;
    this.view = view;
  }

  @Override
  String look(Findings findings) throws Exception {
    Map<UUID, Fate> fates = history.byId();
    Set<UUID> present = new HashSet<>();
    for (StoredEntry stored : view.entries()) {
      UUID id = stored.content().id();
      present.add(id);
      Fate fate = fates.get(id);
      String who = "seq " + stored.seq() + ", entry " + id;
      if (fate == null) {
        findings.add(who + " was never sent");
      } else if (fate.refused()) {
        findings.add(who + " was refused: " + fate.outcome().orElseThrow());
      } else if (fate.ambiguous() && !stored.content().equals(fate.content())) {
        findings.add(who + " was sent as " + fate.content() + ", stored " + stored.content());
      }
    }
    long there =
        history.ambiguous().stream().filter(f -> present.contains(f.content().id())).count();
    long open = history.ambiguous().size();
    return present.size()
        + " entries, of "
        + open
        + " ambiguous ones "
        + there
        + " present and "
        + (open - there)
        + " absent";
  }
}
