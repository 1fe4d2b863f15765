package firedrill.provider.local;

import firedrill.ground.GroundSpec;
import firedrill.guard.Guard;
import firedrill.guard.PostgresMark;
import firedrill.sandbox.Database;
import firedrill.sandbox.GitService;
import firedrill.sandbox.NodeSpec;
import firedrill.sandbox.Topology;
import firedrill.sandbox.local.Addresses;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.local.LocalSandbox;
import firedrill.sandbox.local.foundation.GiteaImage;
import firedrill.sandbox.local.foundation.LocalGitea;
import firedrill.sandbox.local.foundation.LocalPostgres;
import firedrill.sandbox.local.foundation.PostgresImage;
import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.Toolbox;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** As processes of the node pi2, data on its disk. */
final class ProcessFoundations implements LocalFoundations {

  private final Map<String, String> settings;
  private final CompletableFuture<PostgresImage> postgresImage;
  private final CompletableFuture<GiteaImage> giteaImage;
  private LocalNode pi2;
  private LocalPostgres postgres;
  private LocalGitea gitea;

  private ProcessFoundations(
      Map<String, String> settings,
      CompletableFuture<PostgresImage> postgresImage,
      CompletableFuture<GiteaImage> giteaImage) {
    this.settings = settings;
    this.postgresImage = postgresImage;
    this.giteaImage = giteaImage;
  }

  /** Installs what is wanted, in the background. */
  static ProcessFoundations make(GroundSpec spec, Toolbox toolbox, Guard guard) {
    CompletableFuture<PostgresImage> postgres = postgresImage(spec.directory(), toolbox, guard);
    return new ProcessFoundations(
        spec.foundations().settings(),
        postgres,
        spec.foundations().git() ? giteaImage(spec, toolbox, guard, postgres) : null);
  }

  private static CompletableFuture<GiteaImage> giteaImage(
      GroundSpec spec, Toolbox toolbox, Guard guard, CompletableFuture<PostgresImage> postgres) {
    Tool gitea = toolbox.find(Set.of("gitea")).get("gitea");
    GiteaImage.Place place =
        new GiteaImage.Place(spec.directory().resolve(Topology.PI2), Addresses.node(ordinal(spec)));
    return postgres.thenApplyAsync(
        image ->
            GiteaImage.make(
                image,
                gitea.path().toAbsolutePath(),
                gitea.assetsDir().orElseThrow(),
                spec.checkout().resolve("sandbox/gitea/app.ini"),
                place,
                guard));
  }

  private static int ordinal(GroundSpec spec) {
    return spec.topology().nodes().stream().map(NodeSpec::name).toList().indexOf(Topology.PI2) + 1;
  }

  private static CompletableFuture<PostgresImage> postgresImage(
      Path directory, Toolbox toolbox, Guard guard) {
    return CompletableFuture.supplyAsync(
        () ->
            PostgresImage.make(
                toolbox.postgres(), directory.resolve("pi2-contents"), new PostgresMark(guard)));
  }

  @Override
  public Map<String, Supplier<Path>> contents() {
    return Map.of(
        Topology.PI2,
        () -> {
          if (giteaImage != null) {
            giteaImage.join();
          }
          return postgresImage.join().directory();
        });
  }

  @Override
  public void attach(LocalSandbox sandbox, Guard guard) {
    pi2 = sandbox.node(Topology.PI2);
    postgres = new LocalPostgres(pi2, postgresImage.join(), settings);
    gitea = giteaImage == null ? null : new LocalGitea(pi2, giteaImage.join());
  }

  @Override
  public void start() {
    pi2.atBoot(postgres);
    postgres.boot(pi2);
    if (gitea != null) {
      pi2.atBoot(gitea);
      gitea.boot(pi2);
    }
  }

  @Override
  public Database database() {
    return postgres;
  }

  @Override
  public GitService git() {
    if (gitea == null) {
      throw new IllegalStateException("this lab has no git service; use a FoundationsLab");
    }
    return gitea;
  }

  @Override
  public void close() {
    // They end with their node.
  }
}
