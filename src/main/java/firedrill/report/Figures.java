package firedrill.report;

import firedrill.report.Page.Figure;
import firedrill.verdict.Judgement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The figures at the top of the page. */
final class Figures {

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
        : List.of(
            figures.recovery(),
            new LossFigure(result.main(), words).figure(),
            figures.gates(),
            alarms);
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
    OptionalDouble pause = LeftToAct.ms(s);
    if (pause.isPresent()) {
      detail += texts.get("rto.pause", texts.duration(pause.getAsDouble()));
    }
    return new Figure(
        texts.get("rto"), texts.duration(took), detail, limited && took > budget ? "bad" : "good");
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
