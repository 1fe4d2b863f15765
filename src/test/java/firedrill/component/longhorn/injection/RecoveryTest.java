package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.engine.InNamespaces;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {

  @TempDir Path folder;

  @Test
  @DisplayName("three replicas, one stale, all killed: the right one ends up in a fresh volume")
  void recovered() throws Exception {
    String output = InNamespaces.run(RecoveryProbe.class, folder.resolve("lab"), "64", "16");
    assertThat(output)
        .contains("pvc-c-0a1b2c33 on pi3 was last written")
        .contains("had dropped out")
        .contains("both new replicas hold the same")
        .contains("merged by hand: equal to what the volume held");
  }
}
