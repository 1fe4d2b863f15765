package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.foundation.Foundations;
import firedrill.component.git.GitServer;
import firedrill.component.kubernetes.Kubernetes;
import firedrill.component.postgres.FoundationDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Builds {@link GitOpsLab}s. */
public final class GitOpsLabFactory extends ComponentLabFactory<GitOpsLab> {

  @Override
  protected List<Component<?>> components() {
    List<Component<?>> all = new ArrayList<>(Kubernetes.components());
    all.add(Foundations.databaseAndGit(Map.of()));
    all.add(FoundationDatabase.component());
    all.add(GitServer.component());
    return all;
  }

  @Override
  protected GitOpsLab lab(LabParts parts) {
    return new GitOpsLab(parts);
  }
}
