package drills;

import firedrill.component.prometheus.Alert;
import firedrill.component.prometheus.PrometheusServer;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.LocalStorageLab;
import firedrill.lab.VolumeWatchLabFactory;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Node;
import firedrill.verdict.VerdictKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A volume fills up: who gets told, and of which volumes nobody can be. */
@Drill("alerts-fire")
@LabWith(VolumeWatchLabFactory.class)
@Needs({Capability.CUT_POWER, Capability.SMALL_DISKS, Capability.KUBELET_METRICS})
class AlertsFireVolumeDrill {

  private static final String CLAIM = "alert-pvc-almost-full";
  private static final String NODE = "pi3";
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final String NOT_WATCHED = "VolumesNotWatched";
  private static final String FIGURES = "kubelet's /metrics";

  @Scenario(
      value = "volume-fills",
      gates = {
        "volume-alert-firing",
        "on-call-told-volume",
        "corrected-pending",
        "corrected-firing",
        "volume-alert-over",
        "on-call-told-volume-over"
      })
  void theAlertFiresWhereThereAreFigures(LocalStorageLab lab, DrillRun run) throws Exception {
    Shelf shelf = new Shelf(lab, run, "volume-fills");
    SmallVolume volume = volume(lab, run, shelf, "with-figures", false);
    SmallVolume bare = volume(lab, run, shelf, "by-hostpath", true);
    VolumeWatchers watchers = new VolumeWatchers(lab, run, "volume-fills");
    PrometheusServer deafened = watchers.withoutLogin();
    VolumeAlarm alarm = new VolumeAlarm(lab, watchers.withLogin(), volume);
    steadyState(run, alarm, volume, bare);
    boolean silent = halfFull(run, alarm, volume);

    run.inject(full(run, volume));
    try {
      run.gate("volume-alert-firing", alarm::isFiring);
      run.gate("on-call-told-volume", () -> alarm.isTold(true));
    } finally {
      // A gate that ends the scenario speaks against it.
      told(lab, run, alarm, silent);
    }
    run.gate("corrected-pending", alarm::isCorrectedPending);
    run.gate("corrected-firing", alarm::isCorrectedFiring);
    byHostPath(lab, run, alarm, bare);
    withoutLogin(lab, run, deafened);

    run.step(Step.of("make-room", Actor.HUMAN, () -> volume.startEmptying("emptier")));
    run.gate("volume-alert-over", alarm::isOver);
    run.gate("on-call-told-volume-over", () -> alarm.isTold(false));
    shelf.startWriter("writer-again", Shelf.ofClaim(volume.name()), Shelf.anywhere(), "again");
    run.await("the volume to take another file", () -> shelf.ended("writer-again"), WITHIN);
    run.wrote("again");
  }

  /**
   * That the rule fires and somebody is told is Prometheus' and Alertmanager's own doing; what
   * there is to read is decided by whoever tells the figures.
   */
  private static void told(
      LocalStorageLab lab, DrillRun run, VolumeAlarm alarm, boolean silentBelow) throws Exception {
    List<String> falsely = alarm.falselyTold();
    run.expect("told-of-volumes", "told of others that are well: " + falsely, falsely.isEmpty());
    boolean fired = run.check("fires-at-once-when-full", alarm::hasFiredAtOnce);
    run.claim(
        CLAIM,
        figures(lab).of(fired && silentBelow && falsely.isEmpty() && alarm.isTold(true).ok()),
        "a local volume, figures under kubelet's names and a Prometheus with a login: %s; %s"
            .formatted(alarm.isTold(true).text(), alarm.isFilledTo(0).text()));
  }

  private static PartsWord figures(LocalStorageLab lab) {
    return new PartsWord(lab.reality(), FIGURES);
  }

