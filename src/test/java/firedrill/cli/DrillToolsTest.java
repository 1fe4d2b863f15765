package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.sandbox.tool.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillToolsTest {
  @TempDir Path folder;
  private DrillTools tools;

  @BeforeEach
  void plans() throws IOException {
    plan("vault-sealed", true, "[vault, postgres]");
    plan("power-cut", false, "[etcd, vault]");
    tools = new DrillTools(folder, new TreeSet<>(Set.of("etcd", "postgres", "vault")));
  }

  private void plan(String id, boolean standard, String programs) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve(id)).resolve("plan.yaml"),
        """
        id: %s
        title: {fr: un, en: one}
        standard: %s
        order: []
        rto: 1m
        gates: {}
        tools: %s
        """
            .formatted(id, standard, programs));
  }

  @Test
  void nothingSelectedMeansTheStandardSet() {
    assertThat(tools.of("")).containsExactly("postgres", "vault");
  }

  @Test
  void programsOfSeveralDrillsAreJoined() {
    assertThat(tools.of("power-cut,vault-sealed")).containsExactly("etcd", "postgres", "vault");
    assertThat(tools.of("all")).isEqualTo(tools.of("power-cut,vault-sealed"));
  }

  @Test
  void anUnknownDrillIsAnsweredWithTheNearestAndTheKnownOnes() {
    assertThatThrownBy(() -> tools.of("vault-seled"))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("vault-seled")
        .hasMessageContaining("did you mean vault-sealed")
        .hasMessageContaining("power-cut");
  }

  @Test
  void aPlanThatNamesAnUnknownProgramIsNamed() throws IOException {
    plan("bad", false, "[vaultt]");
    assertThatThrownBy(() -> tools.of("bad"))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining(folder.resolve("bad").resolve("plan.yaml").toString())
        .hasMessageContaining("vaultt")
        .hasMessageContaining("etcd, postgres, vault");
  }
}
