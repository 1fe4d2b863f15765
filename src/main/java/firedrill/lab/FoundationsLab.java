package firedrill.lab;

import firedrill.component.foundation.Foundations;
import firedrill.component.git.GitServer;
import firedrill.component.postgres.FoundationDatabase;
import firedrill.sandbox.Database;
import firedrill.sandbox.Node;

/** The platform's machines and its foundations, PostgreSQL and git, and no cluster at all. */
public final class FoundationsLab extends ComponentLab {

  FoundationsLab(LabParts parts) {
    super(parts);
  }

  public Database database() {
    return get(Foundations.class).database();
  }

  /** The machine that the foundations live on. */
  public Node node() {
    return database().node();
  }

  public FoundationDatabase postgres() {
    return get(FoundationDatabase.class);
  }

  public GitServer git() {
    return get(GitServer.class);
  }
}
