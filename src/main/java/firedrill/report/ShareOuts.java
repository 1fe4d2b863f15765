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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes {@code reports/shareout/<date>-<drill>-<run>.html}, {@code index.html} over all of them,
 * and each run's {@code claims.json}.
 */
final class ShareOuts {

  /** Characters of a date and the hyphen after it, before a page's name. */
  private static final int DATE = "2026-11-28-".length();

  private ShareOuts() {}

  /** Writes the pages and gives their paths, in the order of the drills. */
  static List<Path> write(ReportOptions options) throws IOException {
    List<DrillResult> drills =
        RunFolders.drills(RunFolders.journals(options.reports().resolve("runs"), options.since()));
    if (drills.isEmpty()) {
      return List.of();
    }
    Texts texts = new Texts(options.sources(), options.language().orElse(Language.EN));
    ShareOut shareOut = new ShareOut(options.sources(), options.work().resolve("templates"));
    Claims claims =
        Claims.read(
            options.drills().resolve("claims.yaml"), new DrillCatalog(options.drills()).ids());
    List<Path> pages = new ArrayList<>();
    for (DrillResult drill : drills) {
      List<ClaimResult> results = ClaimResult.merge(claims, drill.drill(), drill.played());
      Story story = Story.of(options.drills(), drill.drill());
      Path page = options.reports().resolve("shareout").resolve(name(drill));
      Files.createDirectories(page.getParent());
      Files.writeString(
          page,
          shareOut.write(
              PageMaker.page(drill, story, twins(options.drills(), drill), results, texts)),
          StandardCharsets.UTF_8);
      pages.add(page);
    }
    for (Map.Entry<String, List<DrillResult>> run : byRun(drills).entrySet()) {
      Path folder = options.reports().resolve("runs").resolve(safe(run.getKey()));
      ClaimsFile.write(
          folder.resolve("claims.json"),
          run.getKey(),
          ClaimResult.merge(
              claims,
              run.getValue().stream().map(DrillResult::drill).toList(),
              played(run.getValue())));
    }
    pages.add(overview(options, drills, claims, shareOut));
    return pages;
  }

  /** {@code index.html}, in both languages; the one of the run's own language is given back. */
  private static Path overview(
      ReportOptions options, List<DrillResult> drills, Claims claims, ShareOut shareOut)
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
    Path folder = options.reports().resolve("shareout");
    Map<Language, String> names = Map.of(Language.EN, "index.html", Language.FR, "index.fr.html");
    List<AlarmRow> alarms = AlarmsFile.read(options.drills().resolve(AlarmsFile.NAME));
    for (Language language : names.keySet()) {
      Texts texts = new Texts(options.sources(), language);
      Overview page =
          new OverviewMaker(
                  claims,
                  new DrillCatalog(options.drills()),
                  findings,
                  history,
                  pages(folder),
                  drills.stream().flatMap(d -> d.scenarios().stream()).toList(),
                  new AlarmTable(
                      alarms, drill -> new Words(Story.of(options.drills(), drill), texts), texts),
                  texts)
              .overview(names.get(language == Language.EN ? Language.FR : Language.EN));
      Files.writeString(folder.resolve(names.get(language)), shareOut.write(page));
    }
    return folder.resolve(names.get(options.language().orElse(Language.EN)));
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

  /** The share-outs that there are, by drill and run. */
  private static Map<String, String> pages(Path folder) throws IOException {
    Map<String, String> pages = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        String name = file.getFileName().toString();
        if (name.matches("\\d{4}-\\d{2}-\\d{2}-.+\\.html")) {
          pages.put(name.substring(DATE, name.length() - ".html".length()), name);
        }
      }
    }
    return pages;
  }

  private static String name(DrillResult drill) {
    String at = drill.at();
    String date =
        at.matches("\\d{4}-\\d{2}-\\d{2}T.*")
            ? at.substring(0, 10)
            : LocalDate.now(ZoneOffset.UTC).toString();
    return date + "-" + safe(drill.drill()) + "-" + safe(drill.run()) + ".html";
  }

  /** Those the plan lists; none when it cannot be read any more. */
  private static List<String> twins(Path drills, DrillResult drill) {
    try {
      return new DrillCatalog(drills).plan(drill.drill()).twins();
    } catch (PlanException e) {
      return List.of();
    }
  }

  /** A name that stays inside its folder, whatever a journal says. */
  private static String safe(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^\\.+", "_");
    return safe.isEmpty() ? "unknown" : safe;
  }
}
