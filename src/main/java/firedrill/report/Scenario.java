package firedrill.report;

import static firedrill.report.JournalView.t;
import static firedrill.report.JournalView.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import firedrill.claims.PlayedScenario;
import firedrill.verdict.Reason;
import firedrill.verdict.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One scenario of one run, as read from its journal. Times in milliseconds since it was opened.
 *
 * @param outcome worked out anew from the events; what stands in the journal is not taken on trust
 * @param reasons why it is not a pass; empty for a pass
 */
public record Scenario(
    JournalView journal, JsonNode start, Verdict verdict, Outcome outcome, List<String> reasons) {

  /** A phase; {@code to} is the journal's end when the phase was never closed. */
  record Phase(String name, double from, double to) {}

  /** Reads a journal. */
  public static Scenario of(JournalView journal) {
    JsonNode start = journal.first("run.started").orElse(MissingNode.getInstance());
    Verdict verdict = journal.verdict();
    Outcome outcome = Outcome.of(verdict.kind().name());
    List<String> reasons = new ArrayList<>();
    verdict.reasons().forEach(r -> reasons.add(r.toString()));
    List<String> doubts = new ArrayList<>();
    journal.damage().ifPresent(doubts::add);
    if (start.isMissingNode()) {
      doubts.add("the journal does not say which run it is");
    }
    String written = journal.last("verdict").map(v -> text(v, "verdict")).orElse("none");
    if (outcome == Outcome.PASS && !written.equals(Outcome.PASS.name())) {
      doubts.add("the verdict written in the journal is " + written);
    }
    if (outcome == Outcome.PASS && !doubts.isEmpty()) {
      outcome = Outcome.INCONCLUSIVE;
    }
    reasons.addAll(doubts);
    return new Scenario(journal, start, verdict, outcome, List.copyOf(reasons));
  }

  /** As a witness of claims; one whose journal is damaged is none. */
  PlayedScenario played() {
    PlayedScenario read = PlayedScenario.of(journal.read());
    return new PlayedScenario(
        drill(),
        name(),
        twin(),
        twin() ? twinRang() : outcome == Outcome.PASS,
        read.start(),
        read.events());
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
    return verdict.rtoMs();
  }

  OptionalDouble rtoBudgetMs() {
    return verdict.rtoBudgetMs();
  }

  /** Who is to blame, each once, in order. */
  List<String> culprits() {
    return verdict.reasons().stream().map(Reason::culprit).distinct().toList();
  }

  Outcome expectedOutcome() {
    return Outcome.of(text(start.path("expect"), "verdict"));
  }

  String expectedCulprit() {
    return text(start.path("expect"), "culprit");
  }

  /** Whether a twin did what it must: the verdict it was planted for, and the culprit named. */
  boolean twinRang() {
    return twin()
        && outcome != Outcome.PASS
        && outcome == expectedOutcome()
        && (expectedCulprit().isEmpty() || verdict.blames(expectedCulprit()));
  }
}
