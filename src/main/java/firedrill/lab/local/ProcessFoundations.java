package firedrill.lab.local;

import firedrill.guard.Guard;
import firedrill.lab.LabOptions;
import firedrill.sandbox.Database;
import firedrill.sandbox.GitService;
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

  /** pi2 is the lab's second node. */
  private static final int ORDINAL = 2;

  private final LabOptions options;
  private final CompletableFuture<PostgresImage> postgresImage;
  private final CompletableFuture<GiteaImage> giteaImage;
  private LocalNode pi2;
  private LocalPostgres postgres;
  private LocalGitea gitea;

  private ProcessFoundations(
      LabOptions options,
      CompletableFuture<PostgresImage> postgresImage,
      CompletableFuture<GiteaImage> giteaImage) {
    this.options = options;
    this.postgresImage = postgresImage;
    this.giteaImage = giteaImage;
  }

  /** Installs PostgreSQL alone, in the background. */
  static ProcessFoundations withoutGit(Path directory, Toolbox toolbox, LabOptions options) {
    return new ProcessFoundations(options, postgresImage(directory, toolbox), null);
  }

  /** Installs both, in the background. */
  static ProcessFoundations withGit(
      Path directory, Path checkout, Toolbox toolbox, LabOptions options, Guard guard) {
    CompletableFuture<PostgresImage> postgres = postgresImage(directory, toolbox);
    Tool gitea = toolbox.find(Set.of("gitea")).get("gitea");
    GiteaImage.Place place =
        new GiteaImage.Place(directory.resolve(NODE), Addresses.node(ORDINAL), options.gitFsync());
    return new ProcessFoundations(
        options,
        postgres,
        postgres.thenApplyAsync(
            image ->
                GiteaImage.make(
                    image,
                    gitea.path().toAbsolutePath(),
                    gitea.assetsDir().orElseThrow(),
                    checkout.resolve("sandbox/gitea/app.ini"),
                    place,
                    guard)));
  }

  private static CompletableFuture<PostgresImage> postgresImage(Path directory, Toolbox toolbox) {
    return CompletableFuture.supplyAsync(
        () -> PostgresImage.make(toolbox.postgres(), directory.resolve("pi2-contents")));
  }

  @Override
  public Map<String, Supplier<Path>> contents() {
    return Map.of(
        NODE,
        () -> {
          if (giteaImage != null) {
            giteaImage.join();
          }
          return postgresImage.join().directory();
        });
  }

  @Override
  public void attach(LocalSandbox sandbox, Guard guard) {
    pi2 = sandbox.node(NODE);
    postgres = new LocalPostgres(pi2, postgresImage.join(), options.postgres());
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
