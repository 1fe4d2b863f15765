package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main method of a test in a JVM of its own, for what cannot be done to this one. */
public final class ChildJvm {

  private ChildJvm() {}

  public static List<String> command(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of("-Xmx64m", "-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Lets it run until it has printed that line, then {@code kill -9}. */
  public static void killedAt(String wanted, List<String> command)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      var lines = child.inputReader();
      for (String line = lines.readLine(); !wanted.equals(line); line = lines.readLine()) {
        assertThat(line).as("the child's next line").isNotNull();
      }
    } finally {
      child.toHandle().destroyForcibly();
    }
    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(137);
  }
}
