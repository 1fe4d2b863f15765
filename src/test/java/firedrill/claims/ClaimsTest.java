package firedrill.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.journal.Event;
import firedrill.plan.DrillCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimsTest {

  private static final String ONE =
      """
      claims:
        - id: one
          source: {document: d, section: s}
          text: {en: Yes, fr: Oui}
          drills: [power-cut]
          falsifier: It is not so.
          seen-in: [power-cut/t, power-cut/s]
      """;

  private static final Event RED = event("check.failed", "check", "c");
  private static final Event BROKEN = event("error", "where", "check");

  @TempDir Path folder;

  private Claims read(String yaml) throws IOException {
    return Claims.read(
        Files.writeString(folder.resolve("claims.yaml"), yaml),
        List.of("power-cut", "vault-sealed"));
  }

  private void refused(String yaml, String... message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ClaimsException.class)
        .hasMessageContainingAll(message);
  }

  @Test
  @DisplayName(
      "every claim of the project is in order: unique, in both languages, with a drill or a reason")
  void project() throws IOException {
    List<String> drills = new DrillCatalog(Path.of("drills")).ids();
    Claims claims = Claims.read(Path.of("drills", "claims.yaml"), drills);
    assertThat(claims.all()).hasSizeGreaterThan(80);
    assertThat(claims.all()).extracting(Claim::id).doesNotHaveDuplicates();
    assertThat(claims.all())
        .allMatch(c -> !c.drills().isEmpty() || !c.reason().isBlank())
        .allMatch(c -> !c.text().en().equals(c.text().fr()));
    assertThat(claims.all().stream().flatMap(c -> c.drills().stream()).distinct())
        .isSubsetOf(drills);
    assertThat(claims.all().stream().map(c -> c.source().document()).distinct())
        .containsExactlyInAnyOrder("storage-and-recovery", "storage-architecture");
  }

  @Test
  @DisplayName("a claim may name any drill there is, and no other")
  void anyDrill() throws IOException {
    Path file = folder.resolve("claims.yaml");
    Files.writeString(file, ONE.replace("[power-cut]", "[of-tomorrow]"));
    assertThat(Claims.read(file, List.of("of-tomorrow")).of(List.of("of-tomorrow"))).hasSize(1);
    assertThatThrownBy(() -> Claims.read(file, List.of("power-cut")))
        .isInstanceOf(ClaimsException.class)
        .hasMessageContainingAll(":5", "unknown drill of-tomorrow", "power-cut");
  }

  @Test
  @DisplayName("a mistake is told with file, line and field")
  void mistakes() throws IOException {
    assertThat(read(ONE).all()).hasSize(1);
    refused(ONE + ONE.substring(8), "claims.yaml:8", "id", "one is used twice");
    refused(ONE.replace("power-cut", "power-cat"), ":5", "drills", "power-cat", "vault-sealed");
    refused(ONE.replace("[power-cut]", "[]"), ":5", "drills", "reason");
    refused(ONE.replace("power-cut/t", "t"), ":7", "seen-in", "<drill>/<scenario>");
    refused(ONE.replace("[power-cut/t, power-cut/s]", "[]"), ":7", "seen-in", "needs both");
    refused(ONE.replace("It is not so.", "''"), ":6", "falsifier", "needs both");
    refused(
        ONE + "    by-construction: {en: made so, fr: fait ainsi}\n",
        ":8",
        "by-construction",
        "falsifier");
    refused(ONE + "    note: {en: once, fr: ' '}\n", ":8", "note", "both languages");
    refused(ONE + "    note: {en: once}\n", ":8", "fr");
    refused(ONE.replace(", fr: Oui", ""), ":4", "text", "fr");
    refused(ONE.replace("fr: Oui", "fr: ''"), "text.fr", "empty");
    refused(ONE.replace("source", "sauce"), ":2", "source");
    refused(ONE + "    state: x\n", ":8", "state");
    refused(ONE.replace("    id: one\n", "").replace("- id: one", "- id: One!"), "id", "One!");
    refused(ONE.replace("claims:", "claim:"), ":1", "claim");
    refused(ONE + "more: 1\n", ":8", "more");
    refused("- a\n", ":1", "claims");
    refused(ONE.replace("[power-cut]", "[power-cut"), "claims.yaml:", "syntax");
    refused("", "claims");
  }

  @Test
  @DisplayName("what speaks against a claim weighs more than what speaks for it")
  void refutedWins() throws IOException {
    assertThat(of(scenario("confirmed"), scenario("refuted"), scenario("confirmed")).outcome())
        .isEqualTo(ClaimOutcome.REFUTED);
    assertThat(of(scenario("by construction"), scenario("confirmed")).outcome())
        .isEqualTo(ClaimOutcome.CONFIRMED);
    assertThat(of(scenario("undecided"), scenario("not drilled here")).outcome())
        .isEqualTo(ClaimOutcome.NOT_DRILLED_HERE);
  }

  @Test
  @DisplayName("neither a twin nor a run that is in doubt, or whose checker broke, decides")
  void noEvidence() throws IOException {
    for (String outcome : List.of("confirmed", "refuted")) {
      PlayedScenario broken = played(false, "s", List.of(answer("claim", outcome), BROKEN));
      PlayedScenario unproven = played(false, "s", List.of(answer("claim", outcome)), "no");
      assertThat(of(twin(outcome), broken, unproven).outcome()).isEqualTo(ClaimOutcome.UNDECIDED);
    }
  }

  @Test
  @DisplayName("a scenario that failed beyond doubt refutes, and says that it failed")
  void failureRefutes() throws IOException {
    PlayedScenario red = played(false, "s", List.of(answer("claim", "refuted"), RED));
    assertThat(red.weight()).isEqualTo(Weight.AGAINST);
    assertThat(of(red).outcome()).isEqualTo(ClaimOutcome.REFUTED);
    assertThat(of(red).evidence()).containsExactly("seen (power-cut/s failed)");
    assertThat(of(scenario("confirmed"), red).outcome()).isEqualTo(ClaimOutcome.REFUTED);
    assertThat(of(red, twin("confirmed")).isSeenBothWays()).isTrue();
  }

  @Test
  @DisplayName("a scenario that failed confirms nothing, and its controls show nothing")
  void failureDoesNotConfirm() throws IOException {
    PlayedScenario red =
        played(
            false,
            "s",
            List.of(answer("claim", "confirmed"), answer("claim.control", "refuted"), RED));
    assertThat(of(red).outcome()).isEqualTo(ClaimOutcome.UNDECIDED);
    assertThat(of(red).evidence()).isEmpty();
    assertThat(of(scenario("confirmed"), red).isSeenBothWays()).isFalse();
    PlayedScenario built = played(false, "s", List.of(answer("claim", "by construction"), RED));
    assertThat(of(built).outcome()).isEqualTo(ClaimOutcome.UNDECIDED);
  }

  @Test
  @DisplayName("a scenario that failed in doubt refutes nothing")
  void failureInDoubt() throws IOException {
    Event manyUnanswered = event("workload.stopped", "acknowledged", 10, "ambiguous", 10);
    Event secondFault = event("fault.injected", "fault", "g");
    for (Event doubt : List.of(BROKEN, manyUnanswered, secondFault)) {
      PlayedScenario red = played(false, "s", List.of(answer("claim", "refuted"), RED, doubt));
      assertThat(red.weight()).as(doubt.type()).isEqualTo(Weight.NONE);
      assertThat(of(red).outcome()).isEqualTo(ClaimOutcome.UNDECIDED);
    }
    PlayedScenario noVerdict = played(false, "s", List.of(answer("claim", "refuted"), RED), "no");
    assertThat(of(noVerdict).outcome()).isEqualTo(ClaimOutcome.UNDECIDED);
  }

  @Test
  @DisplayName("a scenario that was red for nothing but its time refutes nothing")
  void failureOfTime() throws IOException {
    Event late = event("gate.late", "gate", "g", "tookMs", 9, "budgetMs", 8);
    Event answer = answer("claim", "refuted");
    assertThat(played(false, "s", List.of(answer, late)).weight()).isEqualTo(Weight.NONE);
    assertThat(played(false, "s", List.of(answer, late, RED)).weight()).isEqualTo(Weight.AGAINST);
    Event gaveUp = event("gate.failed", "gate", "g", "tookMs", 9, "budgetMs", 8, "ranOut", true);
    Event expected = event("observed", "name", "e", "ok", false, "ranOut", true);
    Event steady = event("steady.checked", "name", "s", "when", "after", "ok", false);
    List<Event> waited = List.of(answer, late, gaveUp, expected, steady);
    assertThat(played(false, "s", waited).weight()).isEqualTo(Weight.NONE);
    Event hopeless = event("gate.failed", "gate", "g", "tookMs", 9, "budgetMs", 8);
    assertThat(played(false, "s", List.of(answer, late, hopeless)).weight())
        .isEqualTo(Weight.AGAINST);
  }

  @Test
  @DisplayName("a gate that ran out decides nothing alone, and refutes with a red check beside it")
  void gateThatRanOut() throws IOException {
    Event refuted = answer("claim", "refuted");
    Event ranOut = event("gate.failed", "gate", "g", "tookMs", 9, "budgetMs", 8, "ranOut", true);
    ClaimResult alone = of(played(false, "s", List.of(ranOut, refuted)));
    assertThat(alone.outcome()).isEqualTo(ClaimOutcome.UNDECIDED);
    assertThat(alone.evidence()).isEmpty();
    ClaimResult beside = of(played(false, "s", List.of(ranOut, RED, refuted)));
    assertThat(beside.outcome()).isEqualTo(ClaimOutcome.REFUTED);
    assertThat(beside.evidence()).containsExactly("seen (power-cut/s failed)");
  }

  @Test
  @DisplayName("count, findings and results say the same of a claim that a failed scenario refutes")
  void oneLattice() throws IOException {
    Claims claims = read(ONE);
    List<PlayedScenario> run =
        List.of(
            played(false, "good", List.of(answer("claim", "confirmed"))),
            played(false, "red", List.of(answer("claim", "refuted"), RED)));
    assertThat(ClaimResult.ofRun(claims, run))
        .extracting(ClaimResult::outcome)
        .containsExactly(ClaimOutcome.REFUTED);
    assertThat(ClaimsCount.of(claims, run).line())
        .isEqualTo("claims seen both ways: 0 of 1; one way only: one");
    Finding finding = FindingsFile.of(claims, run).get(0);
    assertThat(finding.outcome()).isEqualTo("refuted");
    assertThat(finding.scenario()).isEqualTo("power-cut/red");
    assertThat(finding.isSeenOneWay()).isTrue();
    assertThat(FindingsFile.of(claims, List.of(run.get(1)))).hasSize(1);
    PlayedScenario silent = played(false, "red", List.of(answer("claim", "confirmed"), RED));
    assertThat(FindingsFile.of(claims, List.of(silent))).isEmpty();
    assertThat(ClaimsCount.of(claims, List.of(silent)).line()).endsWith("undecided: one");
  }

  @Test
  @DisplayName("a claim that a failed scenario spoke of beside its own is there once refuted")
  void besides() throws IOException {
    Event two = event("claim", "claim", "two", "outcome", "refuted", "evidence", "seen");
    Event three = event("claim", "claim", "three", "outcome", "confirmed", "evidence", "seen");
    assertThat(
            ClaimResult.merge(
                read(ONE), "power-cut", List.of(played(false, "s", List.of(two, three, RED)))))
        .extracting(result -> result.claim().id())
        .containsExactly("one", "two");
  }

  @Test
  @DisplayName("what a scenario left open first and answered later is told by its answer alone")
  void leftOpenFirst() throws IOException {
    Event open = event("claim", "claim", "one", "outcome", "undecided", "evidence", "not yet");
    assertThat(of(played(false, "s", List.of(open, answer("claim", "confirmed")))).evidence())
        .containsExactly("seen");
    assertThat(of(played(false, "s", List.of(open))).evidence()).containsExactly("not yet");
    assertThat(of(played(false, "o", List.of(open)), scenario("confirmed")).evidence())
        .containsExactly("not yet (power-cut/o alone: undecided)", "seen");
  }

  @Test
  @DisplayName("what the lab is built to do is neither confirmed nor refuted")
  void byConstruction() throws IOException {
    String built =
        ONE.substring(0, ONE.indexOf("    falsifier"))
            + "    by-construction: {en: its manifest, fr: son manifeste}\n";
    assertThat(ClaimResult.merge(read(built), "power-cut", List.of(scenario("confirmed"))).get(0))
        .extracting(ClaimResult::outcome)
        .isEqualTo(ClaimOutcome.BY_CONSTRUCTION);
    assertThat(ClaimResult.merge(read(built), "power-cut", List.of(scenario("refuted"))).get(0))
        .extracting(ClaimResult::outcome)
        .isEqualTo(ClaimOutcome.BY_CONSTRUCTION);
  }

  @Test
  @DisplayName("seen both ways: a caught twin, or a control, answers otherwise where the file says")
  void bothWays() throws IOException {
    assertThat(of(scenario("confirmed"), twin("refuted")).isSeenBothWays()).isTrue();
    assertThat(of(scenario("refuted"), twin("confirmed")).seenIn()).containsExactly("power-cut/t");
    assertThat(of(scenario("confirmed"), twin("confirmed")).isSeenBothWays()).isFalse();
    assertThat(of(scenario("confirmed")).isSeenBothWays()).isFalse();
    assertThat(of(twin("refuted")).isSeenBothWays()).isFalse();
    PlayedScenario control =
        played(
            false, "s", List.of(answer("claim", "confirmed"), answer("claim.control", "refuted")));
    assertThat(of(control).isSeenBothWays()).isTrue();
    PlayedScenario elsewhere = played(true, "other", List.of(answer("claim", "refuted")));
    assertThat(of(scenario("confirmed"), elsewhere).isSeenBothWays()).isFalse();
    PlayedScenario silent = played(true, "t", List.of(answer("claim", "refuted")), "no");
    assertThat(of(scenario("confirmed"), silent).isSeenBothWays()).isFalse();
  }

  @Test
  @DisplayName("a run counts what was seen both ways, one way, and not at all")
  void count() throws IOException {
    Claims claims =
        read(
            ONE
                + another("two")
                + another("three")
                    .replaceAll(
                        "(?s)    falsifier.*", "    by-construction: {en: so, fr: ainsi}\n"));
    PlayedScenario both =
        played(
            false,
            "s",
            List.of(
                answer("claim", "confirmed"),
                event("claim", "claim", "two", "outcome", "refuted")));
    ClaimsCount count = ClaimsCount.of(claims, List.of(both, twin("refuted")));
    assertThat(count.line()).isEqualTo("claims seen both ways: 1 of 2; one way only: two");
    assertThat(ClaimsCount.of(claims, List.of(twin("refuted"))).line())
        .isEqualTo("claims seen both ways: 0 of 2; undecided: one, two");
    Event built = event("claim", "claim", "two", "outcome", "by construction");
    assertThat(ClaimsCount.of(claims, List.of(played(false, "s", List.of(built)))).line())
        .isEqualTo("claims seen both ways: 0 of 2; by construction here: two; undecided: one");
  }

  private static String another(String id) {
    return ONE.substring(8).replace("id: one", "id: " + id);
  }

  @Test
  @DisplayName("a claim that is not in the file is shown and marked")
  void stranger() throws IOException {
    PlayedScenario two =
        played(
            false,
            "s",
            List.of(
                answer("claim", "confirmed"),
                event("claim", "claim", "two", "outcome", "refuted")));
    assertThat(ClaimResult.merge(read(ONE), "power-cut", List.of(two)))
        .extracting(ClaimResult::unknown)
        .containsExactly(false, true);
  }

  private static PlayedScenario scenario(String outcome) {
    return played(false, "s", List.of(answer("claim", outcome)));
  }

  private static PlayedScenario twin(String outcome) {
    return played(
        true, "t", List.of(answer("claim", outcome), event("check.failed", "check", "c")));
  }

  private static Event answer(String type, String outcome) {
    return event(type, "claim", "one", "outcome", outcome, "evidence", "seen");
  }

  private static PlayedScenario played(boolean twin, String name, List<Event> said) {
    return played(twin, name, said, "f");
  }

  /**
   * @param witnessed name of the fault that has a witness
   */
  private static PlayedScenario played(
      boolean twin, String name, List<Event> said, String witnessed) {
    List<Event> events = new ArrayList<>();
    events.add(
        event(
            "run.started",
            "drill",
            "power-cut",
            "scenario",
            name,
            "twin",
            twin,
            "expect",
            Map.of("verdict", "FAIL", "culprits", List.of("c"))));
    events.add(event("fault.injected", "fault", "f"));
    events.add(event("fault.witnessed", "fault", witnessed));
    events.add(event("check.passed", "check", "other"));
    events.addAll(said);
    events.add(event("run.ended"));
    return PlayedScenario.of(events);
  }

  private static Event event(String type, Object... keysAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      fields.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return new Event(1, 0, Instant.EPOCH, type, fields);
  }

  private ClaimResult of(PlayedScenario... scenarios) throws IOException {
    return ClaimResult.merge(read(ONE), "power-cut", List.of(scenarios)).get(0);
  }

  private static Finding found(String outcome, String... other) {
    return foundIn("local", outcome, other);
  }

  private static Finding foundIn(String sandbox, String outcome, String... other) {
    return new Finding(
        "c", outcome, List.of(), List.of(other), "run", "d/s", "1", "abc", "2026-01-01", sandbox);
  }

  @Test
  @DisplayName(
      "what is known of a claim gives way to what says more, and to nothing that says less")
  void together() {
    Finding both = found("confirmed", "d/twin");
    Finding refuted = found("refuted", "d/twin");
    Finding byTheRealOne = foundIn("k3d", "confirmed", "d/twin");
    Finding[][] cases = {
      {both, found("not drilled here"), both},
      {refuted, found("not drilled here"), refuted},
      {refuted, both, refuted},
      {both, found("confirmed"), both},
      {both, found("refuted"), found("refuted")},
      {found("confirmed"), both, both},
      {found("not drilled here"), found("confirmed"), found("confirmed")},
      {byTheRealOne, found("by construction"), byTheRealOne},
      {both, found("by construction"), found("by construction")},
      {found("by construction"), byTheRealOne, byTheRealOne},
      {null, found("not drilled here"), found("not drilled here")},
    };
    for (Finding[] one : cases) {
      Map<String, Finding> known = new HashMap<>();
      if (one[0] != null) {
        known.put("c", one[0]);
      }
      FindingsFile.add(known, List.of(one[1]));
      assertThat(known).as(one[0] + " and then " + one[1]).containsExactly(Map.entry("c", one[2]));
    }
  }
}
