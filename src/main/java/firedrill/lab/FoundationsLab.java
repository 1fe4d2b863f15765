package firedrill.lab;

import firedrill.component.foundation.Foundations;
import firedrill.component.git.GitServer;
import firedrill.component.postgres.FoundationDatabase;
import firedrill.sandbox.Database;
import firedrill.sandbox.Node;

/** The platform's machines and its foundations, PostgreSQL and git, and no cluster at all. */
public final class FoundationsLab extends ComponentLab implements FoundationsHost {

  FoundationsLab(LabParts parts) {
    super(parts);
  }

  public Database database() {
    return get(Foundations.class).database();
  }

  @Override
  public Node node() {
    return database().node();
  }

  @Override
  public FoundationDatabase postgres() {
    return get(FoundationDatabase.class);
  }

  @Override
  public GitServer git() {
    return get(GitServer.class);
  }
}
