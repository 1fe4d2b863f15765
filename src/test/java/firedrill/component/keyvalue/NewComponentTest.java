package firedrill.component.keyvalue;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.cli.ThisMachine;
import firedrill.ground.LabJvm;
import firedrill.ground.Sandboxes;
import firedrill.sandbox.tool.ToolException;
import firedrill.sandbox.tool.Toolbox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewComponentTest {

  @Test
  @DisplayName("the programs of a lab are known before it is built, and from its components alone")
  void programs() {
    assertThat(new KeyValueLab.Factory().programs())
        .contains("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")
        .doesNotContain("vault", "postgres", "longhorn-manager");
  }

  @Test
  @Tag("namespaces")
  @DisplayName("a component of one package starts, serves, tells what is real and leaves evidence")
  void serves(@TempDir Path directory) throws Exception {
    ThisMachine.requireLocalSandbox();
    try {
      Toolbox.ofThisCheckout().find(new KeyValueLab.Factory().programs());
    } catch (ToolException missing) {
      Assumptions.abort("run `mvn verify -Pdrill` once: " + missing.getMessage());
    }
    assertThat(probe(directory.resolve("lab")))
        .contains("got blue\n")
        .containsPattern("started \\[.*kubernetes.*nodes ready.*key-value\\]")
        .contains("what=key-value store, kind=stand-in")
        .containsPattern("what=etcd, kind=real, detail=\\d")
        .contains("collected true\n");
  }

  private static String probe(Path directory) throws Exception {
    LabJvm jvm =
        Sandboxes.chosen()
            .jvm(
                Path.of("").toAbsolutePath(),
                directory,
                List.of(
                    "-cp", System.getProperty("java.class.path"), KeyValueProbe.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(jvm.command()).redirectErrorStream(true);
    builder.environment().putAll(jvm.environment());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the probe ends").isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
