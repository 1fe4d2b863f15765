package firedrill.sandbox.k3d;

import firedrill.sandbox.process.Command;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The lab's own registry, on its network: each node takes from it what its pods need, and nothing
 * else. What it holds lies in a volume of the engine's, so that later labs find it filled.
 */
public final class Registry {

  /** Kept between labs; {@code docker volume rm} of it costs the next lab some seconds. */
  public static final String VOLUME = "firedrill-k3d-images";

  private static final int ADDRESS = 251;
  private static final int PORT = 5000;
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);
  private static final Duration PUSHED_WITHIN = Duration.ofMinutes(5);

  private final K3dSandbox sandbox;
  private final Engine engine;

  public Registry(K3dSandbox sandbox) {
    this.sandbox = sandbox;
    this.engine = sandbox.machines().engine();
  }

  /** Starts it. */
  public void start(Images images) {
    sandbox
        .machines()
        .start(
            new Machines.Beside(
                "registry",
                ADDRESS,
                List.of(),
                Optional.of(Map.entry(sandbox.ports().registry(), PORT)),
                List.of("--volume", VOLUME + ":/var/lib/registry"),
                images.registry(),
                List.of()));
  }

  /** As nodes reach it. */
  public URI address() {
    return URI.create("http://" + sandbox.machines().network().address(ADDRESS) + ":" + PORT);
  }

  /**
   * Puts an image into it; what lies in the volume already is not sent again.
   *
   * @param local its name in the engine
   * @param name as manifests have it; what names another registry is taken for its mirror
   */
  public void push(String local, String name) {
    String there = "127.0.0.1:" + sandbox.ports().registry() + "/" + withoutRegistry(name);
    engine.run("tag", local, there);
    try {
      Command.Result pushed = pushOnceItListens(there);
      if (!pushed.ok()) {
        throw new IllegalStateException(
            "cannot put " + name + " into the lab's registry: " + pushed.output().strip());
      }
    } finally {
      engine.attempt(List.of("rmi", "--no-prune", there), "");
    }
  }

  /** It may not listen yet. */
  private Command.Result pushOnceItListens(String there) {
    long until = System.nanoTime() + ANSWERS_WITHIN.toNanos();
    List<String> command = engine.command(List.of("push", "--quiet", there));
    Command.Result pushed = engine.program(command, Map.of(), PUSHED_WITHIN);
    while (!pushed.ok() && isNotListening(pushed) && System.nanoTime() < until) {
      pushed = engine.program(command, Map.of(), PUSHED_WITHIN);
    }
    return pushed;
  }

  private static boolean isNotListening(Command.Result pushed) {
    return List.of("connection refused", "connection reset", "EOF").stream()
        .anyMatch(pushed.output()::contains);
  }

  /**
   * Docker Hub's names have no registry, and its own images no folder.
   *
   * @see <a href="https://pkg.go.dev/github.com/distribution/reference">reference, familiar
   *     names</a>
   */
  static String withoutRegistry(String name) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      return "library/" + name;
    }
    String first = name.substring(0, slash);
    return first.contains(".") || first.contains(":") || first.equals("localhost")
        ? name.substring(slash + 1)
        : name;
  }
}
