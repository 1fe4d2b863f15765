package firedrill.report;

import firedrill.claims.AlarmRow;
import firedrill.claims.AlarmsFile;
import firedrill.claims.ClaimResult;
import firedrill.claims.Claims;
import firedrill.claims.Finding;
import firedrill.claims.FindingsFile;
import firedrill.claims.PlayedScenario;
import firedrill.plan.DrillCatalog;
import firedrill.plan.PlanException;
import firedrill.plan.Story;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes {@code reports/shareout/<date>-<drill>-<run>.html} and {@code index.html} over all of
 * them, each in French as {@code .fr.html} beside it, and each run's {@code claims.json}.
 */
final class ShareOuts {

  private ShareOuts() {}

  /** Writes the pages and gives the paths of those in the run's language, the overview last. */
  static List<Path> write(ReportOptions options) throws IOException {
    List<DrillResult> drills =
        RunFolders.drills(RunFolders.journals(options.reports().resolve("runs"), options.since()));
    if (drills.isEmpty()) {
      return List.of();
    }
    ShareOut shareOut = new ShareOut(options.sources(), options.work().resolve("templates"));
    Claims claims =
        Claims.read(
            options.drills().resolve("claims.yaml"), new DrillCatalog(options.drills()).ids());
    Map<Language, Texts> texts = texts(options);
    Path pagesFolder = Files.createDirectories(options.shareOuts());
    List<Path> pages = new ArrayList<>();
    for (DrillResult drill : drills) {
      List<ClaimResult> results = ClaimResult.merge(claims, drill.drill(), drill.played());
      Story story = Story.of(options.drills(), drill.drill());
      List<String> planned = twins(options.drills(), drill);
      for (Language language : Language.values()) {
        Page page =
            PageMaker.page(
                drill,
                story,
                planned,
                results,
                Links.of(options, drill, language),
                texts.get(language));
        Files.writeString(
            pagesFolder.resolve(PageNames.of(drill, language)),
            shareOut.write(page),
            StandardCharsets.UTF_8);
      }
      pages.add(pagesFolder.resolve(PageNames.of(drill, own(options))));
    }
    for (Map.Entry<String, List<DrillResult>> run : byRun(drills).entrySet()) {
      Path folder = options.reports().resolve("runs").resolve(PageNames.safe(run.getKey()));
      ClaimsFile.write(
          folder.resolve("claims.json"),
          run.getKey(),
          ClaimResult.merge(
              claims,
              run.getValue().stream().map(DrillResult::drill).toList(),
              played(run.getValue())));
    }
    pages.add(overview(options, drills, claims, shareOut, texts));
    return pages;
  }

  /** {@code index.html}, in both languages; the one of the run's own language is given back. */
  private static Path overview(
      ReportOptions options,
      List<DrillResult> drills,
      Claims claims,
      ShareOut shareOut,
      Map<Language, Texts> allTexts)
      throws IOException {
    Path past = options.reports().resolve("history").resolve("drills.jsonl");
    PastRuns history = PastRuns.read(past).with(drills.stream().map(PastRun::of).toList());
    history.write(past);
    Map<String, Finding> findings = new LinkedHashMap<>();
    FindingsFile.read(options.drills().resolve("findings.yaml"), claims)
        .forEach(f -> findings.put(f.claim(), f));
    byRun(drills)
        .values()
        .forEach(run -> FindingsFile.add(findings, FindingsFile.of(claims, played(run))));
    Path folder = options.shareOuts();
    Set<String> runs = runs(options);
    List<AlarmRow> alarms = AlarmsFile.read(options.drills().resolve(AlarmsFile.NAME));
    for (Language language : Language.values()) {
      Texts texts = allTexts.get(language);
      Function<String, Words> words = drill -> new Words(Story.of(options.drills(), drill), texts);
      Overview page =
          new OverviewMaker(
                  new ClaimBoard(claims, findings, PageNames.in(folder, language), runs, texts),
                  new DrillCatalog(options.drills()),
                  history,
                  drills.stream().flatMap(d -> d.scenarios().stream()).toList(),
                  new AlarmTable(alarms, words, texts),
                  words,
                  texts)
              .overview(Links.ofOverview(options, language));
      Files.writeString(folder.resolve(PageNames.overview(language)), shareOut.write(page));
    }
    return folder.resolve(PageNames.overview(own(options)));
  }

  private static Map<Language, Texts> texts(ReportOptions options) {
    Map<Language, Texts> all = new EnumMap<>(Language.class);
    for (Language language : Language.values()) {
      all.put(language, new Texts(options.sources(), language));
    }
    return all;
  }

  /** Names of the runs whose folders there are. */
  private static Set<String> runs(ReportOptions options) throws IOException {
    try (Stream<Path> folders = Files.list(options.reports().resolve("runs"))) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .collect(Collectors.toSet());
    }
  }

  private static Language own(ReportOptions options) {
    return options.language().orElse(Language.EN);
  }

  /** The earliest first: what a later one has found is to stand. */
  private static Map<String, List<DrillResult>> byRun(List<DrillResult> drills) {
    return drills.stream()
        .sorted(Comparator.comparing(DrillResult::at))
        .collect(Collectors.groupingBy(DrillResult::run, LinkedHashMap::new, Collectors.toList()));
  }

  private static List<PlayedScenario> played(List<DrillResult> drills) {
    return drills.stream().flatMap(d -> d.played().stream()).toList();
  }

  /** Those the plan lists; none when it cannot be read any more. */
  private static List<String> twins(Path drills, DrillResult drill) {
    try {
      return new DrillCatalog(drills).plan(drill.drill()).twins();
    } catch (PlanException e) {
      return List.of();
    }
  }
}
