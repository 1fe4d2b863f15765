package firedrill.report;

import static firedrill.journal.EventType.GATE_FAILED;
import static firedrill.journal.EventType.GATE_LATE;
import static firedrill.journal.EventType.GATE_PASSED;
import static firedrill.journal.EventType.GATE_WAITING;
import static firedrill.journal.EventType.PHASE_ENDED;
import static firedrill.journal.EventType.PHASE_STARTED;
import static firedrill.journal.EventType.RUN_ENDED;
import static firedrill.journal.EventType.RUN_STARTED;
import static firedrill.journal.EventType.STEP_ENDED;
import static firedrill.journal.EventType.STEP_STARTED;
import static firedrill.journal.EventType.VERDICT;
import static firedrill.journal.EventType.WAIT_BEGUN;

import firedrill.journal.Event;
import firedrill.plan.Story;
import firedrill.verdict.Verdict;
import io.qameta.allure.Allure;
import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.model.Label;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.StepResult;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Turns a journal's events into nested Allure steps: phases hold recovery steps, these hold gates,
 * observations and checks. Steps keep the journal's times, not those at which they were told.
 *
 * <p>Create it on the thread of the test; events may then come from any thread. Without a running
 * Allure test case it does nothing.
 */
final class AllureJournal implements AutoCloseable {

  private static final String LANGUAGE = "en";
  private static final String DRILLS = "Drills";
  private static final String TWINS = "Planted faults, which must be caught";

  private static final Set<String> SILENT = Set.of(RUN_STARTED, RUN_ENDED);

  private record Open(String key, String uuid, StepResult step) {}

  private final AllureLifecycle lifecycle;
  private final Optional<String> testCase;
  private final Deque<Open> open = new ArrayDeque<>();
  private final List<Event> told = new ArrayList<>();
  private long last;

  private final Function<String, Story> stories;

  /**
   * Tells the test case that is running on this thread.
   *
   * @param stories what a drill and its parts are called, by its id
   */
  AllureJournal(Function<String, Story> stories) {
    this(Allure.getLifecycle(), stories);
  }

  AllureJournal(AllureLifecycle lifecycle, Function<String, Story> stories) {
    this.lifecycle = lifecycle;
    this.stories = stories;
    this.testCase = lifecycle.getCurrentTestCase();
  }

  /** Whether an Allure test case was running when this was made. */
  boolean isTold() {
    return testCase.isPresent();
  }

  /** Takes the next event, as it was written to the journal. */
  synchronized void accept(Event event) {
    if (testCase.isEmpty()) {
      return;
    }
    told.add(event);
    last = Math.max(last, event.at().toEpochMilli());
    switch (event.type()) {
      case RUN_STARTED -> labels(event);
      case PHASE_STARTED -> start(key("phase", event), event);
      case PHASE_ENDED -> end(key("phase", event), event);
      case STEP_STARTED -> start(key("step", event), event);
      case STEP_ENDED -> end(key("step", event), event);
      case GATE_WAITING -> start(key("gate", event), event);
      case GATE_PASSED, GATE_LATE, GATE_FAILED -> end(key("gate", event), event);
      case WAIT_BEGUN -> {} // its end tells how long it took
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

  private static String key(String kind, Event event) {
    return kind + " " + event.text(kind);
  }

  private void start(String key, Event event) {
    StepResult step = AllureSteps.of(event);
    String uuid = UUID.randomUUID().toString();
    lifecycle.startStep(parent(), uuid, step);
    step.setStart(event.at().toEpochMilli());
    open.push(new Open(key, uuid, step));
  }

  private void end(String key, Event event) {
    if (open.stream().noneMatch(o -> o.key().equals(key))) {
      leaf(event);
      return;
    }
    // What is still open inside it was left by an exception.
    while (!open.element().key().equals(key)) {
      stop(event.at().toEpochMilli());
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
    stop(event.at().toEpochMilli());
  }

  private void stop(long at) {
    Open done = open.pop();
    lifecycle.stopStep(done.uuid());
    done.step().setStop(at);
    colour(done.step().getStatus());
  }

  private void leaf(Event event) {
    if (SILENT.contains(event.type())) {
      return;
    }
    StepResult step = AllureSteps.of(event);
    String uuid = UUID.randomUUID().toString();
    lifecycle.startStep(parent(), uuid, step);
    lifecycle.stopStep(uuid);
    // An event that tells a duration ends what it tells.
    long took = Math.max(0, Math.round(event.amount("tookMs")));
    step.setStart(event.at().toEpochMilli() - took).setStop(event.at().toEpochMilli());
    colour(step.getStatus());
    if (event.is(VERDICT)) {
      judged();
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

  /** Drills by their titles, and what was planted in them apart. */
  private void labels(Event event) {
    boolean twin = event.isTrue("twin");
    Story story = stories.apply(event.text("drill"));
    String title = story.title().in(LANGUAGE);
    String scenario = story.name(event.text("scenario"), LANGUAGE);
    label(
        List.of(
            tag(twin ? "twin" : "drill"),
            tag(event.text("drill") + "/" + event.text("scenario")),
            new Label().setName("epic").setValue(twin ? TWINS : DRILLS),
            new Label().setName("feature").setValue(title),
            new Label().setName("story").setValue(scenario)));
    lifecycle.updateTestCase(testCase.orElseThrow(), test -> test.setName(title + ": " + scenario));
  }

  // A tag, because Allure itself has no status that means "nothing was proved" or "caught".
  private void judged() {
    JournalView view =
        new JournalView(Path.of("journal.jsonl"), List.copyOf(told), Optional.empty());
    RecordedScenario scenario = RecordedScenario.of(view);
    label(List.of(tag(scenario.judgement().name())));
    lifecycle.updateTestCase(
        testCase.orElseThrow(), test -> test.getParameters().addAll(figures(scenario.verdict())));
  }

  /** They differ from run to run, and must not make another test of it in Allure's history. */
  private static List<Parameter> figures(Verdict verdict) {
    List<Parameter> figures = new ArrayList<>();
    verdict
        .rtoMs()
        .ifPresent(
            ms -> figures.add(figure("RTO", String.format(Locale.ROOT, "%.1f s", ms / 1000))));
    verdict
        .rpo()
        .ifPresent(
            rpo ->
                figures.add(
                    figure(
                        "RPO",
                        String.format(
                            Locale.ROOT,
                            "%d lost, %.1f s",
                            rpo.lostEntries(),
                            rpo.lostSeconds()))));
    return figures;
  }

  private static Parameter figure(String name, String value) {
    return new Parameter().setName(name).setValue(value).setExcluded(true);
  }

  private static Label tag(String value) {
    return new Label().setName("tag").setValue(value);
  }

  private void label(List<Label> labels) {
    lifecycle.updateTestCase(testCase.orElseThrow(), t -> t.getLabels().addAll(labels));
  }
}
