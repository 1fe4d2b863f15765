package firedrill.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import firedrill.verdict.VerdictKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class AgendaTest {

  private final Agenda agenda = new Agenda();

  @Drill("some-drill")
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  static class Some {
    @Scenario("second")
    @Order(2)
    void second() {}

    @Scenario("first")
    @Order(1)
    void first() {}

    @Twin(value = "planted", expect = VerdictKind.FAIL, culprit = "row")
    @Order(3)
    void planted() {}

    void other() {}
  }

  static class None {
    @Test
    void test() {}
  }

  private static TestPlan plan(Class<?> type) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(type))
            .filters(EngineFilter.includeEngines("junit-jupiter"))
            .build();
    // The drills of this checkout, which the filter knows, are others.
    LauncherConfig config =
        LauncherConfig.builder().enablePostDiscoveryFilterAutoRegistration(false).build();
    return LauncherFactory.create(config).discover(request);
  }

  @AfterEach
  void forget() {
    agenda.testPlanExecutionStarted(plan(None.class));
  }

  @Test
  @DisplayName("a scenario has its number, how many there are, and what comes next, in their order")
  void places() {
    agenda.testPlanExecutionStarted(plan(Some.class));
    Agenda.Place first = Agenda.place("some-drill", "first").orElseThrow();
    assertThat(first.number()).isEqualTo(1);
    assertThat(first.of()).isEqualTo(3);
    assertThat(first.next()).contains("some-drill/second");
    assertThat(Agenda.place("some-drill", "second").orElseThrow().next())
        .contains("some-drill/planted [twin]");
    assertThat(Agenda.place("some-drill", "planted").orElseThrow().next()).isEmpty();
  }

  @Test
  @DisplayName("what is not in the plan has no place")
  void elsewhere() {
    agenda.testPlanExecutionStarted(plan(None.class));
    assertThat(Agenda.place("some-drill", "first")).isEmpty();
  }
}
