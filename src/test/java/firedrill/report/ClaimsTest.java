package firedrill.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
          status: not drilled
      """;

  @TempDir Path folder;

  private Claims read(String yaml) throws IOException {
    return Claims.read(Files.writeString(folder.resolve("claims.yaml"), yaml));
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
    Claims claims = Claims.read(Path.of("drills", "claims.yaml"));
    assertThat(claims.all()).hasSizeGreaterThan(80);
    assertThat(claims.all()).extracting(Claim::id).doesNotHaveDuplicates();
    assertThat(claims.all())
        .allMatch(c -> !c.drills().isEmpty() || !c.reason().isBlank())
        .allMatch(c -> !c.text().en().equals(c.text().fr()));
    assertThat(claims.all().stream().flatMap(c -> c.drills().stream()).distinct())
        .containsExactlyInAnyOrderElementsOf(Claims.KNOWN_DRILLS);
    assertThat(claims.all().stream().map(c -> c.source().document()).distinct())
        .containsExactlyInAnyOrder("storage-and-recovery", "storage-architecture");
  }

  @Test
  @DisplayName("a mistake is told with file, line and field")
  void mistakes() throws IOException {
    assertThat(read(ONE).all()).hasSize(1);
    refused(ONE + ONE.substring(8), "claims.yaml:7", "id", "one is used twice");
    refused(ONE.replace("power-cut", "power-cat"), ":5", "drills", "power-cat", "vault-sealed");
    refused(ONE.replace("[power-cut]", "[]"), ":5", "drills", "reason");
    refused(ONE.replace("not drilled", "confirmed"), ":6", "status");
    refused(ONE.replace(", fr: Oui", ""), ":4", "text", "fr");
    refused(ONE.replace("fr: Oui", "fr: ''"), "text.fr", "empty");
    refused(ONE.replace("status", "state"), ":2", "status");
    refused(ONE + "    state: x\n", ":7", "state");
    refused(ONE.replace("    id: one\n", "").replace("- id: one", "- id: One!"), "id", "One!");
    refused(ONE.replace("claims:", "claim:"), ":1", "claim");
    refused(ONE + "more: 1\n", ":7", "more");
    refused("- a\n", ":1", "claims");
    refused(ONE.replace("[power-cut]", "[power-cut"), "claims.yaml:", "syntax");
    refused("", "claims");
  }

  @Test
  @DisplayName("what speaks against a claim weighs more than what speaks for it")
  void refutedWins() throws IOException {
    List<ClaimResult> results = merge(claim("confirmed"), claim("refuted"), claim("confirmed"));
    assertThat(results)
        .singleElement()
        .extracting(ClaimResult::outcome)
        .isEqualTo(ClaimOutcome.REFUTED);
  }

  @Test
  @DisplayName("neither a twin nor an inconclusive run is evidence")
  void noEvidence() throws IOException {
    JournalBuilder twin = JournalBuilder.twin("power-cut", "t", "FAIL", "x");
    twin.event("claim", "{'claim':'one','outcome':'refuted','evidence':'e'}").fault("f");
    twin.failedCheck("c", "x").verdict("FAIL");
    JournalBuilder doubt = JournalBuilder.scenario("power-cut", "s");
    doubt.event("claim", "{'claim':'one','outcome':'confirmed','evidence':'e'}");
    doubt.verdict("INCONCLUSIVE");
    assertThat(merge(twin, doubt))
        .singleElement()
        .extracting(ClaimResult::outcome)
        .isEqualTo(ClaimOutcome.NOT_DRILLED);
  }

  @Test
  @DisplayName("a claim that is not in the file is shown and marked")
  void stranger() throws IOException {
    JournalBuilder j = claim("confirmed").event("claim", "{'claim':'two','outcome':'refuted'}");
    List<ClaimResult> results = merge(j);
    assertThat(results).extracting(ClaimResult::unknown).containsExactly(false, true);
  }

  private static JournalBuilder claim(String outcome) {
    JournalBuilder j = JournalBuilder.scenario("power-cut", "s").fault("f").check("c");
    j.event("claim", "{'claim':'one','outcome':'" + outcome + "','evidence':'seen'}");
    return j.verdict("PASS");
  }

  private List<ClaimResult> merge(JournalBuilder... journals) throws IOException {
    List<Scenario> scenarios = List.of(journals).stream().map(JournalBuilder::build).toList();
    return ClaimResult.merge(read(ONE), "power-cut", scenarios);
  }
}
