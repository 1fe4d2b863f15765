package firedrill.report;

import firedrill.plan.DrillCatalog;
import firedrill.plan.PlanException;
import firedrill.report.Overview.DrillRow;
import firedrill.report.Overview.Trend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes the {@link Overview} of what is known.
 *
 * @param history of all drills
 * @param alarms what the document's alert rules say of the accidents
 * @param words of a drill, by its id
 * @param last the scenarios of the last run; what was real in their labs is told
 */
record OverviewMaker(
    ClaimBoard board,
    DrillCatalog catalog,
    PastRuns history,
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
        board.lead(),
        board.outcomes(),
        drills(),
        board.documents(),
        alarms.headline(),
        alarms.groups(),
        RealPart.of(last, texts));
  }

  private List<DrillRow> drills() {
    Set<String> ids = new LinkedHashSet<>(catalog.ids());
    board.claims().all().forEach(c -> ids.addAll(c.drills()));
    return ids.stream()
        .sorted(Comparator.comparing(id -> history.of(id).isEmpty()))
        .map(this::drill)
        .toList();
  }

  private DrillRow drill(String id) {
    List<PastRun> past = history.of(id);
    if (past.isEmpty()) {
      return new DrillRow(
          id, name(id), "", "", "", NONE, "", "", false, NONE, NONE, trend(past), "");
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
        run.pauseMs() == null ? "" : texts.get("overview.pause", texts.duration(run.pauseMs())),
        limited && run.rtoMs() > run.rtoBudgetMs(),
        run.lost() == null ? NONE : texts.number(run.lost()),
        twins(id),
        trend(past),
        texts.count("overview.runs", past.size()));
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
    return board.pages().getOrDefault(drill + "-" + run, "");
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
}
