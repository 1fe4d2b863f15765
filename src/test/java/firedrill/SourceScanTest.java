package firedrill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceScanTest {

  @TestFactory
  @DisplayName("only providers write of launchers, of what these tell, and of the kernel's /proc")
  Stream<DynamicTest> knowledge() {
    return Stream.of(
            scan(SourceScan.PROC, "src/main/java", "src/test/java/drills"),
            scan(SourceScan.LAUNCHER, "src/main/java", "src/test/java"),
            scan(SourceScan.TOLD, "src/main/java", "src/test/java"),
            scan(SourceScan.STARTED_IN, "src/main/java", "src/test/java"))
        .flatMap(rules -> rules);
  }

  private static Stream<DynamicTest> scan(SourceScan scan, String... roots) {
    return Stream.of(roots)
        .map(
            root ->
                DynamicTest.dynamicTest(
                    scan.words() + " in " + root,
                    () -> assertThat(scan.violations(Path.of(root))).isEmpty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Path.of(\"/proc/1/root\")",
        "Path.of(\"/proc\")",
        "Path.of(\"/\", \"proc\", pid)",
        "System.getenv(\"FIREDRILL_LAB_DIR\")",
        "System.getenv(\"FIREDRILL_OUTER_PID\")",
        "System.getenv(\"FIREDRILL_SANDBOX\")",
        "System.getenv(\"FIREDRILL_NODE_DISKS\")",
        "System.getenv(\"FIREDRILL_JAVA\")",
        "System.getenv(\"FIREDRILL_STEP\")",
        "System.getenv(\"FIREDRILL_KIND\")",
        "checkout.resolve(\"sandbox/launcher/local/bin/java\")",
        "checkout.resolve(\"sandbox/launcher/\" + kind)",
        "sandbox.resolve(\"launcher\").resolve(\"container\")"
      })
  @DisplayName("red: one of them outside of the provider, and not inside")
  void knowledgeTwin(String code, @TempDir Path root) throws IOException {
    for (String name : new String[] {"firedrill/lab/X.java", "firedrill/provider/local/X.java"}) {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "class X {\n  Object x = " + code + ";\n}\n");
    }
    List<String> found = new ArrayList<>();
    for (SourceScan scan : SourceScan.ALL) {
      found.addAll(scan.violations(root));
    }
    assertThat(found)
        .singleElement()
        .asString()
        .startsWith("firedrill/lab/X.java:2 ")
        .contains(code);
  }
}
