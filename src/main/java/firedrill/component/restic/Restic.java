package firedrill.component.restic;

import firedrill.component.Component;
import firedrill.guard.ChildEnvironment;
import firedrill.guard.Guard;
import firedrill.guard.MinioLogin;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** restic's command line, with one repository. */
public final class Restic {

  /** The bucket with the repository; its pack files are below {@code data/}. */
  public static final String BUCKET = "restic";

  static final String PROGRAM = "restic";

  private static final Duration WITHIN = Duration.ofMinutes(2);

  private final Path program;
  private final Path home;
  private final ChildEnvironment children;
  private final Runnable proof;
  private final Map<String, String> environment = new HashMap<>();

  /**
   * @param proof throws unless the store of the repository carries this run's mark; run before each
   *     command, since even one that reads locks the repository
   */
  Restic(Path program, Path home, Guard guard, String endpoint, MinioLogin login, Runnable proof) {
    this.proof = proof;
    this.program = program;
    this.home = home;
    this.children = new ChildEnvironment(guard, home);
    environment.put("PATH", Programs.SEARCH_PATH);
    environment.put("HOME", home.toString());
    environment.put("LC_ALL", "C");
    environment.put("RESTIC_REPOSITORY", "s3:" + endpoint + "/" + BUCKET);
    environment.put("RESTIC_PASSWORD", "of-the-drill");
    environment.put("RESTIC_CACHE_DIR", home.resolve("cache").toString());
    environment.put("AWS_ENDPOINT_URL", endpoint);
    environment.put("AWS_ACCESS_KEY_ID", login.accessKey());
    environment.put("AWS_SECRET_ACCESS_KEY", login.secretKey());
  }

  public static Component<Restic> component() {
    return new ResticComponent();
  }

  /**
   * Runs one command.
   *
   * @param arguments for example {@code check --read-data}
   * @throws TimeoutException if it does not end within two minutes
   */
  public ResticResult run(String... arguments) throws IOException, TimeoutException {
    return runIn(home, arguments);
  }

  /** Takes what is in a folder of this machine, under its path from there. */
  public ResticResult backup(Path folder, String tag) throws IOException, TimeoutException {
    return runIn(folder, "backup", "--tag", tag, ".");
  }

  private ResticResult runIn(Path folder, String... arguments)
      throws IOException, TimeoutException {
    children.require(environment);
    children.requireArguments(List.of(arguments));
    children.requireArguments(List.of(folder.toAbsolutePath().toString()));
    try {
      proof.run();
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
    List<String> argv = new ArrayList<>(List.of(program.toString()));
    argv.addAll(List.of(arguments));
    Command.Result result = Command.run(argv, folder, environment, WITHIN);
    return new ResticResult(String.join(" ", arguments), result.exit(), result.output());
  }

  /** Puts the latest backup with a tag into a folder of this machine. */
  public ResticResult restore(String tag, Path folder) throws IOException, TimeoutException {
    return run("restore", "latest", "--tag", tag, "--target", folder.toString());
  }
}
