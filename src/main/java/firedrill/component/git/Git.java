package firedrill.component.git;

import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/** The git program with nobody's settings. The credentials never reach a file or an argument. */
final class Git {

  /** Longer than any push may take in an emulated machine. */
  private static final Duration WITHIN = Duration.ofSeconds(120);

  /** What works on the files that are here, and asks no server. */
  private static final Set<String> LOCAL =
      Set.of(
          "init",
          "remote",
          "add",
          "commit",
          "rev-parse",
          "rev-list",
          "ls-tree",
          "fsck",
          "hash-object",
          "reset");

  private final Map<String, String> environment = new TreeMap<>();
  private final Runnable proof;

  /**
   * @param proof throws unless the server carries this run's mark; run before each command that
   *     reaches it
   */
  Git(String authorization, Runnable proof) {
    this.proof = proof;
    environment.putAll(
        Map.of(
            "PATH", Programs.SEARCH_PATH,
            "LC_ALL", "C",
            "HOME", "/nonexistent",
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_TERMINAL_PROMPT", "0"));
    Map<String, String> settings =
        new TreeMap<>(
            Map.of(
                "http.extraHeader", authorization,
                // A server without power says nothing, not even goodbye. An emulated one that
                // starts
                // its three hooks on a busy machine was silent for more than 20 s.
                "http.lowSpeedLimit", "1",
                "http.lowSpeedTime", "60",
                "user.name", "firedrill",
                "user.email", "firedrill@pi2.invalid",
                "init.defaultBranch", "main",
                "gc.auto", "0"));
    environment.put("GIT_CONFIG_COUNT", Integer.toString(settings.size()));
    int i = 0;
    for (Map.Entry<String, String> e : settings.entrySet()) {
      environment.put("GIT_CONFIG_KEY_" + i, e.getKey());
      environment.put("GIT_CONFIG_VALUE_" + i++, e.getValue());
    }
  }

  /**
   * Runs it to its end.
   *
   * @return what it printed
   * @throws GitException with the output when the status is not 0, or it does not end in two
   *     minutes
   */
  String run(Path in, String... arguments) throws IOException {
    if (!LOCAL.contains(arguments[0])) {
      try {
        proof.run();
      } catch (UncheckedIOException e) {
        throw new GitException("git " + arguments[0] + " is not begun: " + e.getMessage(), e);
      }
    }
    List<String> argv = new ArrayList<>(List.of(Programs.path("git")));
    argv.addAll(List.of(arguments));
    try {
      Command.Result r = Command.run(argv, in, environment, WITHIN);
      if (!r.ok()) {
        throw new GitException(
            "git " + arguments[0] + " failed (" + r.exit() + "): " + r.output().strip());
      }
      return r.out().strip();
    } catch (TimeoutException e) {
      throw new GitException("git " + arguments[0] + " does not end", e);
    }
  }
}