  /** A node gets a small disk, and a volume on it. */
  private static SmallVolume volume(
      LocalStorageLab lab, DrillRun run, Shelf shelf, String name, boolean byHostPath)
      throws Exception {
    long mebibytes = run.plan().size("small-disk-mib");
    ClusterNode node = new ClusterNode(lab, NODE);
    SmallVolume volume = new SmallVolume(lab, shelf, name, byHostPath, NODE);
    run.prepare(
        "a volume " + name,
        () -> {
          if (!byHostPath) {
            Node machine = node.node();
            lab.sandbox().power().cut(machine);
            run.await(NODE + " to be missed", node::isMissed, WITHIN);
            lab.sandbox().disks().replace(machine, mebibytes << 20);
            lab.sandbox().power().restore(machine);
            run.await(NODE + " to be ready", node::allReady, WITHIN);
          }
          volume.make(mebibytes);
        });
    run.await(name + " to be read", volume::isRead, WITHIN);
    return volume;
  }

  private static void steadyState(DrillRun run, VolumeAlarm alarm, SmallVolume... volumes) {
    run.await("the scrapes to begin", alarm::isWatched, WITHIN);
    run.steadyState("volumes-watched", alarm::isWatched);
    run.steadyState("no-alarm-of-volumes", alarm::isOver);
    for (SmallVolume volume : volumes) {
      run.steadyState(volume.name() + "-read", volume::isRead);
    }
  }

  /** Nobody is told yet. */
  private static boolean halfFull(DrillRun run, VolumeAlarm alarm, SmallVolume volume) {
    int percent = run.plan().size("below-percent");
    volume.startFilling("half-filler", megabytes(run, percent), percent - 1);
    run.await(
        "the volume to be scraped below the limit",
        () -> alarm.isFilledTo(percent / 100.0 - 0.02),
        WITHIN);
    Observation stayed =
        Watched.stays(
            run,
            "no alarm below the limit",
            alarm::isOver,
            Duration.ofSeconds(run.plan().size("below-seconds")));
    return run.check("silent-below-the-limit", () -> alarm.neverBefore(stayed));
  }

  private static VolumeFilled full(DrillRun run, SmallVolume volume) {
    int percent = run.plan().size("full-percent");
    return new VolumeFilled(volume, megabytes(run, percent), percent - 1);
  }

  private static long megabytes(DrillRun run, int percent) {
    return (long) run.plan().size("small-disk-mib") * percent / 100;
  }

  /** On the same disk, as full: nothing is known of it. */
  private static void byHostPath(
      LocalStorageLab lab, DrillRun run, VolumeAlarm alarm, SmallVolume bare) throws Exception {
    boolean known = alarm.filled().containsKey(bare.name());
    boolean told = alarm.falselyTold().contains(bare.name());
    run.control(
        CLAIM,
        figures(lab).of(known || told),
        "a hostPath volume on the same full disk: figures: %s; whoever is on call was told: %s"
            .formatted(known, told));
    run.finding(
        "a volume by hostPath, as local-path makes it where nobody says otherwise, on the same full"
            + " disk: there are figures of it: %s; somebody was told of it: %s"
                .formatted(known, told));
  }

  private static void withoutLogin(LocalStorageLab lab, DrillRun run, PrometheusServer server)
      throws Exception {
    Observation corrected =
        Watched.becomes(run, NOT_WATCHED + " to fire", () -> fires(server, NOT_WATCHED), WITHIN);
    Observation fires = fires(server, VolumeAlarm.ALERT);
    run.control(
        CLAIM,
        figures(lab).of(fires.ok()),
        "a Prometheus without a login: targets answer %s; %s"
            .formatted(server.targets(), fires.text()));
    run.finding(
        "without a login the document's rule is "
            + (fires.ok() ? "heard" : "silent")
            + "; the corrected one for it: "
            + corrected.text());
  }

  private static Observation fires(PrometheusServer server, String name)
      throws IOException, InterruptedException {
    List<String> firing =
        server.alerts().stream().filter(Alert::isFiring).map(Alert::name).distinct().toList();
    return Observation.of(firing.contains(name), "firing: " + firing);
  }

