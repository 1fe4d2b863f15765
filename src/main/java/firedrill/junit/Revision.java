package firedrill.junit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Which source this is.
 *
 * @param commit {@code -Dfiredrill.commit}, else what git says, else {@code unknown}
 * @param dirty whether there are changes beside it
 */
record Revision(String commit, boolean dirty) {

  private static final Revision CURRENT = read();

  static Revision current() {
    return CURRENT;
  }

  private static Revision read() {
    String given = System.getProperty("firedrill.commit", "");
    if (!given.isBlank()) {
      return new Revision(given, Boolean.getBoolean("firedrill.dirty"));
    }
    String commit = git("rev-parse", "HEAD");
    return commit.isEmpty()
        ? new Revision("unknown", false)
        : new Revision(commit, !git("status", "--porcelain").isEmpty());
  }

  /** What git prints; nothing when there is no git or no repository. */
  private static String git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().retainAll(List.of("PATH", "HOME"));
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? output : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
