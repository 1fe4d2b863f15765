package firedrill.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.TestExecutionResult.Status.ABORTED;

import firedrill.plan.DrillCatalog;
import firedrill.provider.tiny.TinyOffered;
import firedrill.provider.tiny.TinyProvider;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The drills of this project in sandboxes that can do less. */
class DrilledElsewhereTest {

  private static final Path DRILLS = Path.of("drills");

  @TempDir Path home;
  private TinyOffered offered;

  @BeforeEach
  void offer() throws IOException {
    offered = new TinyOffered(home);
  }

  @AfterEach
  void takeBack() {
    offered.close();
  }

  /** What of a class cannot be drilled where one thing is lacking, by scenario. */
  private static Map<String, Set<Capability>> lost(String drill, Capability lacking)
      throws Exception {
    Class<?> type = Class.forName("drills." + drill);
    Map<String, Set<Capability>> lost = new TreeMap<>();
    for (Method method : type.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Scenario.class) || method.isAnnotationPresent(Twin.class)) {
        ScenarioSpec spec = ScenarioSpec.of(type, method, new DrillCatalog(DRILLS));
        Set<Capability> missing = spec.lacking(EnumSet.complementOf(EnumSet.of(lacking)));
        if (!missing.isEmpty()) {
          lost.put(spec.name(), missing);
        }
      }
    }
    return lost;
  }

  @Test
  @DisplayName("what one thing that is lacking costs: those scenarios and no other")
  void lost() throws Exception {
    assertThat(lost("PowerCutDrill", Capability.CUT_POWER))
        .containsOnlyKeys("whole-cluster", "nothing-as-expected", "written-through");
    assertThat(lost("PowerCutDrill", Capability.BLOCK_DEVICE)).hasSizeGreaterThan(3);
    assertThat(lost("VaultSealedDrill", Capability.CUT_POWER)).isEmpty();
    assertThat(lost("NodeCutOffDrill", Capability.PARTITION)).containsKey("comes-back-by-itself");
    assertThat(lost("NodeCutOffDrill", Capability.BLOCK_DEVICE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PowerCutDrill, power-cut, BLOCK_DEVICE",
    "NodeCutOffDrill, node-cut-off, PARTITION",
    "MinioNodeLossDrill, minio-node-loss, NODE_FILES"
  })
  @DisplayName("in a sandbox that lacks what it needs a real drill is not drilled here, by name")
  void elsewhere(String type, String drill, Capability lacking) throws Exception {
    Launched launched =
        Launched.run(
            home,
            Class.forName("drills." + type),
            Map.of("sandbox", TinyProvider.KIND, "drills.dir", DRILLS.toString()));
    assertThat(launched.outcomes())
        .isNotEmpty()
        .allSatisfy(
            outcome -> assertThat(outcome.verdict().kind()).isEqualTo(VerdictKind.NOT_DRILLED));
    assertThat(Summary.drillLine(drill, launched.outcomes()))
        .startsWith("NOT_DRILLED")
        .contains("needs", lacking.name());
    assertThat(
            Stream.of(Class.forName("drills." + type).getDeclaredMethods())
                .filter(m -> m.isAnnotationPresent(Scenario.class))
                .map(m -> launched.status(m.getName())))
        .isNotEmpty()
        .containsOnly(ABORTED);
    assertThat(launched.leftLabs()).isFalse();
  }
}