  @Twin(
      value = "volume-rule-deaf",
      expect = VerdictKind.FAIL,
      culprit = {
        "volume-alert-firing",
        "on-call-told-volume",
        "corrected-pending",
        "corrected-firing",
        "the volume's alert never fired"
      })
  void aRuleOfAnotherSeriesIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    VolumeAlarm alarm =
        twin(lab, run, "volume-rule-deaf", text -> text.replace("_used_bytes /", "_inuse_bytes /"));
    run.await("the full volume to be scraped", () -> alarm.isFilledTo(0.86), WITHIN);
    String why = "the full volume has been scraped";
    Planted.gate(run, "volume-alert-firing", alarm::isFiring, why);
    Planted.gate(run, "on-call-told-volume", () -> alarm.isTold(true), why);
    Planted.gate(run, "corrected-pending", alarm::isCorrectedPending, why);
    Planted.gate(run, "corrected-firing", alarm::isCorrectedFiring, why);
    run.check("fires-at-once-when-full", alarm::hasFiredAtOnce);
  }

  @Twin(
      value = "volume-rule-waits",
      expect = VerdictKind.FAIL,
      culprit = "the volume's alert waited")
  void aRuleThatWaitsIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    // The corrected rule waits as it is: the text is that of the document's alone.
    String atOnce = "> 0.85\n          annotations:";
    VolumeAlarm alarm =
        twin(
            lab,
            run,
            "volume-rule-waits",
            text -> text.replace(atOnce, atOnce.replace("\n", "\n          for: 5m\n")));
    run.await("the alert to fire", alarm::isFiring, WITHIN);
    run.await("it to be recorded", alarm::isRecorded, WITHIN);
    run.check("fires-at-once-when-full", alarm::hasFiredAtOnce);
  }

  private static VolumeAlarm twin(
      LocalStorageLab lab, DrillRun run, String name, UnaryOperator<String> edit) throws Exception {
    Shelf shelf = new Shelf(lab, run, name);
    SmallVolume volume = volume(lab, run, shelf, "with-figures", false);
    VolumeWatchers watchers = new VolumeWatchers(lab, run, name);
    VolumeAlarm alarm = new VolumeAlarm(lab, watchers.edited("edited", edit), volume);
    steadyState(run, alarm, volume);
    run.inject(full(run, volume));
    return alarm;
  }

  @Twin(
      value = "room-not-made",
      expect = VerdictKind.FAIL,
      culprit = {
        "an alert below 85 %",
        "volume-alert-over",
        "on-call-told-volume-over",
        "told-of-volumes"
      })
  void anAlertThatIsNotOverAndOneThatComesTooEarlyAreNamed(LocalStorageLab lab, DrillRun run)
      throws Exception {
    Shelf shelf = new Shelf(lab, run, "room-not-made");
    SmallVolume volume = volume(lab, run, shelf, "with-figures", false);
    SmallVolume other = new SmallVolume(lab, shelf, "another", false, NODE);
    other.make(run.plan().size("small-disk-mib"));
    run.await("the other to be read", other::isRead, WITHIN);
    VolumeWatchers watchers = new VolumeWatchers(lab, run, "room-not-made");
    VolumeAlarm alarm =
        new VolumeAlarm(
            lab, watchers.edited("early", text -> text.replace("> 0.85", "> 0.3")), volume);
    steadyState(run, alarm, volume, other);
    halfFull(run, alarm, volume);
    run.inject(full(run, volume));
    run.await("the alert to fire", alarm::isFiring, WITHIN);
    run.await(
        "another to be told of",
        () -> {
          List<String> others = alarm.falselyTold();
          return Observation.of(!others.isEmpty(), "told of others: " + others);
        },
        WITHIN);
    List<String> falsely = alarm.falselyTold();
    run.expect("told-of-volumes", "told of others: " + falsely, falsely.isEmpty());
    Planted.gate(run, "volume-alert-over", alarm::isOver, "nobody makes room");
    Planted.gate(run, "on-call-told-volume-over", () -> alarm.isTold(false), "nobody makes room");
  }
}
