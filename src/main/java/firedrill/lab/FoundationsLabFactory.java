package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.foundation.Foundations;
import firedrill.component.git.GitServer;
import firedrill.component.postgres.FoundationDatabase;
import java.util.List;
import java.util.Map;

/** Builds {@link FoundationsLab}s; a subclass changes PostgreSQL's settings. */
public class FoundationsLabFactory extends ComponentLabFactory<FoundationsLab> {

  @Override
  protected final List<Component<?>> components() {
    return List.of(
        Foundations.databaseAndGit(postgresSettings()),
        FoundationDatabase.component(),
        GitServer.component());
  }

  /** Overrides of PostgreSQL's settings, for example {@code fsync=off} in a twin. */
  protected Map<String, String> postgresSettings() {
    return Map.of();
  }

  @Override
  protected final FoundationsLab lab(LabParts parts) {
    return new FoundationsLab(parts);
  }
}
