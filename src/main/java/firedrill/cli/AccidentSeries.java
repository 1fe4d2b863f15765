package firedrill.cli;

import firedrill.claims.Accident;
import firedrill.claims.WatchRound;
import firedrill.claims.WatchRound.VolumeFill;
import firedrill.component.prometheus.RuleTrial;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the document's rules look at in an accident, as series for promtool: as it was found before,
 * and then as it was found last, for longer than any rule waits.
 */
final class AccidentSeries {

  /** When the accident begins. */
  private static final Duration BEGINS = Duration.ofMinutes(2);

  /** Twice as long as the document's longest {@code for}. */
  private static final Duration LASTS = Duration.ofMinutes(10);

  private static final String ABSENT = "_";

  private AccidentSeries() {}

  /** When it has lasted. */
  static Duration end() {
    return BEGINS.plus(LASTS);
  }

  /**
   * By the series' name and labels.
   *
   * @param accident that somebody looked at
   */
  static Map<String, String> of(Accident accident) {
    WatchRound during = accident.during().orElseThrow();
    WatchRound before = accident.before().orElse(during);
    Map<String, String> series = new TreeMap<>();
    TreeSet<String> targets = new TreeSet<>(before.up().keySet());
    targets.addAll(during.up().keySet());
    for (String target : targets) {
      series.put(
          "up{job=\"minio\",instance=\"%s\"}".formatted(target),
          values(up(before, target), up(during, target)));
    }
    Map<String, VolumeFill> full = volumes(before);
    Map<String, VolumeFill> now = volumes(during);
    TreeSet<String> claims = new TreeSet<>(full.keySet());
    claims.addAll(now.keySet());
    for (String labels : claims) {
      Optional<VolumeFill> one = Optional.ofNullable(full.get(labels));
      Optional<VolumeFill> other = Optional.ofNullable(now.get(labels));
      series.put(
          "kubelet_volume_stats_used_bytes" + labels,
          values(number(one.map(VolumeFill::used)), number(other.map(VolumeFill::used))));
      series.put(
          "kubelet_volume_stats_capacity_bytes" + labels,
          values(number(one.map(VolumeFill::capacity)), number(other.map(VolumeFill::capacity))));
    }
    return series;
  }

  private static String up(WatchRound round, String target) {
    Boolean up = round.up().get(target);
    return up == null ? ABSENT : up ? "1" : "0";
  }

  private static Map<String, VolumeFill> volumes(WatchRound round) {
    return round.volumes() == null
        ? Map.of()
        : round.volumes().stream()
            .collect(
                Collectors.toMap(
                    v ->
                        "{namespace=\"%s\",persistentvolumeclaim=\"%s\"}"
                            .formatted(v.namespace(), v.claim()),
                    v -> v,
                    (one, again) -> again));
  }

  private static String number(Optional<Long> bytes) {
    return bytes.map(String::valueOf).orElse(ABSENT);
  }

  /** {@code 1x7} is a sample and seven more (Prometheus, unit_testing_rules.md). */
  private static String values(String before, String during) {
    long first = BEGINS.dividedBy(RuleTrial.INTERVAL);
    long then = LASTS.dividedBy(RuleTrial.INTERVAL) + 1;
    return before + "x" + (first - (before.equals(ABSENT) ? 0 : 1)) + " " + during + "x" + then;
  }
}
