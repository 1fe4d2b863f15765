package firedrill.sandbox.tool;

import firedrill.guard.GuardSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process with all its descendants, which die with this JVM however that ends: a shell leads a
 * session of its own and kills it when the pipe from us closes, which the kernel does even after
 * {@code kill -9}. (A parent-death signal would not do: it is tied to the thread that started the
 * child.)
 */
final class Group implements AutoCloseable {
  private static final String LEADER =
      """
      times=$1
      shift
      exec 3<&0
      ( read -r done <&3; kill -KILL 0 ) &
      watch=$!
      "$@" </dev/null 3<&- &
      wait $!
      status=$?
      kill $watch
      [ -z "$times" ] || times >"$times"
      exit $status
      """;

  private final Process leader;

  private Group(Process leader) {
    this.leader = leader;
  }

  /** Starts it with standard error merged into its output. */
  static Group start(List<String> command, Path directory, Map<String, String> environment)
      throws IOException {
    return start(command, directory, environment, "");
  }

  /**
   * As {@link #start(List, Path, Map)}.
   *
   * @param times where {@link CpuTime#ofEnded} finds what it took when it has ended; may be empty
   */
  static Group start(
      List<String> command, Path directory, Map<String, String> environment, String times)
      throws IOException {
    GuardSettings.requireNotStopped();
    List<String> line = new ArrayList<>(List.of("setsid", "sh", "-c", LEADER, "sh", times));
    line.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new Group(builder.start());
  }

  Process leader() {
    return leader;
  }

  /** Kills what is left of it. */
  @Override
  public void close() throws IOException {
    leader.getOutputStream().close();
  }
}
