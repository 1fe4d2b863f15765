package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.cli.ThisMachine;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("namespaces")
class OutsideNodeTest {

  private static Map<String, String> seen;

  @BeforeAll
  static void probe(@TempDir Path directory) {
    ThisMachine.requireLocalSandbox();
    seen = LaunchedProbe.run(OutsideNodeProbe.class, directory.resolve("lab"));
  }

  @Test
  @DisplayName("a machine outside the cluster has a name and an address of its own, and no Service")
  void outside() {
    assertThat(seen)
        .containsEntry(
            "machines", "[pi1, pi2, minio-primary-1, minio-primary-2, minio-secondary-1]")
        .containsEntry("kubernetes nodes", "[pi1, pi2]")
        .containsEntry("addresses", "5")
        .containsEntry("from a node", "true")
        .containsEntry("route to Services", "false");
    assertThat(seen.get("by name")).startsWith("10.77.0.13").contains("minio-primary-1");
    assertThat(seen.get("route to pods")).contains("via 10.77.0.12");
  }

  @Test
  @DisplayName("two sites are kept apart and come together again")
  void sites() {
    assertThat(seen)
        .containsEntry("between the sites", "false")
        .containsEntry("inside the site", "true")
        .containsEntry("healed", "true");
  }

  @Test
  @DisplayName("a site's cut takes its machines alone, and from their disks what was not flushed")
  void siteCut() {
    assertThat(seen)
        .containsEntry("running", "[pi1, pi2, minio-secondary-1]")
        .containsEntry("reachable again", "true")
        .containsEntry("left", "false");
    assertThat(seen.get("after the cut")).contains("flushed").doesNotContain("lost|");
    assertThat(seen.get("after the cut").split("\\|")).doesNotContain("lost");
  }
}
