package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

  /**
   * What it prints with a file system of 1 MiB on a directory, in namespaces of its own; the test
   * is left out where there are none and they are not required.
   *
   * @param disk where that file system is; its second argument, after a directory's
   */
  static String onSmallDisk(Class<?> main, Path directory, Path disk)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=1m none \"$0\" || exit 77; exec \"$@\"",
                disk.toString()));
    command.addAll(command(main, directory.toString(), disk.toString()));
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    boolean namespaces = !output.contains("unshare failed") && child.exitValue() != 77;
    assumeTrue(
        namespaces || "required".equals(System.getenv("FIREDRILL_NAMESPACES")),
        "no user and mount namespaces here");
    return output;
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
