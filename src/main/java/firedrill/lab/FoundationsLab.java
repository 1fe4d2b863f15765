package firedrill.lab;

import firedrill.component.git.GitServer;
import firedrill.component.postgres.FoundationDatabase;
import firedrill.ground.ComponentStart;
import firedrill.ground.Ground;
import firedrill.ground.Startup;
import firedrill.guard.GuardedJdbc;
import firedrill.sandbox.Database;
import firedrill.sandbox.Node;
import firedrill.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** The platform's machines and its foundations, PostgreSQL and git, and no cluster at all. */
public final class FoundationsLab implements Lab {

  private static final Duration ANSWER_WITHIN = Duration.ofMinutes(4);

  private final Path directory;
  private final Ground ground;
  private final FoundationDatabase postgres;
  private final GitServer git;
  private final List<ComponentStart> starts;

  FoundationsLab(Path directory, Ground ground, Startup startup) {
    this.directory = directory;
    this.ground = ground;
    this.postgres = new FoundationDatabase(ground.database(), new GuardedJdbc(ground.guard()));
    this.git = new GitServer(ground.git(), ground.guard());
    ground.addTo(startup);
    startup.add(
        "postgresql", () -> await("PostgreSQL answers", postgres::answers), Ground.FOUNDATIONS);
    startup.add("git", () -> await("the git service answers", git::isHealthy), Ground.FOUNDATIONS);
    this.starts = startup.join();
  }

  private static void await(String what, java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(ANSWER_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(condition);
  }

  @Override
  public Sandbox sandbox() {
    return ground.sandbox();
  }

  public Database database() {
    return ground.database();
  }

  /** The machine that the foundations live on. */
  public Node node() {
    return ground.database().node();
  }

  public FoundationDatabase postgres() {
    return postgres;
  }

  public GitServer git() {
    return git;
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public List<ComponentStart> starts() {
    return starts;
  }

  @Override
  public void collect(Path into) {
    ground.collect(into.resolve("logs"));
  }

  @Override
  public String howToEnter() {
    return ground.howToEnter();
  }

  @Override
  public void close() {
    ground.close();
  }
}
