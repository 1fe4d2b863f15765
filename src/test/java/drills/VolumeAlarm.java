package drills;

import firedrill.component.prometheus.Alert;
import firedrill.component.prometheus.Monitoring;
import firedrill.component.prometheus.Notice;
import firedrill.component.prometheus.PrometheusServer;
import firedrill.junit.CheckResult;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Observation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one Prometheus and whoever is on call know of how full volumes are. */
final class VolumeAlarm {

  /** The document's rule. */
  static final String ALERT = "PVCAlmostFull";

  /** The corrected one, which waits. */
  static final String CORRECTED = "VolumeAlmostFull";

  private static final String CLAIM = "persistentvolumeclaim";
  private static final String USED =
      "kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes";

  private final LocalStorageLab lab;
  private final PrometheusServer server;
  private final SmallVolume volume;
  private final int toldBefore;

  VolumeAlarm(LocalStorageLab lab, PrometheusServer server, SmallVolume volume) {
    this.lab = lab;
    this.server = server;
    this.volume = volume;
    this.toldBefore = lab.get(Monitoring.class).notices().size();
  }

  /** How full Prometheus has each claim's volume, from 0 to 1; nothing of one without figures. */
  Map<String, Double> filled() throws IOException, InterruptedException {
    return server.values(USED, CLAIM);
  }

  /** Whether every kubelet is scraped, and the claim has figures. */
  Observation isWatched() throws IOException, InterruptedException {
    Map<String, Boolean> up = server.targets();
    Map<String, Double> filled = filled();
    boolean all = up.size() == lab.sandbox().clusterNodes().size() && !up.containsValue(false);
    return Observation.of(
        all && filled.containsKey(volume.name()),
        "targets answer: %s; volumes are filled: %s".formatted(up, filled));
  }

  Observation isFilledTo(double least) throws IOException, InterruptedException {
    Map<String, Double> filled = filled();
    return Observation.of(
        filled.getOrDefault(volume.name(), 0.0) >= least, "volumes are filled: " + filled);
  }

  Observation isFiring() throws IOException, InterruptedException {
    return is(ALERT, Alert.State.FIRING);
  }

  Observation isCorrectedPending() throws IOException, InterruptedException {
    return is(CORRECTED, Alert.State.PENDING);
  }

  Observation isCorrectedFiring() throws IOException, InterruptedException {
    return is(CORRECTED, Alert.State.FIRING);
  }

  private Observation is(String name, Alert.State state) throws IOException, InterruptedException {
    List<Alert> alerts = server.alerts();
    return Observation.of(
        alerts.stream()
            .anyMatch(a -> a.name().equals(name) && a.state() == state && isOurs(a.labels())),
        "alerts: " + alerts + "; volumes are filled: " + filled());
  }

  Observation isOver() throws IOException, InterruptedException {
    List<Alert> of =
        server.alerts().stream()
            .filter(a -> a.name().equals(ALERT) || a.name().equals(CORRECTED))
            .toList();
    return Observation.of(of.isEmpty(), "alerts: " + of + "; volumes are filled: " + filled());
  }

  /**
   * Whether nothing of the document's rule has been pending or has fired so far.
   *
   * @param stayed what was seen of its alerts until now: an alert is there before the record has a
   *     sample of it
   */
  CheckResult neverBefore(Observation stayed) throws IOException, InterruptedException {
    var spans = server.history(ALERT);
    String text = stayed.text() + "; filled: %s; spans: %s".formatted(filled(), spans);
    return stayed.ok() && spans.isEmpty() && told().isEmpty()
        ? CheckResult.passed(text)
        : CheckResult.failed("an alert below 85 %", text);
  }

  /** By Prometheus' own record: it fired, and was never pending, as it has no {@code for}. */
  CheckResult hasFiredAtOnce() throws IOException, InterruptedException {
    var spans = server.history(ALERT);
    if (spans.stream().noneMatch(s -> s.state() == Alert.State.FIRING)) {
      return CheckResult.failed("the volume's alert never fired", "spans: " + spans);
    }
    return spans.stream().anyMatch(s -> s.state() == Alert.State.PENDING)
        ? CheckResult.failed("the volume's alert waited", "spans: " + spans)
        : CheckResult.passed(spans.size() + " spans, all firing");
  }

  /** Whether Prometheus' record has it that the document's rule fired. */
  Observation isRecorded() throws IOException, InterruptedException {
    var spans = server.history(ALERT);
    return Observation.of(
        spans.stream().anyMatch(s -> s.state() == Alert.State.FIRING), "spans: " + spans);
  }

  Observation isTold(boolean firing) {
    List<Notice> told = told();
    return Observation.of(
        told.stream().anyMatch(n -> n.firing() == firing && isOurs(n.labels())), "told: " + told);
  }

  /** Claims that are others, of which an alarm was told. */
  List<String> falselyTold() {
    return told().stream()
        .filter(n -> !isOurs(n.labels()))
        .map(n -> Optional.ofNullable(n.labels().get(CLAIM)).orElse("?"))
        .distinct()
        .toList();
  }

  private List<Notice> told() {
    List<Notice> all = lab.get(Monitoring.class).notices();
    return all.subList(toldBefore, all.size()).stream()
        .filter(n -> n.alert().equals(ALERT) && server.name().equals(n.labels().get("watch")))
        .toList();
  }

  private boolean isOurs(Map<String, String> labels) {
    return volume.name().equals(labels.get(CLAIM))
        && volume.shelf().namespace().equals(labels.get("namespace"));
  }
}
