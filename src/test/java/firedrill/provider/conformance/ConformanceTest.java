package firedrill.provider.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.files.Checkout;
import firedrill.ground.LabJvm;
import firedrill.ground.SandboxProvider;
import firedrill.ground.Sandboxes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The same small pods under the local sandbox's node agent and under a real kubelet. */
@EnabledIfSystemProperty(
    named = "k3d",
    matches = "true",
    disabledReason = "only with -Dk3d=true: takes minutes and a Docker with privileged containers")
class ConformanceTest {

  private static final Path KNOWN = Path.of("src/test/resources/conformance/differences.txt");

  @Test
  @DisplayName("the node agent differs from a kubelet in what is listed, and in nothing else")
  void differences(@TempDir Path folder) throws Exception {
    Map<String, String> kubelet = seen("k3d", folder);
    Map<String, String> agent = seen("local", folder);
    assertThat(kubelet).hasSizeGreaterThan(60);
    TreeSet<String> all = new TreeSet<>(kubelet.keySet());
    all.addAll(agent.keySet());
    List<String> differences =
        all.stream()
            .filter(key -> !String.valueOf(kubelet.get(key)).equals(agent.get(key)))
            .map(
                key ->
                    "%s\n  kubelet: %s\n  agent:   %s"
                        .formatted(key, kubelet.get(key), agent.get(key)))
            .toList();
    Files.writeString(
        Path.of("target/conformance-differences.txt"), String.join("\n", differences) + "\n");
    assertThat(String.join("\n", differences)).isEqualTo(Files.readString(KNOWN).strip());
  }

  private static Map<String, String> seen(String kind, Path folder)
      throws IOException, InterruptedException {
    SandboxProvider sandbox = Sandboxes.of(kind);
    LabJvm jvm =
        sandbox.jvm(
            Checkout.folder(),
            folder.resolve(kind),
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-Dsandbox=" + kind,
                ConformanceProbe.class.getName()));
    File output = folder.resolve(kind + "-output").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(jvm.command()).redirectErrorStream(true).redirectOutput(output);
    builder.environment().putAll(jvm.environment());
    Process process = builder.start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    String said = Files.readString(output.toPath());
    assertThat(process.exitValue()).as(said).isZero();
    Map<String, String> seen = new TreeMap<>();
    said.lines()
        .map(line -> line.split("\t", 3))
        .filter(words -> words[0].equals("saw"))
        .forEach(words -> seen.put(words[1], words[2]));
    return seen;
  }
}
