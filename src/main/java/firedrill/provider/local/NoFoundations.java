package firedrill.provider.local;

import firedrill.guard.Guard;
import firedrill.sandbox.Database;
import firedrill.sandbox.GitService;
import firedrill.sandbox.local.LocalSandbox;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** Nothing on pi2 but its part of the cluster. */
final class NoFoundations implements LocalFoundations {

  @Override
  public Map<String, Supplier<Path>> contents() {
    return Map.of();
  }

  @Override
  public void attach(LocalSandbox sandbox, Guard guard) {
    // Nothing is to be put there.
  }

  @Override
  public void start() {
    // Nothing is to be started.
  }

  @Override
  public Database database() {
    throw new IllegalStateException("this lab has no PostgreSQL; use a HomeLab");
  }

  @Override
  public GitService git() {
    throw new IllegalStateException("this lab has no git service; use a FoundationsLab");
  }

  @Override
  public void close() {
    // Nothing was started.
  }
}
