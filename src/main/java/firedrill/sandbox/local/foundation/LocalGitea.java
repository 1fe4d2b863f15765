package firedrill.sandbox.local.foundation;

import firedrill.sandbox.GitService;
import firedrill.sandbox.Node;
import firedrill.sandbox.local.BootUnit;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.process.Spawn;
import firedrill.sandbox.process.Supervised;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Gitea as a process of its node, repositories on the node's disk; it starts at boot by itself. */
public final class LocalGitea implements GitService, BootUnit {

  /** Of a repository's own, which overrides what app.ini says of all: the default and packs. */
  static final String UNFLUSHED = "[core]\n\tfsync = pack\n";

  private static final int PORT = 3000;

  private final LocalNode node;
  private final GiteaImage image;
  private volatile Supervised server;

  public LocalGitea(LocalNode node, GiteaImage image) {
    this.node = node;
    this.image = image;
  }

  @Override
  public Node node() {
    return node;
  }

  @Override
  public URI address() {
    return URI.create("http://" + node.address() + ":" + PORT);
  }

  @Override
  public String user() {
    return GiteaImage.USER;
  }

  @Override
  public String token() {
    return image.token();
  }

  @Override
  public void boot(LocalNode on) {
    Path data = node.disk().resolve(GiteaImage.DATA);
    Spawn spawn =
        Spawn.of(
                "gitea",
                List.of(
                    image.program().toString(), "web", "-c", data.resolve("app.ini").toString()))
            .log(node.logs().resolve("gitea.log"));
    server = Supervised.start(() -> node.start(GiteaImage.asGitea(spawn, data)));
  }

  @Override
  public List<String> clearStaleLocks() {
    Path repositories = node.disk().resolve(GiteaImage.DATA).resolve("data/gitea-repositories");
    List<String> cleared = new ArrayList<>();
    try (Stream<Path> files = Files.walk(repositories)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(".lock")) {
          Files.delete(file);
          cleared.add(repositories.relativize(file).toString());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for stale locks in " + repositories, e);
    }
    return cleared;
  }

  @Override
  public void asInstalled(String repository) {
    Path config =
        node.disk()
            .resolve(GiteaImage.DATA)
            .resolve("data/gitea-repositories")
            .resolve(user())
            .resolve(repository + ".git/config");
    try {
      Files.writeString(config, UNFLUSHED, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot change " + config, e);
    }
  }

  @Override
  public void died(LocalNode on) {
    Supervised s = server;
    if (s != null) {
      s.leave();
    }
    server = null;
  }
}
