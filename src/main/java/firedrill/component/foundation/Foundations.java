package firedrill.component.foundation;

import firedrill.component.Component;
import firedrill.ground.Ground;
import firedrill.sandbox.Database;
import firedrill.sandbox.GitService;
import firedrill.sandbox.Pi2;
import java.util.Map;

/**
 * What runs on pi2 beside the cluster and must start before it: PostgreSQL, and Gitea in it. It is
 * started here; whether it answers is for those who use it to see.
 */
public final class Foundations {

  private final Ground ground;

  Foundations(Ground ground) {
    this.ground = ground;
  }

  /**
   * PostgreSQL alone.
   *
   * @param settings overrides of PostgreSQL's, for example {@code fsync=off} in a twin
   */
  public static Component<Foundations> database(Map<String, String> settings) {
    return new FoundationsComponent(false, settings, Pi2.ofProperties());
  }

  /** Both. */
  public static Component<Foundations> databaseAndGit(Map<String, String> settings) {
    return new FoundationsComponent(true, settings, Pi2.ofProperties());
  }

  public Database database() {
    return ground.database();
  }

  /**
   * @throws IllegalStateException when it was not asked for
   */
  public GitService git() {
    return ground.git();
  }
}
