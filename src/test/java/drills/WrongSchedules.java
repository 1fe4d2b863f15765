package drills;

import firedrill.junit.CheckResult;
import firedrill.recovery.Observation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Schedules like the document's two, each wrong in one thing. */
final class WrongSchedules {

  private static final String PAUSED = "hourly-paused";
  private static final String CUT_SHORT = "hourly-cut-short";
  private static final List<String> HOURLY =
      List.of("hourly-every-minute", "hourly-without-vault", CUT_SHORT);
  private static final List<String> DAILY =
      List.of(
          "daily-a-minute-late", "daily-another-ttl", "daily-of-everything", "daily-of-critical");

  private static final Duration DUE = Duration.ofSeconds(1);
  private static final Duration AHEAD = Duration.ZERO;

  private final KeptSchedules schedules;

  private WrongSchedules(KeptSchedules schedules) {
    this.schedules = schedules;
  }

  /** All of them at once, so that Velero comes to them in the same look. */
  static WrongSchedules beside(KeptSchedules schedules) {
    KeptSchedules.Line hourly = KeptSchedules.HOURLY;
    KeptSchedules.Line daily = KeptSchedules.DAILY;
    schedules.likeAndPaused(hourly, PAUSED);
    schedules.like(hourly, HOURLY.get(0), "* * * * *", Map.of(), AHEAD);
    Map<String, Object> two = Map.of("includedNamespaces", List.of("storage", "shared-services"));
    schedules.like(hourly, HOURLY.get(1), "", two, DUE);
    schedules.like(hourly, CUT_SHORT, "", Map.of(), DUE);
    schedules.like(daily, DAILY.get(0), "1 2 * * *", Map.of(), AHEAD);
    schedules.like(daily, DAILY.get(1), "", Map.of("ttl", "24h"), DUE);
    schedules.like(daily, DAILY.get(2), "", Map.of("excludedNamespaces", List.of()), DUE);
    Map<String, Object> critical = Map.of("includedNamespaces", KeptSchedules.TAKEN);
    schedules.like(daily, DAILY.get(3), "", critical, DUE);
    return new WrongSchedules(schedules);
  }

  /** All but the one that is paused. */
  Observation haveMade() {
    Observation hourly = schedules.haveMade(HOURLY);
    return hourly.ok() ? schedules.haveMade(DAILY) : hourly;
  }

  /** The backup that is to be spoilt. */
  String ofCutShort() {
    return schedules.first(CUT_SHORT).orElseThrow();
  }

  CheckResult cutShort() {
    return schedules.isKept(KeptSchedules.HOURLY, CUT_SHORT);
  }

  /** By name, each held against what the document says of the hourly one. */
  Map<String, CheckResult> hourly() {
    Map<String, CheckResult> seen = new LinkedHashMap<>();
    for (String name : List.of(PAUSED, HOURLY.get(0), HOURLY.get(1))) {
      seen.put(name, schedules.isKept(KeptSchedules.HOURLY, name));
    }
    return seen;
  }

  /** The same of the daily one. */
  Map<String, CheckResult> daily() {
    Map<String, CheckResult> seen = new LinkedHashMap<>();
    DAILY.forEach(name -> seen.put(name, schedules.isKept(KeptSchedules.DAILY, name)));
    return seen;
  }
}
