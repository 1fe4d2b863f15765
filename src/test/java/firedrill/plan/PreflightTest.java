package firedrill.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private void helper(String source) throws Exception {
    Files.writeString(project.resolve("src/test/java/drills/Helper.java"), source);
  }

  private static final String HELPER =
      """
      package drills;

      class Helper implements Runnable {
        static final String OPENS = "opens";

        static void recover(DrillRun drill) {
          drill.gate(OPENS, () -> null);
        }

        static void never(DrillRun run) {
          run.gate("of-another-drill", () -> null);
        }

        @Override
        public void run() {}
      }
      """;

  @Test
  @DisplayName("what a helper beside the class says counts for a drill that calls it, and no more")
  void helpers() throws Exception {
    String calling = CLASS.replace("run.gate(\"opens\", () -> null);", "Helper.recover(run);");
    write(PLAN, RUNBOOK, calling);
    helper(HELPER);
    assertThat(problems()).isEmpty();
    helper(HELPER.replace("\"opens\"", "\"open\""));
    assertThat(problems())
        .anySatisfy(p -> assertThat(p).contains("Helper.java:7: gate open is not", "mean opens?"));
    helper(HELPER.replace("void run() {}", "void run() { Step.of(\"three\", null, null); }"));
    assertThat(problems()).singleElement().asString().contains("Helper.java:15: step three");
    write(PLAN, RUNBOOK, CLASS);
    assertThat(problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DrillRun by = run; by.gate(\"x\", null);",
        "final String x = \"\"; run.gate(NAME, null);",
        "Planted.gate(run, \"x\", null, \"no one\");",
        "run.plan().gate(\"x\");",
        "recover().after(\"opens\", \"x\");",
        "Runnable r = () -> run.gate(\"x\", null);"
      })
  @DisplayName("a gate is seen by whatever way it is asked")
  void ways(String call) throws Exception {
    write(
        PLAN,
        RUNBOOK,
        CLASS.replace("int n", call + " int n").replace("@Twin", "String NAME = \"x\"; @Twin"));
    assertThat(problems()).singleElement().asString().contains("SomeDrill.java:9: gate x is not");
  }

  @Test
  @DisplayName("a gate, a loss and a claim that nobody knows of are told before they cost a lab")
  void unasked() throws Exception {
    wrong(
        "opens: {budget: 1s}",
        "opens: {budget: 1s}\n  shuts: {budget: 1s}",
        "plan.yaml:7: nothing asks gate shuts");
    wrong("sizes:", "rpo: {rows: 1s}\nsizes:", "plan.yaml:7: nothing measures the loss of rows");
    wrong("sizes:", "rpo-open: [gone]\nsizes:", "plan.yaml:7: rpo-open names gone");
    write(
        PLAN + "rpo: {rows: 1s}\n", RUNBOOK, CLASS.replace("int n", "run.rpo(\"rows\", 0); int n"));
    assertThat(problems()).isEmpty();
    Files.writeString(
        project.resolve("drills/claims.yaml"), "claims:\n  - id: it-holds\n    text: {en: a}\n");
    wrong(
        "int n",
        "run.claim(\"it-hold\", null, \"\"); int n",
        "SomeDrill.java:9: claim it-hold",
        "mean it-holds?");
    wrong("int n", "run.control(\"other\", null, \"\"); int n", "SomeDrill.java:9: claim other");
    write(PLAN, RUNBOOK, CLASS.replace("int n", "run.claim(\"it-holds\", null, \"\"); int n"));
    assertThat(problems()).isEmpty();
  }

  @Test
  @DisplayName("a place in which a claim is to be seen otherwise speaks of that claim")
  void seenIn() throws Exception {
    String asked = CLASS.replace("t(DrillRun run) {}", "t(DrillRun run) { Helper.ask(run); }");
    Path classes = project.resolve("src/test/java/drills");
    claimSeenIn("d/caught");
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("claims.yaml:3", "it-holds", "d/caught", "neither says nor controls");
    write(PLAN, RUNBOOK, asked);
    Files.writeString(
        classes.resolve("Helper.java"),
        "class Helper { static void ask(DrillRun run) { run.control(\"it-holds\", null, \"\"); }"
            + " }");
    assertThat(problems()).isEmpty();
    claimSeenIn("d/s");
    assertThat(problems()).singleElement().asString().contains("d/s", "neither says nor controls");
    claimSeenIn("d/nowhere");
    assertThat(problems()).singleElement().asString().contains("no scenario or twin");
    claimSeenIn("other/nowhere");
    assertThat(problems()).isEmpty();
    Files.writeString(
        classes.resolve("Helper.java"),
        "class Helper { static void ask(DrillRun run) { run.claim(id() + 1, null, \"\"); } }");
    claimSeenIn("d/caught");
    assertThat(problems()).as("a name that is put together at run time").isEmpty();
  }

  private void claimSeenIn(String place) throws Exception {
    Files.writeString(
        project.resolve("drills/claims.yaml"),
        "claims:\n  - id: it-holds\n    seen-in: [" + place + "]\n");
  }

  @Test
  @DisplayName("where a name is put together at run time nothing is called unasked")
  void composed() throws Exception {
    write(
        PLAN.replace("opens: {budget: 1s}", "opens: {budget: 1s}\n  opens-2: {budget: 1s}"),
        RUNBOOK,
        CLASS.replace("int n", "run.gate(\"opens-\" + 2, () -> null); int n"));
    assertThat(problems()).isEmpty();
  }

  @Test
  @DisplayName("a story that names anything names every scenario, twin, step and gate")
  void story() throws Exception {
    Path story = project.resolve("drills/d/story.yaml");
    String head = "title: {en: a, fr: b}\nbroken: {en: a, fr: b}\n";
    Files.writeString(story, head);
    assertThat(problems()).isEmpty();
    Files.writeString(story, head + "names:\n  two: {en: a, fr: b}\n");
    assertThat(problems())
        .satisfiesExactlyInAnyOrder(
            p -> assertThat(p).contains("SomeDrill.java:5: scenario s has no name in", "s: {en:"),
            p -> assertThat(p).contains("plan.yaml:3: step one has no name in", "story.yaml"),
            p -> assertThat(p).contains("plan.yaml:6: gate opens has no name"),
            p -> assertThat(p).contains("plan.yaml:8: twin caught has no name"));
  }
}
