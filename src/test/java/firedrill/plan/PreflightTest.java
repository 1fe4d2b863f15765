package firedrill.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {

  private static final String PLAN =
      """
      id: d
      title: {en: a, fr: b}
      order: [one, two]
      rto: 1s
      gates:
        opens: {budget: 1s}
      sizes: {entries: 3}
      twins: [caught]
      """;

  private static final String RUNBOOK =
      """
      1. [AGENT] `one` Do it.
      2. [HUMAN] `two` Do that.
      """;

  private static final String CLASS =
      """
      package drills;

      @Drill("d")
      class SomeDrill {
        @Scenario(value = "s", gates = {"opens"})
        void s(DrillRun run) {
          run.step(Step.of("one", Actor.AGENT, () -> {}).after("opens"));
          run.gate("opens", () -> null);
          int n = run.plan().size("entries");
        }

        @Twin(value = "caught", expect = VerdictKind.FAIL, culprit = "opens", gates = "opens")
        void t(DrillRun run) {}
      }
      """;

  @TempDir Path project;

  @BeforeEach
  void whole() throws Exception {
    write(PLAN, RUNBOOK, CLASS);
  }

  private void write(String plan, String runbook, String source) throws Exception {
    Path drill = Files.createDirectories(project.resolve("drills/d"));
    Files.writeString(drill.resolve("plan.yaml"), plan);
    Files.writeString(drill.resolve("runbook.md"), runbook);
    Path classes = Files.createDirectories(project.resolve("src/test/java/drills"));
    Files.writeString(classes.resolve("SomeDrill.java"), source);
  }

  private List<String> problems() {
    return Preflight.of(project).problems("d");
  }

  private void wrong(String from, String to, String... said) throws Exception {
    write(PLAN.replace(from, to), RUNBOOK.replace(from, to), CLASS.replace(from, to));
    assertThat(problems()).as(from + " -> " + to).singleElement().asString().contains(said);
  }

  @Test
  @DisplayName("a drill whose files agree has no problem")
  void agreed() {
    assertThat(problems()).isEmpty();
  }

  @Test
  @DisplayName("every drill of the project passes")
  void project() {
    assertThat(Preflight.of(Path.of("")).problems("all")).isEmpty();
  }

  @Test
  @DisplayName("a name that differs is told with file and line, and what was meant")
  void names() throws Exception {
    wrong("run.gate(\"opens\"", "run.gate(\"open\"", "SomeDrill.java:8: gate open", "mean opens?");
    wrong("Step.of(\"one\"", "Step.of(\"ones\"", "SomeDrill.java:7: step ones", "mean one?");
    wrong(".after(\"opens\")", ".after(\"x\")", "SomeDrill.java:7: gate x");
    wrong("size(\"entries\")", "size(\"entry\")", "SomeDrill.java:9: size entry");
    wrong("gates = {\"opens\"}", "gates = {\"o\"}", "SomeDrill.java:5: gate o");
    wrong("gates = \"opens\"", "gates = \"o\"", "SomeDrill.java:12: gate o");
    wrong(
        "value = \"s\"", "value = \"caught\"", "caught is the name of another", "SomeDrill.java:5");
    wrong("class SomeDrill", "class Some", "SomeDrill.java:3: class Some must end in Drill");
    wrong("`two`", "", "plan.yaml:3: step two of the plan is not in", "`two`");
    wrong("`two` Do", "`two` Do\n3. [AGENT] `three` Do", "runbook.md:3: step three");
    wrong("@Drill(\"d\")", "@Drill(\"e\")", "no class", "@Drill(\"d\")");
    wrong("[caught]", "[caught, more]", "plan.yaml:8: twin more has no method");
    wrong("rto: 1s", "rto: soon", "plan.yaml:4", "rto");
  }

  @Test
  @DisplayName("a missing runbook and a story in one language are told together")
  void files() throws Exception {
    Files.delete(project.resolve("drills/d/runbook.md"));
    Files.writeString(project.resolve("drills/d/story.yaml"), "title: {en: a}\nbroken: {}\n");
    assertThat(problems())
        .satisfiesExactly(
            first -> assertThat(first).contains("runbook.md is missing"),
            second -> assertThat(second).contains("story.yaml:1", "fr"));
  }
}
