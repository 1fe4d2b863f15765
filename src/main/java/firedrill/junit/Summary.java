package firedrill.junit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import firedrill.journal.Readable;
import firedrill.plan.Durations;
import firedrill.verdict.Counts;
import firedrill.verdict.Judgement;
import firedrill.verdict.Reason;
import firedrill.verdict.Rpo;
import firedrill.verdict.Verdict;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The lines at the end, and the same as JSON. */
final class Summary {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Summary() {}

  /** One scenario in one line. */
  static String line(ScenarioOutcome outcome) {
    Verdict verdict = outcome.verdict();
    if (outcome.isNotDrilled()) {
      return "%-12s %s/%s%s  not drilled here: %s"
          .formatted(
              verdict.kind(),
              outcome.drill(),
              outcome.scenario(),
              outcome.twin() ? " [twin]" : "",
              verdict.reasons().get(0).text());
    }
    StringBuilder text = new StringBuilder();
    text.append("%-12s %s/%s".formatted(outcome.judgement(), outcome.drill(), outcome.scenario()));
    if (outcome.twin()) {
      text.append(
          outcome.isGood()
              ? " [twin]"
              : " [TWIN NOT CAUGHT: its verdict is " + verdict.kind() + "]");
    }
    text.append("  ")
        .append(figures(verdict.rtoMs(), verdict.rtoBudgetMs(), verdict.rpo(), verdict.counts()));
    verdict.reasons().stream()
        .findFirst()
        .ifPresent(why -> text.append("  ").append(Readable.of(why.toString())));
    return text.toString();
  }

  /**
   * One drill in one line: the time of its worst scenario, the worst loss and all writes of its
   * scenarios, and whether its twins were caught.
   */
  static String drillLine(String drill, List<ScenarioOutcome> all) {
    List<ScenarioOutcome> outcomes = all.stream().filter(o -> !o.isNotDrilled()).toList();
    String left = notDrilled(all);
    if (outcomes.isEmpty()) {
      return "%-12s %-20s %s".formatted(Judgement.NOT_DRILLED, drill, left);
    }
    ScenarioOutcome worst = worst(outcomes);
    long twins = outcomes.stream().filter(ScenarioOutcome::twin).count();
    // What twins lose is planted.
    List<ScenarioOutcome> counted =
        twins == outcomes.size()
            ? List.of(worst)
            : outcomes.stream().filter(o -> !o.twin()).toList();
    long caught = outcomes.stream().filter(o -> o.judgement() == Judgement.CAUGHT).count();
    return "%-12s %-20s %s  %d scenario(s)%s%s  %s"
        .formatted(
            judgement(outcomes),
            drill,
            figures(
                worst.verdict().rtoMs(),
                worst.verdict().rtoBudgetMs(),
                loss(counted),
                counted.stream()
                    .map(o -> o.verdict().counts())
                    .reduce(new Counts(0, 0, 0), Counts::plus)),
            outcomes.size() - twins,
            twins == 0 ? "" : ", %d of %d twins caught".formatted(caught, twins),
            left.isEmpty() ? "" : ", " + left,
            worst.journal());
  }

  static Judgement judgement(List<ScenarioOutcome> outcomes) {
    return Judgement.ofDrill(outcomes.stream().map(ScenarioOutcome::judgement).toList());
  }

  /** For example {@code not drilled here: two needs CUT_POWER}; empty if all were. */
  private static String notDrilled(List<ScenarioOutcome> outcomes) {
    String left =
        outcomes.stream()
            .filter(ScenarioOutcome::isNotDrilled)
            .map(o -> o.scenario() + " " + o.verdict().reasons().get(0).text())
            .collect(Collectors.joining(", "));
    return left.isEmpty() ? "" : "not drilled here: " + left;
  }

  static String json(String run, List<ScenarioOutcome> outcomes) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("run", run);
    root.put(
        "drills",
        byDrill(outcomes).entrySet().stream()
            .map(
                entry ->
                    Map.of(
                        "drill",
                        entry.getKey(),
                        "verdict",
                        judgement(entry.getValue()).name(),
                        "scenarios",
                        entry.getValue().stream().map(Summary::fields).toList()))
            .toList());
    try {
      return JSON.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are always JSON", e);
    }
  }

  static Map<String, List<ScenarioOutcome>> byDrill(List<ScenarioOutcome> outcomes) {
    return outcomes.stream()
        .collect(
            Collectors.groupingBy(ScenarioOutcome::drill, LinkedHashMap::new, Collectors.toList()));
  }

  private static Map<String, Object> fields(ScenarioOutcome outcome) {
    Verdict verdict = outcome.verdict();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("scenario", outcome.scenario());
    fields.put("twin", outcome.twin());
    fields.put("judgement", outcome.judgement().name());
    fields.put("verdict", verdict.kind().name());
    fields.put("reasons", verdict.reasons().stream().map(Reason::toString).toList());
    fields.put("rtoMs", nullable(verdict.rtoMs()));
    fields.put("rtoBudgetMs", nullable(verdict.rtoBudgetMs()));
    fields.put("lostEntries", verdict.rpo().map(Rpo::lostEntries).orElse(null));
    fields.put("lostSeconds", verdict.rpo().map(Rpo::lostSeconds).orElse(null));
    fields.put("acknowledged", verdict.counts().acknowledged());
    fields.put("ambiguous", verdict.counts().ambiguous());
    fields.put("refused", verdict.counts().refused());
    fields.put("wallMs", Math.round(verdict.overhead().wallMs()));
    fields.put("harnessMs", Math.round(verdict.overhead().harnessMs()));
    fields.put("journal", outcome.journal().toString());
    return fields;
  }

  /** The worst; empty where a scenario whose writes were acknowledged has not measured it. */
  private static Optional<Rpo> loss(List<ScenarioOutcome> outcomes) {
    boolean measured =
        outcomes.stream()
            .map(ScenarioOutcome::verdict)
            .allMatch(v -> v.rpo().isPresent() || v.counts().acknowledged() == 0);
    return outcomes.stream()
        .flatMap(o -> o.verdict().rpo().stream())
        .max(Comparator.comparingLong(Rpo::lostEntries).thenComparing(Rpo::lostSeconds))
        .filter(worst -> measured || worst.lostEntries() > 0);
  }

  private static String figures(
      OptionalDouble rto, OptionalDouble budget, Optional<Rpo> loss, Counts counts) {
    return "RTO %s of %s  RPO %s  ledger %d acknowledged, %d ambiguous, %d refused"
        .formatted(
            rto.isPresent() ? Durations.text(rto.getAsDouble()) : "-",
            budget.isPresent() ? Durations.text(budget.getAsDouble()) : "-",
            loss.map(
                    rpo ->
                        String.format(
                            Locale.ROOT, "%d lost (%.1fs)", rpo.lostEntries(), rpo.lostSeconds()))
                .orElse("-"),
            counts.acknowledged(),
            counts.ambiguous(),
            counts.refused());
  }

  /** What went wrong; else the slowest scenario, or twin where there is none. */
  private static ScenarioOutcome worst(List<ScenarioOutcome> outcomes) {
    return outcomes.stream()
        .max(
            Comparator.comparing((ScenarioOutcome o) -> !o.isGood())
                .thenComparing(o -> !o.twin())
                .thenComparing(o -> o.verdict().rtoMs().orElse(-1)))
        .orElseThrow();
  }

  private static Double nullable(OptionalDouble value) {
    return value.isPresent() ? (Double) value.getAsDouble() : null;
  }
}
