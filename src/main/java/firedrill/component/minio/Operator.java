package firedrill.component.minio;

import firedrill.guard.ChildEnvironment;
import firedrill.guard.Guard;
import firedrill.guard.MinioLogin;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Spawn;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Whoever types {@code mc}, at a desk with a configuration of its own. */
public final class Operator {

  private final Path mc;
  private final Path home;
  private final ChildEnvironment children;

  Operator(Path mc, Path home, Guard guard) throws IOException {
    this.mc = mc;
    this.home = Files.createDirectories(home);
    // Into a new file mc writes aliases of its own, which lead to servers of the world's.
    Path config = home.resolve("config.json");
    if (!Files.exists(config)) {
      Files.writeString(config, "{\"version\":\"10\",\"aliases\":{}}\n");
    }
    this.children = new ChildEnvironment(guard, home);
  }

  /**
   * Types one command.
   *
   * @param arguments after {@code mc}
   * @throws TimeoutException if it does not end in time; it is killed then
   */
  public Command.Result type(Duration within, String... arguments)
      throws IOException, TimeoutException {
    Map<String, String> environment = environment();
    children.require(environment);
    return Command.run(argv(arguments), home, environment, within);
  }

  /**
   * Types a command that runs on; the caller ends it.
   *
   * @param log takes what it says
   * @param arguments after {@code mc}
   */
  public ManagedProcess begin(Path log, String... arguments) {
    return Spawn.of("mc " + arguments[0], argv(arguments))
        .environment(environment(), children)
        .log(log)
        .start();
  }

  private List<String> argv(String... arguments) {
    children.requireArguments(List.of(arguments));
    List<String> argv = new ArrayList<>(List.of(mc.toString(), "--disable-pager"));
    argv.addAll(List.of(arguments));
    return argv;
  }

  private Map<String, String> environment() {
    return Map.of(
        "PATH",
        Programs.SEARCH_PATH,
        "HOME",
        home.toString(),
        "MC_CONFIG_DIR",
        home.toString(),
        "LC_ALL",
        "C",
        "NO_COLOR",
        "1");
  }

  /** See {@link Minio#replicate}. */
  Command.Result replicate(String bucket, URI there, MinioLogin login)
      throws IOException, TimeoutException {
    String target =
        "%s://%s:%s@%s/%s"
            .formatted(
                there.getScheme(),
                login.accessKey(),
                login.secretKey(),
                there.getAuthority(),
                bucket);
    return type(
        Duration.ofSeconds(30),
        "replicate",
        "add",
        "minio/" + bucket,
        "--remote-bucket",
        target,
        "--replicate",
        "delete,delete-marker,existing-objects");
  }

  /** Gives the cluster a name, which the document's commands use and its text never sets. */
  void alias(String name, URI address, MinioLogin login) throws IOException, TimeoutException {
    Command.Result result =
        type(
            Duration.ofSeconds(30),
            "alias",
            "set",
            name,
            address.toString(),
            login.accessKey(),
            login.secretKey());
    if (!result.ok()) {
      throw new IOException("mc alias set: " + result.output().strip());
    }
  }
}
