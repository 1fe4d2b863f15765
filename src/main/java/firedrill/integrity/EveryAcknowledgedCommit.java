package firedrill.integrity;

import java.util.Set;

/** Each acknowledged commit is there, and each that was there before the log was begun. */
public final class EveryAcknowledgedCommit extends Check {
  private final CommitLog log;
  private final CommitView view;

  public EveryAcknowledgedCommit(CommitLog log, CommitView view) {
    super("every-acknowledged-commit(" + view.name() + ")");
    this.log = log;
    this.view = view;
  }

  @Override
  String look(Findings findings) throws Exception {
    Set<String> present = view.source().ids();
    Set<String> acknowledged = log.acknowledged();
    acknowledged.stream()
        .filter(id -> !present.contains(id))
        .forEach(id -> findings.add("commit " + id + " is missing"));
    Set<String> baseline = log.baseline();
    baseline.stream()
        .filter(id -> !present.contains(id))
        .forEach(id -> findings.add("commit " + id + " of before is missing"));
    // Zero acknowledged commits prove nothing, least that none was lost.
    if (acknowledged.isEmpty()) {
      findings.add("nothing was ever acknowledged");
    }
    return acknowledged.size() + " acknowledged commits, " + baseline.size() + " of before";
  }
}
