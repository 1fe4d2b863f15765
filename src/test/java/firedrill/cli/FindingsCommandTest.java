package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.journal.Journal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FindingsCommandTest {

  private static final String CLAIMS =
      """
      claims:
        - id: sealed
          source: {document: d, section: s}
          text: {en: Yes, fr: Oui}
          drills: [vault-sealed]
          falsifier: It is not.
          seen-in: [vault-sealed/twin]
        - id: open
          source: {document: d, section: s}
          text: {en: Yes, fr: Oui}
          drills: [vault-sealed]
      """;

  @TempDir Path home;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void claims() throws IOException {
    Files.writeString(home.resolve("claims.yaml"), CLAIMS);
    Path drill = Files.createDirectories(home.resolve("vault-sealed"));
    Files.writeString(drill.resolve("plan.yaml"), "id: vault-sealed\n");
  }

  private int run(String... runs) {
    CommandLine command = new CommandLine(new FindingsCommand());
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
    String[] arguments = new String[runs.length + 1];
    arguments[0] = "--drills=" + home;
    for (int i = 0; i < runs.length; i++) {
      arguments[i + 1] = runs[i].startsWith("-") ? runs[i] : home.resolve(runs[i]).toString();
    }
    return command.execute(arguments);
  }

  private void played(String run, boolean twin, String outcome) {
    Path file = home.resolve(run).resolve("vault-sealed").resolve(twin ? "twin" : "one");
    try (Journal journal = Journal.open(file.resolve("journal.jsonl"))) {
      journal.append(
          "run.started",
          Map.of(
              "run",
              run,
              "drill",
              "vault-sealed",
              "scenario",
              twin ? "twin" : "one",
              "twin",
              twin,
              "expect",
              Map.of("verdict", "FAIL", "culprits", List.of("c")),
              "seed",
              4711,
              "commit",
              "abc",
              "dirty",
              false,
              "sandbox",
              "local"));
      journal.append("fault.injected", "fault", "f");
      journal.append("fault.witnessed", "fault", "f");
      journal.append(twin ? "check.failed" : "check.passed", "check", "c", "detail", "d");
      journal.append("claim", "claim", "sealed", "outcome", outcome, "evidence", "seen in " + run);
      journal.append("run.ended");
    }
  }

  @Test
  @DisplayName(
      "findings: claim, outcome, evidence, run, seed, commit, date and sandbox, from journals")
  void writes() throws IOException {
    played("r1", false, "confirmed");
    played("r1", true, "refuted");
    assertThat(run("r1")).isZero();
    assertThat(Files.readString(home.resolve("findings.yaml")))
        .startsWith("# What runs have found")
        .contains("claim: sealed", "outcome: confirmed", "seen in r1", "vault-sealed/twin")
        .contains("run: r1", "seed: \"4711\"", "commit: abc", "sandbox: local")
        .containsPattern("date: \"?20\\d\\d-")
        .doesNotContain("open");
    assertThat(out.toString()).contains("claims seen both ways: 1 of 2; undecided: open");
  }

  @Test
  @DisplayName("a later run takes the place of an earlier one, claim by claim")
  void replaces() throws IOException {
    played("r1", false, "confirmed");
    played("r2", false, "refuted");
    assertThat(run("r1", "r2")).isZero();
    assertThat(Files.readString(home.resolve("findings.yaml")))
        .contains("refuted", "run: r2")
        .doesNotContain("r1");
  }

  @Test
  @DisplayName("a run in which a claim happened to hold does not take back what refuted it")
  void refutedStays() throws IOException {
    played("r1", false, "refuted");
    played("r2", false, "confirmed");
    assertThat(run("r1", "r2")).isZero();
    assertThat(Files.readString(home.resolve("findings.yaml")))
        .contains("refuted", "run: r1")
        .doesNotContain("r2");
    assertThat(out.toString()).contains("sealed: confirmed in that run; what an earlier one");
    assertThat(run("--anew", "r2")).isZero();
    assertThat(Files.readString(home.resolve("findings.yaml")))
        .contains("confirmed", "run: r2")
        .doesNotContain("r1");
  }

  @Test
  @DisplayName("an answer that was seen both ways is not displaced by the same seen one way")
  void bothWaysStays() throws IOException {
    played("r1", false, "confirmed");
    played("r1", true, "refuted");
    played("r2", false, "confirmed");
    assertThat(run("r1", "r2")).isZero();
    assertThat(Files.readString(home.resolve("findings.yaml")))
        .contains("run: r1", "vault-sealed/twin")
        .doesNotContain("r2");
  }

  @Test
  @DisplayName("a folder without journals, or none at all, is told with the remedy")
  void mistakes() throws IOException {
    Files.createDirectory(home.resolve("empty"));
    assertThat(run("empty")).isNotZero();
    assertThat(run("nowhere")).isNotZero();
    assertThat(out.toString()).contains("holds no journal", "is no folder", "reports/runs/");
    assertThat(home.resolve("findings.yaml")).doesNotExist();
  }
}
