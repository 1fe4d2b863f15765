package firedrill.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import firedrill.verdict.VerdictKind;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class DrillFilterTest {

  @Drill("a")
  static class A {
    @Scenario("s")
    void scenario() {}

    @Twin(value = "t", expect = VerdictKind.FAIL, culprit = "c")
    void twin() {}
  }

  @Drill("b")
  static class B {
    @Scenario("s")
    void other() {}
  }

  static class Plain {
    @Test
    void plain() {}
  }

  private static Stream<String> discovered(DrillFilter filter) {
    LauncherConfig config =
        LauncherConfig.builder()
            .enablePostDiscoveryFilterAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .build();
    TestPlan plan =
        LauncherFactory.create(config)
            .discover(
                LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectClass(A.class), selectClass(B.class), selectClass(Plain.class))
                    .filters(filter, EngineFilter.includeEngines("junit-jupiter"))
                    .build());
    return plan.getRoots().stream()
        .flatMap(root -> plan.getDescendants(root).stream())
        .filter(TestIdentifier::isTest)
        .map(TestIdentifier::getDisplayName);
  }

  @Test
  @DisplayName("only the selected drills; plain tests are left alone")
  void selected() {
    assertThat(discovered(new DrillFilter(() -> Set.of("a"), () -> true, () -> false)))
        .containsExactlyInAnyOrder("scenario()", "twin()", "plain()");
  }

  @Test
  @DisplayName("in an IDE a drill outside of the standard set runs too; a build asks for that set")
  void asked() {
    assertThat(DrillSelection.asked(Map.<String, String>of()::get)).isEqualTo("all");
    assertThat(DrillSelection.asked(Map.of("firedrill.basedir", "/p")::get)).isEmpty();
    assertThat(DrillSelection.asked(Map.of("drill", "a,b")::get)).isEqualTo("a,b");
    assertThat(DrillSelection.asked(Map.of("drill", "", "firedrill.basedir", "/p")::get)).isEmpty();
  }

  @Test
  @DisplayName("twins can be left out")
  void twins() {
    assertThat(discovered(new DrillFilter(() -> Set.of("a", "b"), () -> false, () -> false)))
        .containsExactlyInAnyOrder("scenario()", "other()", "plain()");
  }

  @Test
  @DisplayName("twins can be played alone")
  void onlyTwins() {
    assertThat(discovered(new DrillFilter(() -> Set.of("a", "b"), () -> true, () -> true)))
        .containsExactlyInAnyOrder("twin()", "plain()");
  }
}
