package firedrill.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.plan.Runbook.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class RunbookTest {

  private static final String TEXT =
      """
      # Vault is sealed
      Some words about [AGENT] and [HUMAN] in the middle of a line are no steps.

      1. [HUMAN] Look at the console.
      2. [HUMAN] `unseal-vault` Give the one key.
      ## [AGENT] `erp` Roll the ERP over.
      """;

  @TempDir Path directory;

  private Runbook read(String text) throws Exception {
    return Runbook.read(Files.writeString(directory.resolve("runbook.md"), text));
  }

  private static Plan plan(String... order) {
    return new Plan(
        "x",
        Map.of(),
        false,
        List.of(order),
        Optional.of(Duration.ofSeconds(1)),
        Map.of(),
        Optional.empty(),
        List.of(),
        Map.of(),
        Plan.USUAL_DISK,
        OptionalLong.empty(),
        Map.of(),
        List.of(),
        Map.of());
  }

  @Test
  @DisplayName("steps are the marked lines, with actor, name, text and line")
  void steps() throws Exception {
    assertThat(read(TEXT).steps())
        .containsExactly(
            new Step("HUMAN", "", "Look at the console.", 4),
            new Step("HUMAN", "unseal-vault", "Give the one key.", 5),
            new Step("AGENT", "erp", "Roll the ERP over.", 6));
  }

  @Test
  @DisplayName("agreement: same steps, same order; every difference is told")
  void agreement() throws Exception {
    Runbook runbook = read(TEXT);
    assertThat(runbook.disagreements(plan("unseal-vault", "erp"), directory)).isEmpty();
    assertThat(runbook.disagreements(plan("erp", "unseal-vault"), directory))
        .singleElement()
        .asString()
        .contains("the plan's order is [erp, unseal-vault]");
    assertThat(runbook.disagreements(plan("unseal-vault", "vso"), directory))
        .satisfiesExactly(
            first -> assertThat(first).contains("step vso of the plan is not in", "`vso`"),
            second ->
                assertThat(second)
                    .contains("runbook.md:6: step erp of the runbook is not in the plan's order"));
  }

  @Test
  @DisplayName("a missing runbook, or one without a step, says what to write")
  void missing() {
    assertThatThrownBy(() -> Runbook.read(directory.resolve("none.md")))
        .hasMessageContaining("[AGENT] or [HUMAN]");
    assertThatThrownBy(() -> read("nothing here")).hasMessageContaining("has no step");
  }

  @TestFactory
  @DisplayName("every drill's plan and runbook agree")
  Stream<DynamicTest> ofProject() {
    Path drills = Path.of("drills");
    if (!Files.isDirectory(drills)) {
      return Stream.of();
    }
    DrillCatalog catalog = new DrillCatalog(drills);
    return catalog.ids().stream()
        .map(
            id ->
                DynamicTest.dynamicTest(
                    id,
                    () ->
                        assertThat(
                                catalog
                                    .runbook(id)
                                    .disagreements(catalog.plan(id), drills.resolve(id)))
                            .isEmpty()));
  }
}
