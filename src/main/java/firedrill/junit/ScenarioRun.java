package firedrill.junit;

import firedrill.journal.Event;
import firedrill.journal.EventType;
import firedrill.journal.Journal;
import firedrill.journal.JournalException;
import firedrill.journal.JournalListener;
import firedrill.journal.JournalReader;
import firedrill.lab.Lab;
import firedrill.sandbox.Capability;
import firedrill.verdict.Judgement;
import firedrill.verdict.Verdict;
import firedrill.verdict.VerdictRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;

/** One scenario from its first line in the journal to its verdict. */
final class ScenarioRun {

  private final ScenarioSpec spec;
  private final Journal journal;
  private final Path directory;
  private final DrillRun run;
  private final Optional<LabHandle> lab;
  private final boolean ownsLab;
  private final long seed;
  private final Troubles troubles;
  private Optional<AlarmWatch> watch = Optional.empty();
  private boolean labUsed;
  private List<String> repairsBefore = List.of();

  /**
   * Opens the journal and begins.
   *
   * @param ownsLab whether the lab ends with this scenario
   */
  ScenarioRun(ScenarioSpec spec, Settings settings, Optional<LabHandle> lab, boolean ownsLab) {
    this.spec = spec;
    this.lab = lab;
    this.ownsLab = ownsLab;
    this.directory = directory(spec, settings);
    this.journal = Journal.open(directory.resolve("journal.jsonl"));
    this.troubles = new Troubles(journal);
    this.seed = settings.seed().orElse(spec.plan().seed().orElseGet(RunSeed::get));
    long own = Seeds.derived(seed, spec.plan().id() + "/" + spec.name());
    this.run = new DrillRun(journal, spec.plan(), directory, own, spec.grace());
    journal.subscribe(new ConsoleView(Heading.of(spec)));
    ServiceLoader.load(JournalListener.class).forEach(journal::subscribe);
    journal.append(EventType.RUN_STARTED, RunHeader.of(spec, settings, seed, lab));
    run.phase(Phase.PREPARE);
  }

  static Path directory(ScenarioSpec spec, Settings settings) {
    return Runs.directory(settings.reports()).resolve(spec.plan().id()).resolve(spec.name());
  }

  DrillRun run() {
    return run;
  }

  Lab lab() {
    boolean first = !labUsed;
    labUsed = true;
    Lab used =
        lab.orElseThrow(
                () ->
                    new IllegalStateException(
                        "no lab for a parameter of type Lab: put @LabWith(<factory>.class) on the"
                            + " class or the method"))
            .get(journal, seed);
    if (first) {
      repairsBefore = used.repairs();
      placed(used);
      watch = used.watch().map(of -> AlarmWatch.begin(of, journal, directory));
    }
    return used;
  }

  /** Where everything runs as this scenario begins: it decides what a fault hits. */
  private void placed(Lab used) {
    Map<String, String> places = used.placement();
    if (places.isEmpty()) {
      return;
    }
    String text =
        places.entrySet().stream()
            .map(e -> e.getKey() + " on " + e.getValue())
            .collect(Collectors.joining(", "));
    run.observe("placement", "seed " + seed + ": " + text, null);
  }

  /** What was mended in an operator's stead; what was before this scenario is not its own. */
  private void tellRepairs() {
    if (lab.isPresent()) {
      List<String> own = new ArrayList<>(lab.get().repairs());
      repairsBefore.forEach(own::remove);
      Repaired.tell(run, own);
    }
  }

  /** Keeps what was thrown for the end, and journals it unless it is there already. */
  void trouble(String where, Throwable thrown) {
    troubles.add(where, thrown);
  }

