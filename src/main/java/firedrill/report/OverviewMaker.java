package firedrill.report;

import firedrill.claims.Claim;
import firedrill.claims.ClaimOutcome;
import firedrill.claims.Claims;
import firedrill.claims.Finding;
import firedrill.journal.Readable;
import firedrill.plan.DrillCatalog;
import firedrill.plan.PlanException;
import firedrill.report.Overview.ClaimLine;
import firedrill.report.Overview.Document;
import firedrill.report.Overview.DrillRow;
import firedrill.report.Overview.Section;
import firedrill.report.Overview.Trend;
import firedrill.report.Page.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes the {@link Overview} of what is known.
 *
 * @param findings by claim, the newest
 * @param history of all drills
 * @param pages file names of the share-outs that there are, by {@code <drill>-<run>}
 * @param alarms what the document's alert rules say of the accidents
 * @param words of a drill, by its id
 * @param last the scenarios of the last run; what was real in their labs is told
 */
record OverviewMaker(
    Claims claims,
    DrillCatalog catalog,
    Map<String, Finding> findings,
    PastRuns history,
    Map<String, String> pages,
    List<RecordedScenario> last,
    AlarmTable alarms,
    Function<String, Words> words,
    Texts texts) {

  private static final String NONE = "\u2013";

  /** Runs in a trend. */
  private static final int TREND = 20;

  Overview overview(Links links) {
    return new Overview(
        texts,
        links,
        last.stream()
            .map(RecordedScenario::at)
            .filter(at -> !at.isEmpty())
            .max(String::compareTo)
            .map(texts::moment)
            .orElse(""),
        headline(),
        outcomes(),
        drills(),
        documents(),
        alarms.headline(),
        alarms.lines(),
        PageMaker.reality(last, texts));
  }

  private String headline() {
    List<Claim> decidable =
        claims.all().stream()
            .filter(c -> c.byConstruction().isBlank() && c.reason().isBlank())
            .toList();
    long both =
        decidable.stream()
            .map(c -> findings.get(c.id()))
            .filter(f -> f != null && !f.otherAnswerSeenIn().isEmpty())
            .count();
    return texts.get("overview.headline", texts.number(both), texts.number(decidable.size()));
  }

  private List<Entry> outcomes() {
    Map<String, Long> counts =
        claims.all().stream().collect(Collectors.groupingBy(this::outcome, Collectors.counting()));
    return Arrays.stream(ClaimOutcome.values())
        .sorted(Comparator.reverseOrder())
        .map(o -> new Entry(o.key(), texts.number(counts.getOrDefault(o.key(), 0L))))
        .toList();
  }

  private String outcome(Claim claim) {
    Finding found = findings.get(claim.id());
    if (found != null) {
      return found.outcome().replace(' ', '-');
    }
    return (claim.byConstruction().isBlank()
            ? ClaimOutcome.UNDECIDED
            : ClaimOutcome.BY_CONSTRUCTION)
        .key();
  }

  private List<DrillRow> drills() {
    Set<String> ids = new LinkedHashSet<>(catalog.ids());
    claims.all().forEach(c -> ids.addAll(c.drills()));
    return ids.stream()
        .sorted(Comparator.comparing(id -> history.of(id).isEmpty()))
        .map(this::drill)
        .toList();
  }

  private DrillRow drill(String id) {
    List<PastRun> past = history.of(id);
    if (past.isEmpty()) {
      return new DrillRow(id, name(id), "", "", "", NONE, "", false, NONE, NONE, trend(past));
    }
    PastRun run = past.get(past.size() - 1);
    boolean limited = run.rtoMs() != null && run.rtoBudgetMs() != null;
    return new DrillRow(
        id,
        name(id),
        page(id, run.run()),
        texts.moment(run.at()),
        run.judgement(),
        run.rtoMs() == null ? NONE : texts.duration(run.rtoMs()),
        limited ? texts.get("overview.of", texts.duration(run.rtoBudgetMs())) : "",
        limited && run.rtoMs() > run.rtoBudgetMs(),
        run.lost() == null ? NONE : texts.number(run.lost()),
        twins(id),
        trend(past));
  }

  /** Of the last run that had any: twins are often run apart. */
  private String twins(String drill) {
    return history.runs().stream()
        .filter(r -> r.drill().equals(drill) && r.twins() > 0)
        .reduce((before, after) -> after)
        .map(r -> texts.get("n.of", texts.number(r.caught()), texts.number(r.twins())))
        .orElse(NONE);
  }

  private String name(String id) {
    try {
      catalog.plan(id);
      return texts.of(words.apply(id).story().title());
    } catch (PlanException notWritten) {
      return id + " (" + texts.get("overview.planned") + ")";
    }
  }

  private String page(String drill, String run) {
    return pages.getOrDefault(drill + "-" + run, "");
  }

  private Trend trend(List<PastRun> past) {
    List<Double> outages = past.stream().map(PastRun::rtoMs).filter(Objects::nonNull).toList();
    List<Double> shown = outages.subList(Math.max(0, outages.size() - TREND), outages.size());
    if (shown.size() < 2) {
      return new Trend("", "");
    }
    double most = shown.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    List<String> points = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      double x = 2 + (Trend.WIDTH - 4.0) * i / (shown.size() - 1);
      double y = Trend.HEIGHT - 2 - (Trend.HEIGHT - 4) * shown.get(i) / Math.max(1, most);
      points.add(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
    }
    return new Trend(
        String.join(" ", points),
        texts.get(
            "overview.trend",
            texts.number(shown.size()),
            texts.duration(shown.get(0)),
            texts.duration(shown.get(shown.size() - 1))));
  }

  private List<Document> documents() {
    Map<String, Map<String, List<ClaimLine>>> all = new LinkedHashMap<>();
    for (Claim claim : claims.all()) {
      all.computeIfAbsent(claim.source().document(), d -> new LinkedHashMap<>())
          .computeIfAbsent(claim.source().section(), s -> new ArrayList<>())
          .add(line(claim));
    }
    return all.entrySet().stream()
        .map(
            document ->
                new Document(
                    document.getKey(),
                    document.getValue().entrySet().stream()
                        .map(section -> new Section(section.getKey(), section.getValue()))
                        .toList()))
        .toList();
  }

  private ClaimLine line(Claim claim) {
    Optional<Finding> found = Optional.ofNullable(findings.get(claim.id()));
    return new ClaimLine(
        claim.id(),
        texts.of(claim.text()),
        outcome(claim),
        texts.of(claim.byConstruction().isBlank() ? claim.reason() : claim.byConstruction()),
        texts.of(claim.note()),
        found.map(Finding::evidence).orElse(List.of()).stream().map(Readable::of).toList(),
        found.map(this::otherwise).orElse(""),
        found.map(this::origin).orElse(""),
        found.map(f -> page(drillOf(f), f.run())).orElse(""));
  }

  private String otherwise(Finding f) {
    return f.isSeenOneWay()
        ? texts.get("claim.one-way")
        : f.otherAnswerSeenIn().isEmpty()
            ? ""
            : texts.get("overview.otherwise", String.join(", ", f.otherAnswerSeenIn()));
  }

  private String origin(Finding f) {
    return texts.get(
        "overview.origin", f.scenario(), f.run(), f.seed(), f.commit(), f.date(), f.sandbox());
  }

  private static String drillOf(Finding finding) {
    return finding.scenario().replaceFirst("/.*", "");
  }
}
