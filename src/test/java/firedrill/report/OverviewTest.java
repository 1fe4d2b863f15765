package firedrill.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import firedrill.claims.AlarmRow;
import firedrill.claims.Claims;
import firedrill.claims.Finding;
import firedrill.plan.DrillCatalog;
import firedrill.plan.Story;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverviewTest {

  private static final Path SOURCES = Path.of("reports");

  /** One that is heard, one that is not, and one that was over too soon. */
  private static final List<AlarmRow> ALARMS =
      List.of(
          row("vault-sealed/long-seal", "vault-seal", List.of(), 0, 0, 2, 1),
          row("minio-node-loss/one-set", "power-cut", List.of("MinIONodeDown"), 4, 3, 0, 0),
          row("minio-faults/disks-lie", "parts-overwritten", null, 4, 4, 0, null));

  @TempDir Path folder;

  private static AlarmRow row(
      String scenario,
      String fault,
      List<String> alarms,
      int targets,
      long answering,
      Integer before,
      Integer volumes) {
    return new AlarmRow(
        scenario,
        1,
        fault,
        "a <b>",
        alarms,
        targets,
        answering,
        before,
        volumes,
        volumes == null || volumes == 0 ? null : 12L,
        "r2",
        "abc",
        "2026-11-29",
        "local");
  }

  private static Function<String, Words> words(Language language) {
    return drill -> new Words(Story.of(Path.of("drills"), drill), new Texts(SOURCES, language));
  }

  private static PastRun past(String run, String at, Double rto) {
    return new PastRun("vault-sealed", run, at, "pass", rto, 150_000.0, 9_000.0, 0L, 3, 6, 6);
  }

  private static Overview page(Language language, PastRuns history, Map<String, Finding> findings)
      throws Exception {
    return new OverviewMaker(
            new ClaimBoard(
                Claims.read(
                    Path.of("drills/claims.yaml"), new DrillCatalog(Path.of("drills")).ids()),
                findings,
                Map.of("vault-sealed-r2", "2026-11-28-vault-sealed-r2.html"),
                Set.of(),
                new Texts(SOURCES, language)),
            new DrillCatalog(Path.of("drills")),
            history,
            List.of(),
            new AlarmTable(ALARMS, words(language), new Texts(SOURCES, language)),
            words(language),
            new Texts(SOURCES, language))
        .overview(new Links("other.html", "", "", "../allure/index.html"));
  }

  private static Finding confirmed(String claim, List<String> otherwise) {
    return new Finding(
        claim,
        "confirmed",
        List.of("seen <at once> & kept"),
        otherwise,
        "r2",
        "vault-sealed/long-seal",
        "42",
        "abc",
        "2026-11-28",
        "local");
  }

  @Test
  @DisplayName(
      "every claim of both documents is on the page once, in their order, with its outcome")
  void claims() throws Exception {
    Claims claims =
        Claims.read(Path.of("drills/claims.yaml"), new DrillCatalog(Path.of("drills")).ids());
    Finding found = confirmed("vault-restarts-sealed", List.of("vault-sealed/x"));
    Overview page = page(Language.EN, new PastRuns(List.of()), Map.of(found.claim(), found));
    List<Overview.ClaimLine> lines =
        page.documents().stream()
            .flatMap(d -> d.sections().stream())
            .flatMap(s -> s.claims().stream())
            .toList();
    assertThat(lines).hasSameSizeAs(claims.all());
    assertThat(lines)
        .filteredOn(line -> line.id().equals("vault-restarts-sealed"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.outcome()).isEqualTo("confirmed");
              assertThat(line.page()).isEqualTo("2026-11-28-vault-sealed-r2.html");
              assertThat(line.otherwise()).contains("vault-sealed/x");
              assertThat(line.origin()).contains("42", "abc", "r2");
            });
    assertThat(page.lead().get(1)).startsWith("1 of the ");
    assertThat(page.documents()).extracting(Overview.Document::name).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName(
      "each accident has its row under its drill: what fires, or why nothing does, and what was looked at")
  void alarms() throws Exception {
    Overview page = page(Language.EN, new PastRuns(List.of()), Map.of());
    assertThat(page.alarmed())
        .startsWith("3 accidents")
        .endsWith("alarm 1, none 1, not observed in time 1.");
    assertThat(page.alarms())
        .extracting(group -> group.counts().get(0).value())
        .containsExactly("none: 1", "alarm: 1", "not observed in time: 1");
    assertThat(page.alarms())
        .flatExtracting(Overview.AlarmGroup::alarms)
        .extracting(Overview.AlarmLine::kind, Overview.AlarmLine::alarm, Overview.AlarmLine::looked)
        .containsExactly(
            tuple(
                "silent",
                "none",
                "there is no MinIO; 1 of 2 volumes reports no longer how full it is; one volume"
                    + " reports how full it is: 12 %"),
            tuple(
                "alarm",
                "MinIONodeDown",
                "3 of 4 MinIO servers answer; no volume reports how full it is"),
            tuple("not-looked-at", "not observed in time", ""));
    assertThat(page.alarms())
        .flatExtracting(Overview.AlarmGroup::alarms)
        .extracting(Overview.AlarmLine::accident)
        .contains("Vault is sealed");
  }

  @Test
  @DisplayName("an answer whose other answer was seen nowhere is not counted as seen both ways")
  void oneWay() throws Exception {
    Finding found = confirmed("vault-restarts-sealed", List.of());
    Overview page = page(Language.EN, new PastRuns(List.of()), Map.of(found.claim(), found));
    assertThat(page.lead().get(1)).startsWith("None of the ");
    assertThat(page.documents())
        .flatExtracting(Overview.Document::sections)
        .flatExtracting(Overview.Section::claims)
        .filteredOn(line -> !line.otherwise().isEmpty())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.id()).isEqualTo(found.claim());
              assertThat(line.otherwise()).startsWith("Seen one way only");
            });
  }

  @Test
  @DisplayName("a drill shows its last run with scenarios, and a line through the outages before")
  void trend() throws Exception {
    PastRuns history =
        new PastRuns(List.of())
            .with(
                List.of(
                    past("r2", "2026-11-28T10:00:00Z", 40_000.0),
                    past("r1", "2026-11-27T10:00:00Z", 20_000.0),
                    new PastRun(
                        "vault-sealed",
                        "r3",
                        "2026-11-29T10:00:00Z",
                        "caught",
                        null,
                        null,
                        null,
                        null,
                        0,
                        6,
                        5)));
    Overview.DrillRow row =
        page(Language.EN, history, Map.of()).drills().stream()
            .filter(d -> d.page().endsWith("r2.html"))
            .findFirst()
            .orElseThrow();
    assertThat(row.rto()).isEqualTo("40\u00a0s");
    assertThat(row.twins()).isEqualTo("5 of 6");
    assertThat(row.late()).isFalse();
    assertThat(row.pause()).isEqualTo("the fault was left to act for 9\u00a0s of it");
    assertThat(row.past()).isEqualTo("2 runs");
    assertThat(row.trend().points()).isEqualTo("2.0,13.0 108.0,2.0");
  }

  @Test
  @DisplayName("drills that have run come first, with the names of their pages and what one types")
  void drillsThatRanFirst() throws Exception {
    PastRuns history =
        new PastRuns(List.of()).with(List.of(past("r2", "2026-11-28T10:00:00Z", 40_000.0)));
    for (Language language : Language.values()) {
      List<Overview.DrillRow> rows = page(language, history, Map.of()).drills();
      assertThat(rows.get(0).id()).isEqualTo("vault-sealed");
      assertThat(rows)
          .filteredOn(row -> !row.name().contains("("))
          .isNotEmpty()
          .allSatisfy(
              row ->
                  assertThat(row.name())
                      .isEqualTo(
                          new Texts(SOURCES, language)
                              .of(Story.of(Path.of("drills"), row.id()).title())));
      assertThat(new ShareOut(SOURCES, folder).write(page(language, history, Map.of())))
          .contains("-Ddrill=vault-sealed", "href=\"../allure/index.html\"", "<q lang=\"en\">");
    }
  }

  @Test
  @DisplayName("the numbers at the top add up, and an answer of a run that is not here says so")
  void numbersAddUp() throws Exception {
    Claims claims =
        Claims.read(Path.of("drills/claims.yaml"), new DrillCatalog(Path.of("drills")).ids());
    Finding here = confirmed("vault-restarts-sealed", List.of("vault-sealed/x"));
    Finding elsewhere =
        new Finding(
            "split-survives-power-cut",
            "refuted",
            List.of("e"),
            List.of("power-cut/written-through"),
            "r0",
            "power-cut/whole-cluster",
            "1",
            "9f7fc639d8026f9d4c420d8a2e1cd5c653d4173e",
            "2026-11-20",
            "local");
    Overview page =
        page(
            Language.EN,
            new PastRuns(List.of()),
            Map.of(here.claim(), here, elsewhere.claim(), elsewhere));
    List<Long> numbers =
        Pattern.compile("\\d+")
            .matcher(page.lead().get(0))
            .results()
            .map(found -> Long.valueOf(found.group()))
            .toList();
    assertThat(numbers).hasSize(4).first().isEqualTo((long) claims.all().size());
    assertThat(numbers.get(0)).isEqualTo(numbers.get(1) + numbers.get(2) + numbers.get(3));
    assertThat(page.lead().get(1))
        .startsWith("2 of the " + numbers.get(1) + " ")
        .endsWith("The others – not decided yet: " + (numbers.get(1) - 2) + ".");
    assertThat(page.lead().get(2)).contains("this machine: 1;").endsWith("earlier runs: 1.");
    assertThat(page.outcomes().stream().mapToLong(o -> Long.parseLong(o.value())).sum())
        .isEqualTo(claims.all().size());
    assertThat(page.documents())
        .flatExtracting(Overview.Document::sections)
        .flatExtracting(Overview.Section::claims)
        .filteredOn(line -> !line.recorded().isEmpty())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.id()).isEqualTo(elsewhere.claim());
              assertThat(line.recorded()).isEqualTo("recorded earlier, run of 20 November 2026");
              assertThat(line.origin()).contains("9f7fc639…").doesNotContain("9f7fc639d");
            });
  }

  @Test
  @DisplayName("a claim says what would prove it wrong, and one that nothing can says nothing")
  void falsifiers() throws Exception {
    String html =
        new ShareOut(SOURCES, folder).write(page(Language.EN, new PastRuns(List.of()), Map.of()));
    long some =
        Claims.read(Path.of("drills/claims.yaml"), new DrillCatalog(Path.of("drills")).ids())
            .all()
            .stream()
            .filter(claim -> !claim.falsifier().isEmpty())
            .count();
    assertThat(html.split("Would be wrong if:", -1)).hasSize((int) some + 1);
  }

  @Test
  @DisplayName("a drill that has run once has no past, which is said")
  void firstRun() throws Exception {
    PastRuns history =
        new PastRuns(List.of()).with(List.of(past("r2", "2026-11-28T10:00:00Z", 40_000.0)));
    assertThat(page(Language.EN, history, Map.of()).drills())
        .filteredOn(row -> !row.past().isEmpty())
        .singleElement()
        .satisfies(row -> assertThat(row.past()).isEqualTo("first run here"));
    assertThat(new ShareOut(SOURCES, folder).write(page(Language.FR, history, Map.of())))
        .contains("premier essai ici");
  }

  @Test
  @DisplayName("the page is well-formed in both languages, and escapes what it is given")
  void wellFormed() throws Exception {
    ShareOut shareOut = new ShareOut(SOURCES, folder);
    Finding found = confirmed("vault-restarts-sealed", List.of("vault-sealed/x"));
    PastRuns history =
        new PastRuns(List.of())
            .with(
                List.of(
                    past("r2", "2026-11-28T10:00:00Z", 40_000.0),
                    past("r1", "2026-11-27T10:00:00Z", 20_000.0)));
    for (Language language : Language.values()) {
      String html = shareOut.write(page(language, history, Map.of(found.claim(), found)));
      Path file = Files.writeString(folder.resolve(language.code() + ".html"), html);
      assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()))
          .isNotNull();
      // What a narrow screen shows in the place of the table's head; where nothing ran, nothing.
      assertThat(html)
          .contains("data-label=\"" + new Texts(SOURCES, language).get("overview.past"))
          .contains("<tr class=\"never\">")
          .doesNotContain("data-label=\"\"", "data-label=\"null");
      assertThat(html).contains("seen &lt;at once&gt; &amp; kept").doesNotContain("<script");
    }
  }

  @Test
  @DisplayName("history keeps each drill of a run once, sorted, and leaves out what it cannot read")
  void history() throws Exception {
    Path file = folder.resolve("history/drills.jsonl");
    new PastRuns(List.of())
        .with(
            List.of(
                past("r2", "2026-11-28T10:00:00Z", 1.0), past("r1", "2026-11-27T10:00:00Z", null)))
        .with(List.of(past("r2", "2026-11-28T10:00:00Z", 3.0)))
        .write(file);
    Files.writeString(file, Files.readString(file) + "{damaged\n{}\n");
    assertThat(PastRuns.read(file).runs())
        .extracting(PastRun::run, PastRun::rtoMs)
        .containsExactly(tuple("r1", null), tuple("r2", 3.0));
  }
}
