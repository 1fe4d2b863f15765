package firedrill.claims;

import firedrill.journal.Event;
import firedrill.journal.EventType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A claim with what scenarios showed of it. Only scenarios that passed confirm. One that failed,
 * its faults witnessed and nothing in doubt, may refute: many a scenario fails by the very thing
 * that a claim is wrong about. One in doubt, one whose checker broke, and a twin, which is broken
 * on purpose, say nothing of the documents. A twin that was caught, and a control inside a scenario
 * that passed, show the other answer to the same question.
 *
 * @param seenIn where the other answer was seen; empty when it was not
 * @param unknown whether a run spoke of a claim that the file does not hold
 */
public record ClaimResult(
    Claim claim,
    ClaimOutcome outcome,
    List<String> evidence,
    List<String> seenIn,
    boolean unknown) {

  public ClaimResult {
    evidence = List.copyOf(evidence);
    seenIn = List.copyOf(seenIn);
  }

  /** Whether the question was answered, and could have been answered otherwise. */
  public boolean isSeenBothWays() {
    return outcome.isDecided() && !seenIn.isEmpty();
  }

  /** Whether it was answered, and nothing in the run has shown that it could be otherwise. */
  public boolean isSeenOneWay() {
    return outcome.isDecided() && seenIn.isEmpty();
  }

  /** The claims a drill is to decide, and those that its scenarios spoke of beside. */
  public static List<ClaimResult> merge(
      Claims claims, String drill, Collection<PlayedScenario> scenarios) {
    return merge(claims, List.of(drill), scenarios);
  }

  /** The same of several drills together: each claim once, whichever of them spoke of it. */
  public static List<ClaimResult> merge(
      Claims claims, List<String> drills, Collection<PlayedScenario> scenarios) {
    List<Claim> asked = new ArrayList<>(claims.of(drills));
    scenarios.stream()
        .flatMap(PlayedScenario::decided)
        .distinct()
        .filter(id -> asked.stream().noneMatch(c -> c.id().equals(id)))
        .forEach(id -> asked.add(claims.find(id).orElseGet(() -> stranger(id, drills))));
    return asked.stream().map(claim -> result(claims, claim, scenarios)).toList();
  }

  /** Every claim that one of the run's drills is to decide, whichever drills spoke of it. */
  public static List<ClaimResult> ofRun(Claims claims, Collection<PlayedScenario> scenarios) {
    Set<String> drills = scenarios.stream().map(PlayedScenario::drill).collect(Collectors.toSet());
    return claims.of(drills).stream().map(claim -> result(claims, claim, scenarios)).toList();
  }

  private static ClaimResult result(
      Claims claims, Claim claim, Collection<PlayedScenario> scenarios) {
    ClaimOutcome outcome =
        scenarios.stream()
            .flatMap(s -> lastWords(s.deciding(claim.id()).toList()).stream())
            .map(event -> said(claim, event))
            .max(Comparator.naturalOrder())
            .orElse(ClaimOutcome.UNDECIDED);
    List<String> evidence = new ArrayList<>();
    for (PlayedScenario scenario : scenarios) {
      for (Event event : lastWords(scenario.deciding(claim.id()).toList())) {
        String text = evidence(scenario, event, said(claim, event), outcome);
        if (!text.isBlank() && !evidence.contains(text)) {
          evidence.add(text);
        }
      }
    }
    if (outcome == ClaimOutcome.UNDECIDED) {
      List<String> lacking = lacking(claim, scenarios);
      if (!lacking.isEmpty()) {
        outcome = ClaimOutcome.NOT_DRILLED_HERE;
        evidence.addAll(lacking);
      }
    }
    return new ClaimResult(
        claim,
        outcome,
        evidence,
        mirrors(claim, outcome, scenarios),
        claims.find(claim.id()).isEmpty());
  }

  /** Without those that left it open, where the same scenario has answered it later. */
  private static List<Event> lastWords(List<Event> answers) {
    List<Event> answered =
        answers.stream()
            .filter(e -> ClaimOutcome.read(e.text("outcome")) != ClaimOutcome.UNDECIDED)
            .toList();
    return answered.isEmpty() ? answers : answered;
  }

  private static ClaimOutcome said(Claim claim, Event event) {
    return capped(claim, ClaimOutcome.read(event.text("outcome")));
  }

  /**
   * What was measured; of a scenario that failed, that it did; and what it would have said alone,
   * where another one has decided.
   */
  private static String evidence(
      PlayedScenario scenario, Event answer, ClaimOutcome said, ClaimOutcome decided) {
    String text = answer.text("evidence");
    if (text.isBlank()) {
      return text;
    }
    String alone = said == decided ? "" : " (" + scenario.id() + " alone: " + said.words() + ")";
    return text + (scenario.counts() ? "" : " (" + scenario.id() + " failed)") + alone;
  }

  /** What scenarios of the claim's drills needed that their sandbox lacks. */
  private static List<String> lacking(Claim claim, Collection<PlayedScenario> scenarios) {
    return scenarios.stream()
        .filter(s -> !s.twin() && claim.drills().contains(s.drill()))
        .flatMap(
            s ->
                s.events().stream()
                    .filter(e -> e.is(EventType.NOT_DRILLED))
                    .map(
                        (Event e) ->
                            s.id()
                                + " needs "
                                + String.join(", ", e.texts("needs"))
                                + ": "
                                + e.text("detail")))
        .toList();
  }

  private static ClaimOutcome capped(Claim claim, ClaimOutcome said) {
    return said.isDecided() && !claim.byConstruction().isBlank()
        ? ClaimOutcome.BY_CONSTRUCTION
        : said;
  }

  /** Where the file says that the other answer is seen, and it was. */
  private static List<String> mirrors(
      Claim claim, ClaimOutcome outcome, Collection<PlayedScenario> scenarios) {
    if (!outcome.isDecided()) {
      return List.of();
    }
    return scenarios.stream()
        .filter(s -> s.counts() && claim.seenIn().contains(s.id()))
        .filter(
            s ->
                Stream.concat(
                        s.controls(claim.id()), s.twin() ? s.answers(claim.id()) : Stream.empty())
                    .map((Event e) -> ClaimOutcome.read(e.text("outcome")))
                    .anyMatch(other -> other.isDecided() && other != outcome))
        .map(PlayedScenario::id)
        .distinct()
        .toList();
  }

  private static Claim stranger(String id, List<String> drills) {
    return new Claim(
        id,
        new Claim.Source("", ""),
        new Claim.Text(id, id),
        drills,
        "",
        List.of(),
        null,
        null,
        null);
  }
}
