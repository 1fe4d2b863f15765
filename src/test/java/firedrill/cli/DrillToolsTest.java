package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.sandbox.tool.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillToolsTest {
  /** By the drill's id: what its labs' components are made of. */
  private static final Map<String, Set<String>> PROGRAMS =
      Map.of(
          "vault-sealed", Set.of("vault", "postgres"),
          "power-cut", Set.of("etcd", "vault"),
          "bad", Set.of("vaultt"));

  @TempDir Path folder;
  private DrillTools tools;

  @BeforeEach
  void plans() throws IOException {
    plan("vault-sealed", true);
    plan("power-cut", false);
    tools =
        new DrillTools(
            folder, id -> PROGRAMS.get(id), new TreeSet<>(Set.of("etcd", "postgres", "vault")));
  }

  private void plan(String id, boolean standard) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve(id)).resolve("plan.yaml"),
        """
        id: %s
        title: {fr: un, en: one}
        standard: %s
        order: []
        rto: 1m
        gates: {}
        """
            .formatted(id, standard));
  }

  @Test
  void nothingSelectedMeansTheStandardSet() {
    assertThat(tools.of("")).containsExactly("postgres", "vault");
  }

  @Test
  void drillsThatRunFirstHaveTheirProgramsFirst() {
    assertThat(tools.inOrder("all", List.of("vault-sealed")))
        .containsExactly(PROGRAMS.get("vault-sealed"), PROGRAMS.get("power-cut"));
    assertThat(tools.inOrder("all", List.of("gone", "power-cut")))
        .containsExactly(PROGRAMS.get("power-cut"), PROGRAMS.get("vault-sealed"));
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
  void aComponentThatNamesAnUnknownProgramIsNamed() throws IOException {
    plan("bad", false);
    assertThatThrownBy(() -> tools.of("bad"))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("the lab of bad names the program vaultt")
        .hasMessageContaining("etcd, postgres, vault");
  }
}
