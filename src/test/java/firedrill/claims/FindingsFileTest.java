package firedrill.claims;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.journal.Event;
import firedrill.plan.DrillCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingsFileTest {

  private static final String CLAIM =
      """
      claims:
        - id: one
          source: {document: d, section: s}
          text: {en: Yes, fr: Oui}
          drills: [%s]
          falsifier: It is not so.
          seen-in: [power-cut/twin]
      """;

  private static final String FOUND =
      """
      findings:
        - {claim: one, outcome: refuted, evidence: [e], other-answer-seen-in: [%s], run: r,
           scenario: power-cut/s, seed: "1", commit: c, date: 2026-01-01, sandbox: local}
      """;

  @TempDir private Path folder;

  private Claims claims(String yaml) throws IOException {
    return Claims.read(
        Files.writeString(folder.resolve("claims.yaml"), yaml),
        List.of("power-cut", "vault-sealed"));
  }

  private List<Finding> read(String claims, String other) throws IOException {
    return FindingsFile.read(
        Files.writeString(folder.resolve("findings.yaml"), FOUND.formatted(other)), claims(claims));
  }

  @Test
  @DisplayName("all of drills/findings.yaml answers questions that claims.yaml asks today")
  void today() throws IOException {
    Path drills = Path.of("drills");
    Path file = drills.resolve("findings.yaml");
    Claims claims = Claims.read(drills.resolve("claims.yaml"), new DrillCatalog(drills).ids());
    assertThat(FindingsFile.read(file, claims)).isEqualTo(FindingsFile.written(file)).isNotEmpty();
  }

  @Test
  @DisplayName("another answer counts only where the claim says that it is to be seen")
  void otherAnswer() throws IOException {
    String asked = CLAIM.formatted("power-cut");
    assertThat(read(asked, "power-cut/twin").get(0).otherAnswerSeenIn())
        .containsExactly("power-cut/twin");
    assertThat(read(asked, "power-cut/elsewhere").get(0).isSeenOneWay()).isTrue();
  }

  @Test
  @DisplayName(
      "nothing stands of a claim that the drill is not to decide any more, or that is gone")
  void gone() throws IOException {
    assertThat(read(CLAIM.formatted("vault-sealed"), "power-cut/twin")).isEmpty();
    assertThat(read(CLAIM.formatted("power-cut").replace("id: one", "id: two"), "")).isEmpty();
  }

  @Test
  @DisplayName("what was answered once and is by construction now is told as that, one way")
  void built() throws IOException {
    String built =
        CLAIM
            .formatted("power-cut")
            .replace("    falsifier: It is not so.\n", "    by-construction: {en: So, fr: Ainsi}\n")
            .replace("    seen-in: [power-cut/twin]\n", "");
    Finding finding = read(built, "power-cut/twin").get(0);
    assertThat(finding.outcome()).isEqualTo("by construction");
    assertThat(finding.otherAnswerSeenIn()).isEmpty();
  }

  @Test
  @DisplayName("evidence of a scenario that alone would have said otherwise says so")
  void alone() throws IOException {
    ClaimResult result =
        ClaimResult.ofRun(
                claims(CLAIM.formatted("power-cut")),
                List.of(played("held", "confirmed"), played("lost", "refuted")))
            .get(0);
    assertThat(result.outcome()).isEqualTo(ClaimOutcome.REFUTED);
    assertThat(result.evidence())
        .containsExactly("seen in held (power-cut/held alone: confirmed)", "seen in lost");
  }

  private static PlayedScenario played(String name, String outcome) {
    Event start = new Event(0, 0, Instant.EPOCH, "run.started", Map.of());
    Event claim =
        new Event(
            1,
            1,
            Instant.EPOCH,
            "claim",
            Map.of("claim", "one", "outcome", outcome, "evidence", "seen in " + name));
    return new PlayedScenario("power-cut", name, false, Weight.FULL, start, List.of(claim));
  }
}
