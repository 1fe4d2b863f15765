package firedrill.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFileTest {

  private static final String GOOD =
      """
      id: vault-sealed
      title: {fr: Coffre scellé, en: Vault sealed}
      standard: true
      order: [unseal-vault, erp]
      rto: 3m
      gates:
        vault-unsealed: {budget: 30s, hold: 2s}
        erp-serving: {budget: 1m30s}
      seed: 42
      sizes: {entries: 100}
      twins: [unseal-skipped]
      """;

  @TempDir Path drills;

  private Path write(String text) throws Exception {
    Path file = drills.resolve("vault-sealed/plan.yaml");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  @DisplayName("a YAML alias is refused at its place, not taken for the text of its name")
  void alias() throws Exception {
    String text = GOOD.replace("fr: Coffre scellé, en: Vault sealed", "en: &t Vault, fr: *t");
    assertThatThrownBy(() -> PlanFile.read(write(text)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("plan.yaml:2:")
        .hasMessageContaining("*t is a YAML alias");
  }

  @Test
  @DisplayName("every field is read")
  void good() throws Exception {
    Plan plan = PlanFile.read(write(GOOD));
    assertThat(plan.id()).isEqualTo("vault-sealed");
    assertThat(plan.title())
        .containsEntry("fr", "Coffre scellé")
        .containsEntry("en", "Vault sealed");
    assertThat(plan.standard()).isTrue();
    assertThat(plan.order()).containsExactly("unseal-vault", "erp");
    assertThat(plan.totalRto()).contains(Duration.ofMinutes(3));
    assertThat(plan.gates().keySet()).containsExactly("vault-unsealed", "erp-serving");
    assertThat(plan.gate("vault-unsealed"))
        .isEqualTo(new GateBudget(Duration.ofSeconds(30), Duration.ofSeconds(2)));
    assertThat(plan.gate("erp-serving"))
        .isEqualTo(new GateBudget(Duration.ofSeconds(90), Duration.ZERO));
    assertThat(plan.seed()).isEqualTo(OptionalLong.of(42));
    assertThat(plan.size("entries")).isEqualTo(100);
    assertThat(plan.twins()).containsExactly("unseal-skipped");
    assertThat(plan.rto("unseal-skipped")).contains(Duration.ofMinutes(3));
    assertThat(
            PlanFile.read(write(GOOD + "twin-rto: {unseal-skipped: 5s}\n")).rto("unseal-skipped"))
        .contains(Duration.ofSeconds(5));
  }

  @Test
  @DisplayName("a capability without which nothing of the rpo is granted")
  void rpoWhere() throws Exception {
    String text = GOOD + "rpo: {rows: 0s, volumes: 6s}\n";
    Plan anywhere = PlanFile.read(write(text));
    assertThat(anywhere.rpoWhere()).isEmpty();
    Plan plan = PlanFile.read(write(text + "rpo-where: CUT_NODE_DISKS\n"));
    assertThat(plan.rpoWhere()).contains("CUT_NODE_DISKS");
    assertThat(plan.rpo()).containsEntry("volumes", Duration.ofSeconds(6));
    assertThat(plan.withoutLoss().rpo())
        .isEqualTo(Map.of("rows", Duration.ZERO, "volumes", Duration.ZERO));
    assertThatThrownBy(() -> PlanFile.read(write(text + "rpo-where: everywhere\n")))
        .hasMessageContaining("rpo-where must be the name of a capability")
        .hasMessageContaining("everywhere");
  }

  @Test
  @DisplayName("scenarios whose loss has no budget; a twin is none of them")
  void rpoOpen() throws Exception {
    String text = GOOD + "rpo: {rows: 0s}\n";
    Plan plan = PlanFile.read(write(text + "rpo-open: [as-documented]\n"));
    assertThat(plan.rpo("as-documented")).isEmpty();
    assertThat(plan.rpo("unseal-skipped")).isEqualTo(Map.of("rows", Duration.ZERO));
    assertThatThrownBy(() -> PlanFile.read(write(text + "rpo-open: [unseal-skipped]\n")))
        .hasMessageContaining("rpo-open must be scenarios, and no twins; found unseal-skipped");
  }

  @Test
  @DisplayName("only id, title and rto must be given; the seed is then random")
  void least() throws Exception {
    Plan plan = PlanFile.read(write("id: vault-sealed\ntitle: {fr: a, en: b}\nrto: 1s\n"));
    assertThat(plan.standard()).isFalse();
    assertThat(plan.seed()).isEmpty();
    assertThat(plan.disk()).isEqualTo(1L << 30);
    assertThat(PlanFile.read(write(GOOD.replace("seed: 42", "disk: 2 GiB"))).disk())
        .isEqualTo(2L << 30);
    assertThat(PlanFile.read(write(GOOD.replace("seed: 42", "disk: 500MiB"))).disk())
        .isEqualTo(500L << 20);
    assertThat(PlanFile.read(write(GOOD.replace("rto: 3m", "rto: none"))).totalRto()).isEmpty();
    assertThat(List.of(plan.order(), plan.twins())).allMatch(List::isEmpty);
    assertThat(PlanFile.read(write(GOOD.replace("42", "random"))).seed()).isEmpty();
  }

  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @DisplayName("a malformed plan: place, field, and what is allowed")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          id: vault-sealed         | id: vault-seald              | 1:5: field id must be the name of its directory, vault-sealed; found vault-seald
          rto: 3m                  | rto: soon                    | 5:6: field rto must be a duration such as 500ms, 30s, 1m30s or 2h, or none where nobody waits for an outage to end; found soon
          rto: 3m                  | rto: [3m]                    | 5:6: field rto must be a duration such as 500ms, 30s, 1m30s or 2h, or none where nobody waits for an outage to end; found a list
          rto: 3m                  | rtto: 3m                     | 5:1: unknown field rtto in the plan (did you mean rto?)
          standard: true           | standard: 'yes'              | 3:11: field standard must be true or false; found yes
          seed: 42                 | seed: dice                   | 9:7: field seed must be random or a whole number; found dice
          seed: 42                 | disk: much                   | 9:7: field disk must be a size like 500 MiB or 2 GiB; found much
          seed: 42                 | disk: 0 GiB                  | 9:7: field disk must be a size like 500 MiB or 2 GiB; found 0 GiB
          seed: 42                 | seed:                        | 9:6: field seed must be random or a number; found nothing
          order: [unseal-vault     | order: [Unseal Vault         | 4:9: field order must be a list of names like vault-unsealed; found Unseal Vault
          order: [unseal-vault     | order: [erp                  | 4:14: field order must be each name once; found erp
          twins: [unseal-skipped]  | twins: all                   | 11:8: field twins must be a list of names like vault-unsealed; found all
          twins: [unseal-skipped]  | twin-rto: {erp: 5s}          | 11:1: field twin-rto must be budgets of the plan's twins; found erp
          twins: [unseal-skipped]  | tools: [etcd]                | 11:1: unknown field tools in the plan
          hold: 2s                 | hld: 2s                      | 7:33: unknown field hld in gates.vault-unsealed (did you mean hold?)
          {budget: 1m30s}          | {hold: 1s}                   | 8:16: field gates.erp-serving.budget is missing; write a duration
          {budget: 1m30s}          | {budget: 0s}                 | 8:25: field gates.erp-serving.budget must be
          sizes: {entries: 100}    | sizes: {entries: -1}         | 10:18: field sizes.entries must be a whole number
          sizes: {entries: 100}    | sizes: 5                     | 10:8: field sizes must be names with values, each on a line of its own: <name>: <value>; found 5
          en: Vault sealed         | de: Tresor                   | 2:28: unknown field de in title
          ', en: Vault sealed'     | ' '                          | 2:8: field title.en is missing; write a text in fr and one in en
          seed: 42                 | standard: false              | 9:1: field standard is given twice
          twins: [unseal-skipped]  | twins: [etcd                 | not YAML
          """)
  void malformed(String good, String bad, String message) throws Exception {
    assertThat(GOOD).contains(good);
    Path file = write(GOOD.replace(good, bad));
    assertThatThrownBy(() -> PlanFile.read(file))
        .isInstanceOf(PlanException.class)
        .hasMessageStartingWith(file + ":")
        .hasMessageContaining(message);
  }

  @Test
  @DisplayName("a missing field and an empty or missing file say so")
  void missing() throws Exception {
    Path noRto = write(GOOD.replace("rto: 3m\n", ""));
    assertThatThrownBy(() -> PlanFile.read(noRto))
        .hasMessageContaining(":1:1: field rto is missing");
    Path empty = write("");
    assertThatThrownBy(() -> PlanFile.read(empty)).hasMessageContaining("the file is empty");
    assertThatThrownBy(() -> PlanFile.read(drills.resolve("none/plan.yaml")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("is missing");
  }

  @Test
  @DisplayName("a gate or size the plan does not have names the nearest")
  void unknownGate() throws Exception {
    Plan plan = PlanFile.read(write(GOOD));
    assertThatThrownBy(() -> plan.gate("vault-unseald"))
        .hasMessageContaining("did you mean vault-unsealed?");
    assertThatThrownBy(() -> plan.size("bytes")).hasMessageContaining("it has [entries]");
  }
}
