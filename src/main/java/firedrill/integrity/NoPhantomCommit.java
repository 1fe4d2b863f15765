package firedrill.integrity;

import java.util.Set;

/** Nothing is there that was rolled back, or that nobody sent. */
public final class NoPhantomCommit extends Check {
  private final CommitLog log;
  private final CommitView view;

  public NoPhantomCommit(CommitLog log, CommitView view) {
    super("no-phantom-commit(" + view.name() + ")");
    this.log = log;
    this.view = view;
  }

  @Override
  String look(Findings findings) throws Exception {
    Set<String> rolledBack = log.rolledBack();
    Set<String> present = view.source().ids();
    for (String id : present) {
      if (rolledBack.contains(id)) {
        findings.add("commit " + id + " was rolled back and is there");
      } else if (!log.isKnown(id)) {
        findings.add("commit " + id + " was sent by nobody and is there");
      }
    }
    return rolledBack.size() + " rolled back, " + present.size() + " present";
  }
}
