package firedrill.component.longhorn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import firedrill.lab.LabProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class in namespaces of its own, with the engine's program as its first argument. */
public final class InNamespaces {

  private InNamespaces() {}

  /**
   * Its output; it must end with status 0.
   *
   * @param directory of the probe, must not exist; on a file system with extents
   */
  public static String run(Class<?> probe, Path directory, String... arguments)
      throws IOException, InterruptedException {
    Path program = EngineProgram.find().orElse(null);
    boolean required = "required".equals(System.getenv("FIREDRILL_NAMESPACES"));
    assumeTrue(
        program != null || required,
        "Longhorn's engine is not built; `mvn verify -Pdrill` builds it, or give"
            + " -Dtool.longhorn-engine=");
    assertThat(program).as("Longhorn's engine, required here").isNotNull();
    List<String> command = new ArrayList<>(List.of("-Xmx256m"));
    for (String name : List.of("property.seed", "firedrill.basedir")) {
      if (System.getProperty(name) != null) {
        command.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    command.add(probe.getName());
    command.add(program.toString());
    command.addAll(List.of(arguments));
    Process process = LabProbe.jvm(directory, command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("the probe ends").isTrue();
    assumeTrue(
        required || !output.contains("cannot create namespaces"), "no namespaces here: " + output);
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
