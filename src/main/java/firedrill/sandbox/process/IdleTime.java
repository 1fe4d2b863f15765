package firedrill.sandbox.process;

import firedrill.files.Kernel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Processor time and disk accesses that nobody else wants. */
public final class IdleTime {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private IdleTime() {}

  /**
   * From now on this process gets nothing else, and neither do those that it starts: the
   * scheduler's idle class, chrt(1), that of disks, ionice(1), and the lowest rank of its session,
   * which should be its own. What this machine does not have is left out: it then disturbs a little
   * more.
   */
  public static void only() {
    String pid = Long.toString(ProcessHandle.current().pid());
    run(List.of("ionice", "-c", "3", "-p", pid));
    run(List.of("renice", "-n", "19", "-p", pid));
    run(List.of("chrt", "--all-tasks", "--idle", "--pid", "0", pid));
    try {
      Kernel.rankSession(19);
    } catch (IOException e) {
      // A kernel without autogroups shares among processes alone.
      return;
    }
  }

  private static void run(List<String> command) {
    if (Programs.ofMachine().find(command.get(0)).isEmpty()) {
      return;
    }
    try {
      Command.run(command, Path.of("/"), Map.of("PATH", Programs.SEARCH_PATH), LIMIT);
    } catch (IOException | TimeoutException e) {
      // It is a courtesy: nothing depends on it.
      return;
    }
  }
}