  /**
   * Undoes, collects, ends the lab and the journal, and gives the verdict.
   *
   * @throws AssertionError when the verdict is FAIL, or a twin was not caught
   * @throws InconclusiveException when the verdict is INCONCLUSIVE
   */
  void finish() {
    // An interrupt that ended the scenario must not end the undoing as well.
    boolean interrupted = Thread.interrupted();
    boolean sound = troubles.isEmpty();
    watch.ifPresent(AlarmWatch::close);
    troubles.guarded(() -> run.verifySteadyState(sound));
    troubles.guarded(this::tellRepairs);
    troubles.guarded(run::tearDown);
    troubles.guarded(
        () -> {
          if (!isFine()) {
            collect();
          }
        });
    boolean kept = labUsed && ownsLab && lab.isPresent() && lab.get().isKept();
    if (ownsLab && !kept) {
      endLab();
    }
    ScenarioOutcome outcome;
    try {
      outcome = told(conclude());
    } finally {
      if (kept) {
        endLab();
      }
      troubles.guarded(journal::close);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    judge(outcome);
  }

  /**
   * Ends a scenario that needs what its sandbox lacks, before anything was done.
   *
   * @return for the caller to throw
   */
  TestAbortedException notDrilled(Set<Capability> missing) {
    troubles.guarded(
        () ->
            journal.append(
                EventType.NOT_DRILLED,
                "needs",
                missing.stream().map(Enum::name).toList(),
                "detail",
                missing.stream().map(Capability::ability).collect(Collectors.joining("; "))));
    Verdict verdict = conclude();
    ScenarioOutcome outcome = told(verdict);
    troubles.guarded(journal::close);
    return new TestAbortedException(Summary.line(outcome) + "\n  journal: " + journal.file());
  }

  private void endLab() {
    if (lab.isEmpty()) {
      return;
    }
    try {
      lab.get().close();
    } catch (Exception | Error e) {
      trouble("end of the lab", e);
    }
  }

  private void collect() {
    if (labUsed && lab.isPresent()) {
      Path into = directory.resolve("collected");
      try {
        Files.createDirectories(into);
        lab.get().collect(into);
      } catch (Exception | Error e) {
        trouble("collecting logs", e);
      }
    }
  }

  /** Puts it among the run's outcomes. */
  private ScenarioOutcome told(Verdict verdict) {
    ScenarioOutcome outcome =
        new ScenarioOutcome(
            spec.plan().id(),
            spec.name(),
            spec.twin().isPresent(),
            spec.judge(verdict),
            verdict,
            journal.file());
    Outcomes.add(directory.getParent().getParent(), outcome);
    return outcome;
  }

  /** Whether the run would be as expected if it ended now. */
  private boolean isFine() {
    List<Event> events = new ArrayList<>(events());
    events.add(
        new Event(events.size() + 1L, journal.now(), Instant.now(), EventType.RUN_ENDED, Map.of()));
    Judgement now = spec.judge(VerdictRules.of(events));
    return now == Judgement.PASS || now == Judgement.CAUGHT;
  }

  private Verdict conclude() {
    troubles.guarded(
        () -> {
          run.endPhase();
          journal.append(EventType.RUN_ENDED);
        });
    Verdict verdict = VerdictRules.of(events());
    troubles.guarded(
        () ->
            journal.append(
                EventType.VERDICT,
                "verdict",
                verdict.kind().name(),
                "judgement",
                spec.judge(verdict).name(),
                "reasons",
                verdict.reasons().stream().map(Object::toString).toList()));
    return verdict;
  }

  private List<Event> events() {
    try {
      return JournalReader.read(journal.file()).events();
    } catch (JournalException e) {
      troubles.keep(e);
      return List.of();
    }
  }

  private void judge(ScenarioOutcome outcome) {
    if (outcome.isGood() && (outcome.twin() || troubles.isEmpty())) {
      return;
    }
    Throwable cause = troubles.asCause().orElse(null);
    String message = Summary.line(outcome) + "\n  journal: " + journal.file();
    if (outcome.judgement() == Judgement.FAIL) {
      throw new AssertionError(message, cause);
    }
    throw new InconclusiveException(message, cause);
  }
}
