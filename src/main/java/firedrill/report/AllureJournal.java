package firedrill.report;

import static firedrill.report.JournalView.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.qameta.allure.Allure;
import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.model.Label;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.StepResult;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Turns a journal's events into nested Allure steps: phases hold recovery steps, these hold gates,
 * observations and checks. Steps keep the journal's times, not those at which they were told.
 *
 * <p>Create it on the thread of the test; events may then come from any thread. Without a running
 * Allure test case it does nothing.
 */
public final class AllureJournal implements AutoCloseable {

  private static final Set<String> SILENT = Set.of("run.started", "run.ended", "workload.sample");

  private record Open(String key, String uuid, StepResult step) {}

  private final AllureLifecycle lifecycle;
  private final Optional<String> testCase;
  private final Deque<Open> open = new ArrayDeque<>();
  private long last;

  /** Tells the test case that is running on this thread. */
  public AllureJournal() {
    this(Allure.getLifecycle());
  }

  AllureJournal(AllureLifecycle lifecycle) {
    this.lifecycle = lifecycle;
    this.testCase = lifecycle.getCurrentTestCase();
  }

  /** Whether an Allure test case was running when this was made. */
  boolean isTold() {
    return testCase.isPresent();
  }

  /** Takes the next event, as it was written to the journal. */
  public synchronized void accept(JsonNode event) {
    if (testCase.isEmpty()) {
      return;
    }
    last = Math.max(last, at(event));
    switch (text(event, "type")) {
      case "run.started" -> labels(event);
      case "phase.started" -> start(key("phase", event), event);
      case "phase.ended" -> end(key("phase", event), event);
      case "step.started" -> start(key("step", event), event);
      case "step.ended" -> end(key("step", event), event);
      case "gate.waiting" -> start(key("gate", event), event);
      case "gate.passed", "gate.late", "gate.failed" -> end(key("gate", event), event);
      default -> leaf(event);
    }
  }

  /** Ends every step that is still open, as broken: the scenario ended inside it. */
  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      open.peek()
          .step()
          .setStatus(AllureSteps.worse(open.peek().step().getStatus(), Status.BROKEN));
      stop(last);
    }
  }

  private static String key(String kind, JsonNode event) {
    return kind + " " + text(event, kind);
  }

  private void start(String key, JsonNode event) {
    StepResult step = AllureSteps.of(event);
    String uuid = UUID.randomUUID().toString();
    lifecycle.startStep(parent(), uuid, step);
    step.setStart(at(event));
    open.push(new Open(key, uuid, step));
  }

  private void end(String key, JsonNode event) {
    if (open.stream().noneMatch(o -> o.key().equals(key))) {
      leaf(event);
      return;
    }
    // What is still open inside it was left by an exception.
    while (!open.element().key().equals(key)) {
      stop(at(event));
    }
    StepResult step = open.element().step();
    Set<String> had = Set.copyOf(step.getParameters().stream().map(p -> p.getName()).toList());
    AllureSteps.parameters(event).stream()
        .filter(p -> !had.contains(p.getName()))
        .forEach(step.getParameters()::add);
    step.setStatus(AllureSteps.worse(step.getStatus(), AllureSteps.status(event)));
    if (!AllureSteps.message(event).isEmpty()) {
      step.setStatusDetails(AllureSteps.of(event).getStatusDetails());
    }
    stop(at(event));
  }

  private void stop(long at) {
    Open done = open.pop();
    lifecycle.stopStep(done.uuid());
    done.step().setStop(at);
    colour(done.step().getStatus());
  }

  private void leaf(JsonNode event) {
    if (SILENT.contains(text(event, "type"))) {
      return;
    }
    StepResult step = AllureSteps.of(event);
    String uuid = UUID.randomUUID().toString();
    lifecycle.startStep(parent(), uuid, step);
    lifecycle.stopStep(uuid);
    // An event that tells a duration ends what it tells.
    long took = Math.max(0, Math.round(event.path("tookMs").asDouble()));
    step.setStart(at(event) - took).setStop(at(event));
    colour(step.getStatus());
    if (text(event, "type").equals("verdict")) {
      verdict(Outcome.of(text(event, "verdict")));
    }
  }

  private void colour(Status inner) {
    if (!open.isEmpty()) {
      StepResult outer = open.peek().step();
      outer.setStatus(AllureSteps.worse(outer.getStatus(), inner));
    }
  }

  private String parent() {
    return open.isEmpty() ? testCase.orElseThrow() : open.peek().uuid();
  }

  private void labels(JsonNode event) {
    String kind = event.path("twin").asBoolean() ? "twin" : "drill";
    label(List.of(tag(kind), new Label().setName("epic").setValue(text(event, "drill"))));
  }

  // A tag, because Allure itself has no status that means "nothing was proved".
  private void verdict(Outcome outcome) {
    label(List.of(tag(outcome.name())));
  }

  private static Label tag(String value) {
    return new Label().setName("tag").setValue(value);
  }

  private void label(List<Label> labels) {
    lifecycle.updateTestCase(testCase.orElseThrow(), t -> t.getLabels().addAll(labels));
  }

  private static long at(JsonNode event) {
    try {
      return Instant.parse(text(event, "at")).toEpochMilli();
    } catch (DateTimeParseException e) {
      return System.currentTimeMillis();
    }
  }
}
