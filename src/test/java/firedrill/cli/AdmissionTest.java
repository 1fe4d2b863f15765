package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.cli.DoctorTest.FakeMachine;
import firedrill.guard.GuardRefusal;
import firedrill.sandbox.tool.DebianPackages;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionTest {

  private static final Path CHECKOUT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();

  private final FakeMachine machine = new FakeMachine();

  private Admission admission(Path checkout) {
    machine.properties.put("setup", "never");
    return new Admission(machine, DebianPackages.ofMachine(line -> {}), checkout);
  }

  @Test
  @DisplayName("a good machine and a known drill meet no obstacle")
  void good() {
    assertThat(admission(CHECKOUT).obstacles("vault-sealed")).isEmpty();
  }

  @Test
  @DisplayName("a wrong drill, a wrong sandbox and what the machine lacks are told at once")
  void allAtOnce() {
    machine.properties.put("sandbox", "lokal");
    machine.absent.addAll(Set.of("nft"));
    machine.memory = 1L << 30;
    assertThat(String.join("\n", admission(CHECKOUT).obstacles("vault-sealde")))
        .contains("-Dsandbox=lokal is not a sandbox of this checkout; there is: ")
        .contains("did you mean vault-sealed?")
        .contains("nftables")
        .contains("1.0 GiB");
  }

  @Test
  @DisplayName("an option that the doctor trips over is told with the options, and not again")
  void toldOnce() {
    machine.properties.put("pi2", "vm-please");
    assertThat(Options.wrong(machine::property, null)).hasSize(1);
    assertThat(admission(CHECKOUT).obstacles("vault-sealed")).isEmpty();
  }

  @Test
  @DisplayName("what the guard refuses, as with a stop file, is an obstacle in its own words")
  void refused() {
    machine.refusal = new GuardRefusal("everything", "the stop file exists", "delete that file");
    assertThat(admission(CHECKOUT).obstacles("vault-sealed"))
        .singleElement()
        .asString()
        .contains("the stop file exists", "delete that file");
  }

  @Test
  @DisplayName(
      "a drill for which the disk is too small is told with what it needs and what there is")
  void noRoom() {
    machine.free = 1L << 30;
    assertThat(admission(CHECKOUT).obstacles("vault-sealed")).isEmpty();
    assertThat(admission(CHECKOUT).obstacles("vault-sealed,order-matters"))
        .singleElement()
        .asString()
        .contains(" 1024 MiB are free")
        .contains("takes: order-matters up to 3072 MiB;");
  }

  @Test
  @DisplayName("a plan that cannot be read is told with its file and line")
  void malformedPlan(@TempDir Path checkout) throws IOException {
    Path plan = Files.createDirectories(checkout.resolve("drills/broken")).resolve("plan.yaml");
    Files.createDirectories(checkout.resolve("src/test/java/drills"));
    Files.writeString(plan, "id: broken\ntitel: {}\n");
    assertThat(admission(checkout).obstacles("broken"))
        .singleElement()
        .asString()
        .contains(plan + ":2:1")
        .contains("unknown field titel");
  }

  @Test
  @DisplayName("what is compiled before everything else reaches no lab and no component")
  void closure(@TempDir Path folder) throws IOException {
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                "-proc:none",
                "-implicit:class",
                "-Xprefer:source",
                "-sourcepath",
                CHECKOUT.resolve("src/main/java").toString(),
                "-d",
                folder.toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                CHECKOUT.resolve("src/main/java/firedrill/cli/Admission.java").toString());
    assertThat(status).isZero();
    try (Stream<Path> classes = Files.walk(folder)) {
      List<String> all =
          classes
              .filter(Files::isRegularFile)
              .map(c -> folder.relativize(c).toString().replace(File.separatorChar, '/'))
              .toList();
      assertThat(all)
          .contains("firedrill/cli/Doctor.class")
          .noneMatch(c -> c.matches("firedrill/(lab|component|junit|recovery|report)/.*"));
    }
  }
}
