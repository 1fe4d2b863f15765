package firedrill.report;

import static firedrill.journal.EventType.FAULT_INJECTED;
import static firedrill.journal.EventType.STEP_STARTED;

import firedrill.journal.Event;
import firedrill.report.Page.Figure;
import firedrill.verdict.Judgement;
import firedrill.verdict.Outage;
import java.util.List;
import java.util.Optional;

/** The figures at the top of the page. */
final class Figures {

  /** A time between fault and first step that is shorter says nothing of its own. */
  private static final double LEAST_PAUSE_MS = 1000;

  private static final String NONE = "\u2013";

  private final DrillResult result;
  private final List<RecordedScenario> main;
  private final Words words;
  private final Texts texts;

  private Figures(DrillResult result, Words words) {
    this.result = result;
    this.main = result.main();
    this.words = words;
    this.texts = words.texts();
  }

  /**
   * Time, loss, gates and planted faults.
   *
   * @param planned how many twins the plan lists
   */
  static List<Figure> of(DrillResult result, int planned, Words words) {
    Figures figures = new Figures(result, words);
    Figure alarms = figures.alarms(result.twins(), planned);
    return result.main().isEmpty()
        ? List.of(alarms)
        : List.of(figures.recovery(), figures.loss(), figures.gates(), alarms);
  }

  private Figure recovery() {
    Optional<RecordedScenario> slowest = result.slowest();
    if (slowest.isEmpty()) {
      return new Figure(texts.get("rto"), NONE, texts.get("rto.unknown"), "doubt");
    }
    if (!result.cameBack()) {
      return new Figure(texts.get("rto"), NONE, texts.get("rto.never"), "bad");
    }
    RecordedScenario s = slowest.get();
    double took = s.rtoMs().orElse(0);
    boolean limited = s.rtoBudgetMs().isPresent();
    double budget = s.rtoBudgetMs().orElse(0);
    String detail =
        limited ? texts.get("rto.budget", texts.duration(budget)) : texts.get("rto.nobudget");
    if (main.size() > 1) {
      detail += texts.get("rto.slowest", words.name(s.name()));
    }
    double pause = pause(s);
    if (pause >= LEAST_PAUSE_MS) {
      detail += texts.get("rto.pause", texts.duration(pause));
    }
    return new Figure(
        texts.get("rto"), texts.duration(took), detail, limited && took > budget ? "bad" : "good");
  }

  /**
   * How much of the longest outage the fault was left alone before the first step against it, in
   * milliseconds.
   */
  private static double pause(RecordedScenario s) {
    double from = s.verdict().outage().map(Outage::fromMs).orElse(Double.NaN);
    double fault =
        s.journal()
            .all(FAULT_INJECTED)
            .filter(e -> e.t() - e.amount("tookMs") <= from)
            .mapToDouble(Event::t)
            .max()
            .orElse(Double.NaN);
    return s.journal()
        .all(STEP_STARTED)
        .mapToDouble(Event::t)
        .filter(at -> at >= fault)
        .map(at -> Math.min(at, s.verdict().outage().orElseThrow().toMs()) - from)
        .findFirst()
        .orElse(0);
  }

  private Figure loss() {
    Loss loss = Loss.of(main);
    if (!loss.measured()) {
      return new Figure(texts.get("rpo"), NONE, texts.get("rpo.unknown"), "doubt");
    }
    boolean none = loss.entries() == 0;
    String detail =
        none
            ? texts.count("rpo.kept", loss.counts().acknowledged())
            : texts.get(
                loss.granted() ? "rpo.granted" : "rpo.seconds",
                texts.duration(loss.seconds() * 1000));
    return new Figure(
        texts.get("rpo"),
        texts.number(loss.entries()),
        detail,
        none || loss.granted() ? "good" : "bad");
  }

  private Figure gates() {
    List<GateWait> gates =
        main.stream()
            // Nothing was asked where nothing could be drilled.
            .filter(s -> s.judgement() != Judgement.NOT_DRILLED)
            .flatMap(s -> s.gates().stream())
            .toList();
    if (gates.isEmpty()) {
      return new Figure(texts.get("gates"), NONE, texts.get("gates.detail"), "doubt");
    }
    long passed = gates.stream().filter(g -> g.state() == GateWait.State.PASSED).count();
    // Of a scenario that ended before its fault: nobody knows whether they would have been.
    long unasked =
        main.stream()
            .filter(s -> s.faultAt().isEmpty())
            .flatMap(s -> s.gates().stream())
            .filter(g -> g.state() == GateWait.State.NOT_REACHED)
            .count();
    return new Figure(
        texts.get("gates"),
        of(passed, gates.size()),
        texts.get("gates.detail"),
        passed + unasked == gates.size() && unasked > 0
            ? "doubt"
            : passed == gates.size() ? "good" : "bad");
  }

  private Figure alarms(List<RecordedScenario> twins, int planned) {
    if (twins.isEmpty()) {
      return new Figure(
          texts.get("alarms"),
          NONE,
          texts.get(planned == 0 ? "alarms.none" : "alarms.left"),
          "doubt");
    }
    long caught = twins.stream().filter(t -> t.judgement() == Judgement.CAUGHT).count();
    String detail = texts.get("alarms.detail");
    long missing = planned - twins.stream().map(RecordedScenario::name).distinct().count();
    if (missing > 0) {
      detail += texts.count("alarms.more", missing);
    }
    return new Figure(
        texts.get("alarms"),
        of(caught, twins.size()),
        detail,
        caught == twins.size() ? "good" : "bad");
  }

  private String of(long some, long all) {
    return texts.get("n.of", texts.number(some), texts.number(all));
  }
}
