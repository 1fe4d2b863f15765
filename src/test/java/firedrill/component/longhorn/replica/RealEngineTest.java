package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.engine.InNamespaces;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealEngineTest {

  @TempDir Path folder;

  @Test
  @DisplayName(
      "writes, snapshots, reverts, removals, expansions, discards, kill -9: merged is what the engine"
          + " reads")
  void merged() throws Exception {
    String runs = System.getProperty("engine.cases", "12");
    String output = InNamespaces.run(RealEngineProbe.class, folder.resolve("lab"), runs);
    assertThat(output).contains("did {");
    System.out.println(output);
  }

  @Test
  @DisplayName("a replica that the engine rebuilt is equal, and not taken for a careless copy")
  void rebuilt() throws Exception {
    String output = InNamespaces.run(RebuildProbe.class, folder.resolve("rebuild"));
    assertThat(output)
        .contains("warnings [][]")
        .contains("difference Optional.empty")
        .contains("layers 4");
  }
}
