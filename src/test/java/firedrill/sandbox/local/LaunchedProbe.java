package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.guard.ChildEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a main class inside the launcher's namespaces and returns what it saw. */
final class LaunchedProbe {

  static final Path LAUNCHER = Path.of("sandbox/launcher/local/bin/java").toAbsolutePath();

  private LaunchedProbe() {}

  /** A probe's way to report: one line per observation. */
  static void saw(String what, Object value) {
    System.out.println("saw\t" + what + "\t" + String.valueOf(value).strip().replace('\n', '|'));
  }

  /** What the children of a probe's lab may be given. */
  static ChildEnvironment children() {
    Path directory = Path.of(System.getenv("FIREDRILL_LAB_DIR"));
    return new ChildEnvironment(ProbeGuard.begin(directory), directory);
  }

  /**
   * Observations by name.
   *
   * @param directory of the lab, must not exist
   */
  static Map<String, String> run(Class<?> probe, Path directory) {
    return run(probe, directory, Map.of());
  }

  /** As {@link #run(Class, Path)}, with more in the launcher's environment. */
  static Map<String, String> run(Class<?> probe, Path directory, Map<String, String> more) {
    ProcessBuilder b = new ProcessBuilder(command(probe.getName(), List.of()));
    b.environment().putAll(more);
    b.environment().put("FIREDRILL_LAB_DIR", directory.toString());
    b.environment().put("FIREDRILL_JAVA", javaProgram());
    b.redirectErrorStream(true);
    try {
      Process p = b.start();
      p.getOutputStream().close();
      String output = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(p.waitFor(60, TimeUnit.SECONDS)).as("%s ends", probe.getSimpleName()).isTrue();
      assertThat(p.exitValue()).as(output).isZero();
      Map<String, String> seen = new LinkedHashMap<>();
      output
          .lines()
          .map(l -> l.split("\t", 3))
          .filter(l -> l[0].equals("saw"))
          .forEach(l -> seen.put(l[1], l[2]));
      return seen;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static List<String> command(String mainClass, List<String> arguments) {
    List<String> argv = new ArrayList<>();
    argv.add(LAUNCHER.toString());
    argv.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), mainClass));
    argv.addAll(arguments);
    return argv;
  }

  static String javaProgram() {
    return Path.of(System.getProperty("java.home"), "bin/java").toString();
  }
}
