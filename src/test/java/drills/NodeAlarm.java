package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.prometheus.Alert;
import firedrill.component.prometheus.AlertSpan;
import firedrill.component.prometheus.Monitoring;
import firedrill.component.prometheus.Notice;
import firedrill.component.prometheus.PrometheusServer;
import firedrill.fault.PowerOff;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.ObjectLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What one Prometheus and whoever is on call know of one node that loses its power. */
final class NodeAlarm {

  static final String ALERT = "MinIONodeDown";

  private static final String BUCKET = "while-one-is-off";
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final ObjectLab lab;
  private final DrillRun run;
  private final PrometheusServer server;
  private final Node victim;
  private final int toldBefore;

  NodeAlarm(ObjectLab lab, DrillRun run, PrometheusServer server, Node victim) {
    this.lab = lab;
    this.run = run;
    this.server = server;
    this.victim = victim;
    this.toldBefore = lab.get(Monitoring.class).notices().size();
  }

  void steadyState() {
    run.steadyState("all-watched", this::allWatched);
    run.steadyState("no-alarm", this::noAlarm);
  }

  private Observation allWatched() throws IOException, InterruptedException {
    Map<String, Boolean> up = server.targets();
    return Observation.of(up.size() == 4 && !up.containsValue(false), "targets answer: " + up);
  }

  private Observation noAlarm() throws IOException, InterruptedException {
    List<Alert> alerts = named();
    return Observation.of(alerts.isEmpty(), "alerts: " + alerts);
  }

  PowerOff cut() {
    PowerOff cut = new PowerOff(lab.sandbox(), victim);
    run.inject(cut);
    return cut;
  }

  /** With one node off users go on. */
  void write() throws IOException {
    Node other =
        lab.minio().hosts().stream()
            .filter(h -> !h.name().equals(victim.name()))
            .findFirst()
            .orElseThrow();
    try (ObjectClient client = lab.minio().client(other, ANSWER_WITHIN)) {
      client.makeBucket(BUCKET).orThrow("make a bucket with one node off");
      run.wrote(BUCKET);
    }
  }

  Observation isPending() throws IOException, InterruptedException {
    return is(Alert.State.PENDING);
  }

  Observation isFiring() throws IOException, InterruptedException {
    return is(Alert.State.FIRING);
  }

  private Observation is(Alert.State state) throws IOException, InterruptedException {
    List<Alert> alerts = named();
    return Observation.of(
        alerts.stream().anyMatch(a -> a.state() == state && isVictim(a.labels().get("instance"))),
        victim.name() + " is off; alerts: " + alerts);
  }

  Observation isOver() throws IOException, InterruptedException {
    return noAlarm();
  }

  /** Whether this Prometheus has had whoever is on call told of the victim. */
  Observation isTold(boolean firing) {
    List<Notice> told = told();
    boolean of = told.stream().anyMatch(n -> n.firing() == firing && isVictim(n.instance()));
    return Observation.of(of, "told: " + told);
  }

  private List<Notice> told() {
    List<Notice> all = lab.get(Monitoring.class).notices();
    return all.subList(toldBefore, all.size()).stream()
        .filter(n -> n.alert().equals(ALERT) && server.name().equals(n.labels().get("watch")))
        .toList();
  }

  /** Names of other nodes of which an alarm was told. */
  List<String> falselyTold() {
    return told().stream().map(Notice::instance).filter(i -> !isVictim(i)).distinct().toList();
  }

  private List<Alert> named() throws IOException, InterruptedException {
    return server.alerts().stream().filter(a -> a.name().equals(ALERT)).toList();
  }

  private boolean isVictim(String instance) {
    return Minio.authority(victim).equals(instance);
  }

  /** By Prometheus' own record of its evaluations. */
  CheckResult firesInTime() throws IOException, InterruptedException {
    Duration wanted = Duration.ofSeconds(run.plan().size("for-seconds"));
    Duration late = wanted.plusSeconds(run.plan().size("late-seconds"));
    List<AlertSpan> spans =
        server.history(ALERT).stream().filter(s -> isVictim(s.instance())).toList();
    AlertSpan firing =
        spans.stream().filter(s -> s.state() == Alert.State.FIRING).findFirst().orElse(null);
    if (firing == null) {
      return CheckResult.failed("the alert never fired", spans.toString());
    }
    Duration waited =
        spans.stream()
            .filter(s -> s.state() == Alert.State.PENDING && s.first().isBefore(firing.first()))
            .reduce((one, later) -> later)
            .map(pending -> pending.until(firing))
            .orElse(Duration.ZERO);
    String text =
        "pending for %.1f s of %d s".formatted(waited.toMillis() / 1e3, wanted.toSeconds());
    boolean ok = waited.compareTo(wanted) >= 0 && waited.compareTo(late) <= 0;
    return ok ? CheckResult.passed(text) : CheckResult.failed("time before the alert", text);
  }
}
