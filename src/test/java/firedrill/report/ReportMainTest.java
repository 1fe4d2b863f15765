package firedrill.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.FileSystemResultsWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportMainTest {

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private void run(String... more) {
    run(folder.resolve("no-cli"), more);
  }

  private void run(Path cli, String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "--results=" + folder.resolve("results"),
                "--cli=" + cli,
                "--reports=" + folder.resolve("reports"),
                "--drills=drills",
                "--work=" + folder.resolve("work")));
    arguments.addAll(List.of(more));
    ReportMain.run(arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private void results() throws IOException {
    Path results = folder.resolve("results");
    AllureLifecycle lifecycle = new AllureLifecycle(new FileSystemResultsWriter(results));
    AllureFiles.write(results, Path.of("reports"), Samples.passed("a").build().start());
    Path runs = folder.resolve("reports").resolve("runs");
    for (JournalBuilder j :
        List.of(
            Samples.passed("sealed-short"),
            Samples.failed("pod-killed"),
            Samples.inconclusive("sealed-long"),
            Samples.caughtTwin())) {
      String name = j.build().name();
      AllureJournalTest.tell(lifecycle, results, JournalView.read(j.write(runs, name)), name);
    }
  }

  @Test
  @DisplayName("without drill results nothing is made, and that is said")
  void nothing() {
    run();
    assertThat(out.toString(UTF_8)).contains("no drill results");
    assertThat(folder.resolve("reports")).doesNotExist();
  }

  @Test
  @DisplayName("the share-out and the claims are written even when Allure cannot be run")
  void withoutAllure() throws IOException {
    results();
    Path stale = folder.resolve("reports/allure/index.html");
    Files.createDirectories(stale.getParent());
    Files.writeString(stale, "an old report");
    run("--lang=fr");
    Path page = folder.resolve("reports/shareout/2026-11-21-vault-sealed-r1.fr.html");
    assertThat(out.toString(UTF_8)).contains("share-out: " + page);
    assertThat(page)
        .content(UTF_8)
        .contains("lang=\"fr\"", "Vault scellé en plein travail", "Échoué");
    assertThat(page)
        .content(UTF_8)
        .contains("2026-11-21-vault-sealed-r1.html", "index.fr.html", "vault-sealed/runbook.md")
        .doesNotContain("allure/index.html");
    assertThat(folder.resolve("reports/shareout/2026-11-21-vault-sealed-r1.html"))
        .content(UTF_8)
        .contains("lang=\"en\"", "2026-11-21-vault-sealed-r1.fr.html", "index.html#");
    assertThat(folder.resolve("reports/shareout/index.fr.html"))
        .content(UTF_8)
        .contains("href=\"2026-11-21-vault-sealed-r1.fr.html\"");
    assertThat(folder.resolve("reports/shareout/index.html"))
        .content(UTF_8)
        .contains("href=\"2026-11-21-vault-sealed-r1.html\"");
    JsonNode claims =
        JournalBuilder.JSON.readTree(folder.resolve("reports/runs/r1/claims.json").toFile());
    assertThat(claims.path("claims").findValuesAsText("outcome"))
        .contains("confirmed", "refuted", "undecided");
    assertThat(err.toString(UTF_8)).contains("no Allure report", "mvn verify -Pdrill");
    assertThat(stale).doesNotExist();
  }

  @Test
  @DisplayName("bad arguments are told and do not throw")
  void badArguments() {
    run("--lnag=fr");
    assertThat(err.toString(UTF_8)).contains("--lnag=fr", "--lang");
  }

  @Test
  @DisplayName("an unknown language is told and does not cost the report")
  void unknownLanguage() throws IOException {
    results();
    run("--lang=de");
    assertThat(err.toString(UTF_8)).contains("-Dlang=en or -Dlang=fr");
    assertThat(folder.resolve("reports/shareout/2026-11-21-vault-sealed-r1.html"))
        .content(UTF_8)
        .contains("lang=\"en\"");
  }

  @Test
  @DisplayName("only runs written since the build began are told")
  void since() throws IOException {
    results();
    run("--since=2999-01-01T00:00:00Z");
    assertThat(folder.resolve("reports/shareout")).doesNotExist();
  }

  @Test
  @Tag("slow")
  @DisplayName("Allure makes one file that loads nothing, and the history grows by one a run")
  void allure() throws IOException {
    Path cli = Path.of("target", "allure-cli");
    assumeTrue(
        Files.isDirectory(cli), "the Allure command line is not unpacked; any mvn verify does it");
    results();
    run(cli);
    assertThat(err.toString(UTF_8)).isEmpty();
    Path page = folder.resolve("reports/allure/index.html");
    assertThat(out.toString(UTF_8)).contains("report: " + page);
    String html = Files.readString(page, UTF_8);
    assertThat(SelfContained.leak(html)).isEmpty();
    assertThat(html).contains("Content-Security-Policy").doesNotContain("googletagmanager");
    assertThat(page.getParent()).isDirectoryNotContaining("glob:**.part");
    assertThat(trend()).isEqualTo(1);
    run(cli);
    assertThat(trend()).isEqualTo(2);
  }

  private int trend() throws IOException {
    Path trend = folder.resolve("reports/history/history-trend.json");
    return JournalBuilder.JSON.readTree(trend.toFile()).size();
  }
}
