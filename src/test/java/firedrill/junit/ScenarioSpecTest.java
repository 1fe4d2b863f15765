package firedrill.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.plan.DrillCatalog;
import firedrill.sandbox.Capability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;

class ScenarioSpecTest {

  @TempDir Path drills;

  private ScenarioSpec spec(String where) throws Exception {
    Path file = Files.createDirectories(drills.resolve("cut")).resolve("plan.yaml");
    Files.writeString(
        file, "id: cut\ntitle: {fr: a, en: b}\nrto: 1s\nrpo: {volumes: 6s}\n" + where);
    return new ScenarioSpec(
        new DrillCatalog(drills).plan("cut"),
        "all",
        Optional.empty(),
        List.of(),
        List.of(),
        Set.of(),
        true);
  }

  private static Duration budget(ScenarioSpec spec) {
    long told =
        ((Map<?, ?>) spec.planFields().get("rpoMs")).get("volumes") instanceof Long ms ? ms : -1;
    assertThat(spec.plan().rpo().get("volumes").toMillis()).isEqualTo(told);
    return spec.plan().rpo().get("volumes");
  }

  @Test
  @DisplayName("a loss that no fault can bring about in this sandbox is not granted there")
  void whereDisksAreCut() throws Exception {
    Set<Capability> all = EnumSet.allOf(Capability.class);
    Set<Capability> without = EnumSet.complementOf(EnumSet.of(Capability.CUT_NODE_DISKS));
    ScenarioSpec spec = spec("rpo-where: CUT_NODE_DISKS\n");
    assertThat(budget(spec.in(all))).isEqualTo(Duration.ofSeconds(6));
    assertThat(budget(spec.in(without))).isZero();
    assertThat(budget(spec("").in(without))).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  @DisplayName("a scenario whose loss is open has no budget, and another one has")
  void openLoss() throws Exception {
    assertThat(spec("rpo-open: [all]\n").planFields()).containsEntry("rpoMs", Map.of());
    assertThat(spec("rpo-open: [some]\n").planFields())
        .containsEntry("rpoMs", Map.of("volumes", 6_000L));
  }

  @Test
  @DisplayName("a name that is no capability's is refused with those that there are")
  void unknown() throws Exception {
    ScenarioSpec spec = spec("rpo-where: CUT_DISKS\n");
    assertThatThrownBy(() -> spec.in(Set.of()))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining("drills/cut/plan.yaml")
        .hasMessageContaining("CUT_DISKS")
        .hasMessageContaining("CUT_NODE_DISKS");
  }
}
