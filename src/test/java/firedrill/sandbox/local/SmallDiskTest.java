package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.cli.ThisMachine;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallDiskTest {

  @Test
  @DisplayName("a kernel's release is compared by its numbers")
  void kernels() {
    assertThat(SmallDisk.isNewEnough("6.6.0-generic")).isTrue();
    assertThat(SmallDisk.isNewEnough("6.18.44-fc-v669")).isTrue();
    assertThat(SmallDisk.isNewEnough("7.0")).isTrue();
    assertThat(SmallDisk.isNewEnough("6.5.0-41-generic")).isFalse();
    assertThat(SmallDisk.isNewEnough("5.15.0")).isFalse();
  }

  @Test
  @Tag("namespaces")
  @DisplayName(
      "a small disk is new, holds what it may and no more, keeps it in a cut, and goes with its"
          + " replacement")
  void small(@TempDir Path directory) {
    ThisMachine.requireLocalSandbox();
    Assumptions.assumeTrue(SmallDisk.toBeHad(), "tmpfs takes O_DIRECT from Linux 6.6 on");
    Map<String, String> seen = LaunchedProbe.run(SmallDiskProbe.class, directory.resolve("lab"));
    assertThat(seen)
        .containsEntry("capability", "true")
        .containsEntry("new", "")
        .containsEntry("what fits", "true")
        .containsEntry("what does not", "false")
        .containsEntry("on another", "true")
        .containsEntry("after a cut", "6")
        .containsEntry("usual again", "")
        .containsEntry("what fits again", "true")
        .containsEntry("mounts after close", "0");
  }
}
