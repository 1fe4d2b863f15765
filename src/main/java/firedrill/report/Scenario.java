package firedrill.report;

import static firedrill.report.JournalView.t;
import static firedrill.report.JournalView.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** One scenario of one run, as read from its journal. Times in milliseconds since it was opened. */
public record Scenario(JournalView journal, JsonNode start, Outcome outcome, List<String> reasons) {

  /** A phase; {@code to} is the journal's end when the phase was never closed. */
  record Phase(String name, double from, double to) {}

  /** Reads a journal. The verdict is the journal's own, except that a pass must be complete. */
  public static Scenario of(JournalView journal) {
    JsonNode start = journal.first("run.started").orElse(MissingNode.getInstance());
    List<String> reasons = new ArrayList<>();
    Optional<JsonNode> verdict = journal.last("verdict");
    verdict.ifPresent(v -> v.path("reasons").forEach(r -> reasons.add(r.asText())));
    Outcome outcome = verdict.map(v -> Outcome.of(text(v, "verdict"))).orElse(Outcome.INCONCLUSIVE);
    List<String> doubts = doubts(journal, start, verdict.isPresent());
    if (outcome != Outcome.FAIL && !doubts.isEmpty()) {
      outcome = Outcome.INCONCLUSIVE;
      reasons.addAll(doubts);
    }
    return new Scenario(journal, start, outcome, List.copyOf(reasons));
  }

  private static List<String> doubts(JournalView journal, JsonNode start, boolean verdict) {
    List<String> doubts = new ArrayList<>();
    if (start.isMissingNode()) {
      doubts.add("the journal does not say which run it is");
    }
    if (!verdict) {
      doubts.add("the journal holds no verdict");
    }
    if (journal.first("run.ended").isEmpty()) {
      doubts.add("the run did not end");
    }
    journal.damage().ifPresent(doubts::add);
    if (verdict && journal.first("fault.injected").isEmpty()) {
      doubts.add("no fault was injected");
    }
    if (journal.first("fault.unwitnessed").isPresent()) {
      doubts.add("a fault was not witnessed");
    }
    journal.all("error").forEach(e -> doubts.add("harness: " + text(e, "message")));
    return doubts;
  }

  String run() {
    return named("run", folder(2));
  }

  String drill() {
    return named("drill", "unknown");
  }

  String name() {
    return named("scenario", folder(1));
  }

  boolean twin() {
    return start.path("twin").asBoolean();
  }

  private String named(String field, String otherwise) {
    String value = text(start, field);
    return value.isEmpty() ? otherwise : value;
  }

  private String folder(int up) {
    Path path = journal.file().toAbsolutePath();
    for (int i = 0; i < up && path.getParent() != null; i++) {
      path = path.getParent();
    }
    return path.getFileName() == null ? "unknown" : path.getFileName().toString();
  }

  /** When it began, ISO 8601 in UTC, or empty. */
  String at() {
    return text(start, "at");
  }

  double end() {
    return journal.events().stream().mapToDouble(JournalView::t).max().orElse(0);
  }

  OptionalDouble faultAt() {
    return journal.all("fault.injected").mapToDouble(JournalView::t).findFirst();
  }

  List<Phase> phases() {
    List<Phase> phases = new ArrayList<>();
    for (JsonNode begun : journal.all("phase.started").toList()) {
      String name = text(begun, "phase");
      double to =
          journal
              .all("phase.ended")
              .filter(e -> text(e, "phase").equals(name) && t(e) >= t(begun))
              .mapToDouble(JournalView::t)
              .findFirst()
              .orElse(end());
      phases.add(new Phase(name, t(begun), to));
    }
    return phases;
  }

  List<Gate> gates() {
    return Gate.of(this);
  }

  /** Time from the fault to the last gate that opened after it, if any did. */
  OptionalDouble rtoMs() {
    return Stream.concat(journal.all("gate.passed"), journal.all("gate.late"))
        .filter(e -> e.path("sinceFaultMs").isNumber())
        .mapToDouble(e -> e.path("sinceFaultMs").asDouble())
        .max();
  }

  OptionalDouble rtoBudgetMs() {
    JsonNode budget = start.path("plan").path("totalRtoMs");
    return budget.isNumber() ? OptionalDouble.of(budget.asDouble()) : OptionalDouble.empty();
  }

  /** Names of everything that went red, in order. */
  List<String> red() {
    return journal.events().stream().map(Scenario::culprit).flatMap(Optional::stream).toList();
  }

  private static Optional<String> culprit(JsonNode e) {
    boolean no = e.path("ok").isBoolean() && !e.path("ok").asBoolean();
    return switch (text(e, "type")) {
      case "check.failed" ->
          Optional.of(text(e, "culprit").isEmpty() ? text(e, "check") : text(e, "culprit"));
      case "gate.failed", "gate.late" -> Optional.of(text(e, "gate"));
      case "observed", "steady.checked" -> no ? Optional.of(text(e, "name")) : Optional.empty();
      default -> Optional.empty();
    };
  }

  Outcome expectedOutcome() {
    return Outcome.of(text(start.path("expect"), "verdict"));
  }

  String expectedCulprit() {
    return text(start.path("expect"), "culprit");
  }

  /** Whether a twin did what it must: the verdict it was planted for, and the culprit named. */
  boolean twinRang() {
    String culprit = expectedCulprit();
    return twin()
        && outcome == expectedOutcome()
        && outcome != Outcome.PASS
        && (culprit.isEmpty()
            || red().stream().anyMatch(r -> r.contains(culprit))
            || reasons.stream().anyMatch(r -> r.contains(culprit)));
  }
}
