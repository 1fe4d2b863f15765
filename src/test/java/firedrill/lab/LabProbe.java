package firedrill.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import firedrill.cli.ThisMachine;
import firedrill.ground.LabJvm;
import firedrill.ground.Sandboxes;
import firedrill.sandbox.tool.ToolException;
import firedrill.sandbox.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A program of the tests that builds a lab, in a JVM of the chosen sandbox. */
public final class LabProbe {

  private LabProbe() {}

  /**
   * Leaves the test out where such a lab cannot be built, for want of namespaces or programs.
   *
   * @param remedy what builds the programs; begins with <q>only</q> when no test provides for them
   */
  public static void requireLab(LabFactory factory, String remedy) {
    ThisMachine.requireLocalSandbox();
    try {
      Toolbox.ofThisCheckout().find(factory.programs());
    } catch (ToolException missing) {
      Assumptions.abort(remedy + ": " + missing.getMessage());
    }
  }

  /** In such a JVM: where its labs lie. */
  public static Path directory() {
    return Sandboxes.chosen().labDirectory().orElseThrow();
  }

  /**
   * Such a JVM with this one's classes, not started yet.
   *
   * @param labs where its labs lie; must not exist
   * @param arguments java's own, a main class, and its arguments
   */
  public static ProcessBuilder jvm(Path labs, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path")));
    all.addAll(arguments);
    LabJvm jvm = Sandboxes.chosen().jvm(Path.of("").toAbsolutePath(), labs, all);
    ProcessBuilder builder = new ProcessBuilder(jvm.command());
    builder.environment().putAll(jvm.environment());
    return builder;
  }

  /**
   * What it prints, having ended well.
   *
   * @param labs where its labs lie; must not exist
   */
  public static String output(Class<?> probe, Path labs, Duration within)
      throws IOException, InterruptedException {
    Process process = jvm(labs, List.of(probe.getName())).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(within.toSeconds(), TimeUnit.SECONDS)).as("the probe ends").isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
