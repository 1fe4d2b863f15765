package firedrill.lab;

import firedrill.component.foundation.Foundations;
import firedrill.component.git.GitServer;
import firedrill.component.manifest.Manifests;
import firedrill.component.postgres.FoundationDatabase;
import firedrill.sandbox.Node;
import java.nio.file.Path;

/** A bare cluster, and beside it the foundations that it is built from. */
public final class GitOpsLab extends ClusterLab implements FoundationsHost {

  GitOpsLab(LabParts parts) {
    super(parts);
  }

  @Override
  public Node node() {
    return get(Foundations.class).database().node();
  }

  @Override
  public FoundationDatabase postgres() {
    return get(FoundationDatabase.class);
  }

  @Override
  public GitServer git() {
    return get(GitServer.class);
  }

  /** Manifests of another folder than the sandbox's, for example of a clone. */
  public Manifests manifests(Path folder) {
    return new Manifests(platform().kubernetes(), folder);
  }
}
