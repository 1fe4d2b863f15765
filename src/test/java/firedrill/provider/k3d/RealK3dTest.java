package firedrill.provider.k3d;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.files.Checkout;
import firedrill.ground.GroundSpec;
import firedrill.ground.LabJvm;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.Topology;
import firedrill.sandbox.machine.Requirement;
import firedrill.sandbox.tool.ToolException;
import firedrill.sandbox.tool.Toolbox;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What {@link RealK3dProbe} sees, where a Docker answers and the programs are built. */
@EnabledIfSystemProperty(
    named = "k3d",
    matches = "true",
    disabledReason = "only with -Dk3d=true: takes minutes and a Docker with privileged containers")
class RealK3dTest {

  private static void requireK3d() {
    List<Requirement> lacks = new K3dProvider().lacks();
    Assumptions.assumeTrue(lacks.isEmpty(), () -> "no lab in k3d here: " + lacks);
    GroundSpec spec =
        GroundSpec.of(Path.of("lab"), Checkout.folder(), Topology.homeLab())
            .withCluster()
            .withFoundations(GroundSpec.Foundations.database(Pi2.PROCESS, Map.of()));
    try {
      Toolbox.ofThisCheckout().find(new K3dProvider().programs(spec));
    } catch (ToolException missing) {
      Assumptions.abort("build the programs once: " + missing.getMessage());
    }
  }

  @Test
  @DisplayName("a lab comes up, is used, crashes with all its nodes, is used again, and is gone")
  void whole(@TempDir Path folder) throws Exception {
    requireK3d();
    LabJvm jvm =
        new K3dProvider()
            .jvm(
                Checkout.folder(),
                folder.resolve("lab"),
                List.of(
                    "-cp", System.getProperty("java.class.path"), RealK3dProbe.class.getName()));
    File output = folder.resolve("output").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(jvm.command()).redirectErrorStream(true).redirectOutput(output);
    builder.environment().putAll(jvm.environment());
    Process process = builder.start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    String said = new String(Files.readAllBytes(output.toPath()), StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(said).isZero();
    Map<String, String> seen =
        said.lines()
            .map(l -> l.split("\t", 3))
            .filter(l -> l[0].equals("saw"))
            .collect(Collectors.toMap(l -> l[1], l -> l[2]));
    assertThat(seen)
        .containsEntry("files", "[index.html]")
        .containsEntry("sums", "[index.html]")
        .containsEntry("page of a changed file", "Reached")
        .containsEntry("read", "Reached")
        .containsEntry("row of a server that was started again", "hello")
        .containsEntry("database behind a pulled cable", "false")
        .containsEntry("ready when pi3 is kept from the others", "true")
        .containsEntry("ready when they are let together", "true")
        .containsEntry("running after the crash", "0")
        .containsEntry("database after the crash", "false")
        .containsKeys("row after", "page again after", "gone after");
  }
}
