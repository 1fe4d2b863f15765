package firedrill.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import firedrill.journal.JournalListener;
import firedrill.plan.Story;
import firedrill.verdict.VerdictKind;
import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.FileSystemResultsWriter;
import io.qameta.allure.listener.TestLifecycleListener;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.StatusDetails;
import io.qameta.allure.model.TestResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllureJournalTest {

  @TempDir Path folder;
  private Path results;
  private AllureLifecycle lifecycle;

  @BeforeEach
  void lifecycle() {
    results = folder.resolve("results");
    lifecycle = new AllureLifecycle(new FileSystemResultsWriter(results));
  }

  private static Story story(String drill) {
    return new Story(
        new Story.Said("The drill " + drill, ""),
        new Story.Said("", ""),
        Map.of("a", new Story.Said("A seal", "Un scellement")));
  }

  private JsonNode tell(JournalView journal) throws IOException {
    return tell(lifecycle, results, journal, "a drill");
  }

  /** Runs an Allure test case around a journal and gives back what Allure wrote. */
  static JsonNode tell(AllureLifecycle lifecycle, Path results, JournalView journal, String name)
      throws IOException {
    String uuid = UUID.randomUUID().toString();
    lifecycle.scheduleTestCase(
        new TestResult().setUuid(uuid).setName(name).setHistoryId(name).setFullName(name));
    lifecycle.startTestCase(uuid);
    try (AllureJournal steps = new AllureJournal(lifecycle, AllureJournalTest::story)) {
      journal.events().forEach(steps::accept);
    }
    RecordedScenario scenario = RecordedScenario.of(journal);
    lifecycle.updateTestCase(
        uuid,
        t -> {
          if (scenario.kind() == VerdictKind.PASS) {
            t.setStatus(Status.PASSED);
          } else {
            t.setStatus(Status.FAILED)
                .setStatusDetails(
                    new StatusDetails().setMessage(scenario.kind() + ": " + scenario.reasons()));
          }
        });
    lifecycle.stopTestCase(uuid);
    lifecycle.writeTestCase(uuid);
    try (Stream<Path> files = Files.list(results)) {
      Path file =
          files.filter(f -> f.toString().endsWith(uuid + "-result.json")).findFirst().orElseThrow();
      return JournalBuilder.JSON.readTree(file.toFile());
    }
  }

  private static List<String> names(JsonNode parent) {
    return Stream.of(parent.path("steps"))
        .flatMap(s -> java.util.stream.StreamSupport.stream(s.spliterator(), false))
        .map(s -> s.path("name").asText())
        .toList();
  }

  private static JsonNode step(JsonNode parent, String name) {
    for (JsonNode step : parent.path("steps")) {
      if (step.path("name").asText().equals(name)) {
        return step;
      }
    }
    throw new AssertionError("no step " + name + " among " + names(parent));
  }

  private static String parameter(JsonNode step, String name) {
    for (JsonNode parameter : step.path("parameters")) {
      if (parameter.path("name").asText().equals(name)) {
        return parameter.path("value").asText();
      }
    }
    return "";
  }

  @Test
  @DisplayName("phases hold recovery steps, and these hold their gates with budget and time taken")
  void nested() throws IOException {
    JsonNode result = tell(Samples.passed("a").view());
    assertThat(names(result))
        .containsExactly(
            "prepare",
            "steady-state",
            "workload",
            "fault",
            "recovery",
            "verification",
            "teardown",
            "verdict PASS");
    JsonNode gate =
        step(step(step(result, "recovery"), "vso-reauth [AGENT]"), "gate vso-fresh-lease");
    assertThat(parameter(gate, "budget")).isEqualTo("30.0 s");
    assertThat(parameter(gate, "took")).isEqualTo("11.5 s");
    assertThat(gate.path("status").asText()).isEqualTo("passed");
  }

  @Test
  @DisplayName("steps have the journal's times and not those of the telling")
  void times() throws IOException {
    JsonNode prepare = step(tell(Samples.passed("a").view()), "prepare");
    assertThat(prepare.path("start").asLong())
        .isEqualTo(Instant.parse("2026-11-21T03:00:00Z").toEpochMilli());
    assertThat(prepare.path("stop").asLong() - prepare.path("start").asLong()).isEqualTo(34_200);
  }

  @Test
  @DisplayName("what went wrong colours every step around it, and no other")
  void red() throws IOException {
    JsonNode result = tell(Samples.failed("b").view());
    JsonNode recovery = step(result, "recovery");
    assertThat(recovery.path("status").asText()).isEqualTo("failed");
    assertThat(step(recovery, "gate vault-unsealed").path("status").asText()).isEqualTo("passed");
    assertThat(step(recovery, "gate vso-fresh-lease").path("status").asText()).isEqualTo("failed");
    assertThat(step(recovery, "gate erp-serves").path("statusDetails").path("message").asText())
        .isEqualTo("not within its budget; last observed: 503");
    assertThat(step(result, "fault").path("status").asText()).isEqualTo("passed");
  }

  @Test
  @DisplayName("a scenario is called by its names, under its drill, and shows its figures")
  void named() throws IOException {
    JsonNode result = tell(Samples.passed("a").view());
    assertThat(result.path("name").asText()).endsWith(": A seal").startsWith("The drill ");
    assertThat(label(result, "epic")).containsExactly("Drills");
    assertThat(label(result, "feature")).hasSize(1).allMatch(f -> f.startsWith("The drill "));
    assertThat(label(result, "story")).containsExactly("A seal");
    RecordedScenario scenario = RecordedScenario.of(Samples.passed("a").view());
    assertThat(parameter(result, "RTO"))
        .isEqualTo(
            String.format(Locale.ROOT, "%.1f s", scenario.verdict().rtoMs().orElseThrow() / 1000));
    assertThat(parameter(result, "RPO")).isEqualTo("0 lost, 0.0 s");
    assertThat(result.path("parameters").findValuesAsText("excluded")).containsOnly("true");
  }

  @Test
  @DisplayName("a twin stands apart from the scenarios")
  void apart() throws IOException {
    assertThat(label(tell(Samples.caughtTwin().view()), "epic"))
        .containsExactly("Planted faults, which must be caught");
  }

  private static List<String> label(JsonNode result, String name) {
    return Stream.of(result.path("labels"))
        .flatMap(s -> java.util.stream.StreamSupport.stream(s.spliterator(), false))
        .filter(label -> label.path("name").asText().equals(name))
        .map(label -> label.path("value").asText())
        .toList();
  }

  @Test
  @DisplayName("inconclusive is a tag and a broken step, never a passed one")
  void inconclusive() throws IOException {
    JsonNode result = tell(Samples.inconclusive("c").view());
    assertThat(step(result, "verdict INCONCLUSIVE").path("status").asText()).isEqualTo("broken");
    assertThat(step(result, "fault").path("status").asText()).isEqualTo("broken");
    assertThat(result.path("labels").findValuesAsText("value"))
        .contains("INCONCLUSIVE")
        .doesNotContain("PASS");
  }

  @Test
  @DisplayName("a scenario that ends in the middle leaves its open steps broken and ended")
  void interrupted() throws IOException {
    JournalBuilder j = JournalBuilder.scenario("d", "s");
    j.event("phase.started", "{'phase':'recovery'}");
    j.event("gate.waiting", "{'gate':'g','budgetMs':1000}").after(300);
    j.event("error", "{'where':'harness','message':'boom'}");
    JsonNode recovery = step(tell(j.view()), "recovery");
    JsonNode gate = step(recovery, "gate g");
    assertThat(recovery.path("status").asText()).isEqualTo("broken");
    assertThat(gate.path("status").asText()).isEqualTo("broken");
    assertThat(gate.path("stop").asLong() - gate.path("start").asLong()).isEqualTo(300);
  }

  @Test
  @DisplayName("events may come from other threads")
  void threads() throws Exception {
    String uuid = UUID.randomUUID().toString();
    lifecycle.scheduleTestCase(new TestResult().setUuid(uuid).setName("t"));
    lifecycle.startTestCase(uuid);
    AllureJournal steps = new AllureJournal(lifecycle, AllureJournalTest::story);
    JournalView journal = Samples.passed("a").view();
    Thread other = new Thread(() -> journal.events().forEach(steps::accept));
    other.start();
    other.join();
    steps.close();
    lifecycle.updateTestCase(uuid, t -> assertThat(t.getSteps()).hasSize(8));
    lifecycle.stopTestCase(uuid);
  }

  @Test
  @DisplayName("a test that failed for want of proof is broken, not failed, in Allure")
  void doubtIsNotFailure() {
    assertThat(written("INCONCLUSIVE: no witness")).isEqualTo(Status.BROKEN);
    assertThat(written("FAIL: one is missing")).isEqualTo(Status.FAILED);
  }

  private static Status written(String message) {
    TestResult result = new TestResult().setStatus(Status.FAILED);
    result.setStatusDetails(new StatusDetails().setMessage(message));
    new AllureDoubt().beforeTestWrite(result);
    return result.getStatus();
  }

  @Test
  @DisplayName("logs and Kubernetes events are attached after a failure only")
  void attachments() throws IOException {
    Path scenario = Files.createDirectories(folder.resolve("s"));
    Path drill = Files.createDirectories(folder.resolve("d"));
    Files.writeString(scenario.resolve("journal.jsonl"), "{}");
    Files.writeString(
        Files.createDirectories(scenario.resolve("collected/logs/pi1")).resolve("v.log"), "l");
    Files.writeString(scenario.resolve("collected/events.txt"), "e");
    Files.writeString(drill.resolve("runbook.md"), "r");
    Files.writeString(scenario.resolve("graph.svg"), "<svg/>");
    assertThat(attached(scenario, drill, false))
        .containsExactly("journal.jsonl", "graph.svg", "runbook.md");
    assertThat(attached(scenario, drill, true))
        .containsExactly(
            "journal.jsonl",
            "graph.svg",
            "runbook.md",
            "collected/events.txt",
            "collected/logs/pi1/v.log");
  }

  private List<String> attached(Path scenario, Path drill, boolean failed) throws IOException {
    String uuid = UUID.randomUUID().toString();
    lifecycle.scheduleTestCase(new TestResult().setUuid(uuid).setName("t"));
    lifecycle.startTestCase(uuid);
    new AllureAttachments(lifecycle).attach(scenario, drill, failed);
    List<String> names = new java.util.ArrayList<>();
    lifecycle.updateTestCase(uuid, t -> t.getAttachments().forEach(a -> names.add(a.getName())));
    lifecycle.stopTestCase(uuid);
    return names;
  }

  @Test
  @DisplayName(
      "environment, categories and executor say what was run; the categories exclude each other")
  void files() throws IOException {
    AllureFiles.write(results, Path.of("reports"), Samples.passed("a").build().start());
    assertThat(Files.readAllLines(results.resolve("environment.properties")))
        .contains("seed=4711", "commit=b866253", "sandbox=local", "vault=2.0.3")
        .anyMatch(l -> l.startsWith("java="))
        .noneMatch(l -> l.startsWith("#"));
    JsonNode categories = JournalBuilder.JSON.readTree(results.resolve("categories.json").toFile());
    for (String message :
        List.of(
            "FAIL\nx",
            "FAIL  d/t [TWIN NOT CAUGHT",
            "INCONCLUSIVE: y",
            "java.lang.NullPointerException")) {
      long fitting =
          categories.findValuesAsText("messageRegex").stream().filter(message::matches).count();
      assertThat(fitting).as(message).isEqualTo(1);
    }
    assertThat(results.resolve("executor.json")).content().contains("\"buildName\" : \"r1\"");
  }

  @Test
  @DisplayName("the journal and Allure find the report's listeners")
  void listeners() {
    assertThat(ServiceLoader.load(JournalListener.class))
        .anyMatch(l -> l instanceof AllureListener);
    assertThat(ServiceLoader.load(TestLifecycleListener.class))
        .anyMatch(l -> l instanceof AllureDoubt);
  }
}
