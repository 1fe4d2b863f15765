package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.prometheus.Alert;
import firedrill.component.prometheus.PrometheusServer;
import firedrill.fault.PowerOff;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.ObjectLab;
import firedrill.lab.WatchedLabFactory;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Node;
import firedrill.verdict.VerdictKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One of MinIO's four nodes is down: who gets told, and with which ways of watching nobody. */
@Drill("alerts-fire")
@LabWith(WatchedLabFactory.class)
@Needs(Capability.CRASH)
class AlertsFireDrill {

  private static final String CLAIM = "alert-minio-node-down";
  private static final Duration FIRES_WITHIN = Duration.ofSeconds(60);

  /** MinIO counts its nodes once a minute (cmd/metrics-v2.go, getNodeHealthMetrics). */
  private static final Duration CORRECTED_WITHIN = Duration.ofSeconds(120);

  @Scenario(
      value = "node-down",
      gates = {"alert-pending", "alert-firing", "on-call-told", "alert-over", "on-call-told-over"})
  @Needs(Capability.NODE_FILES)
  void theAlertFiresAndIsOver(ObjectLab lab, DrillRun run) throws Exception {
    Node victim = victim(lab, run);
    Node other = others(lab, victim).get(0);
    Watchers watchers = new Watchers(lab, run, "node-down");
    PrometheusServer byNode = watchers.byNode();
    Map<String, PrometheusServer> ways = new TreeMap<>();
    ways.put("one address for all four", watchers.oneAddress(other));
    ways.put("under the name that mc prints", watchers.underMcsName());
    PrometheusServer noToken = watchers.withoutToken();
    NodeAlarm alarm = new NodeAlarm(lab, run, byNode, victim);
    run.await("the scrapes to begin", () -> allUp(byNode), FIRES_WITHIN);
    alarm.steadyState();
    falseAlarm(run, noToken, lab.minio().hosts().size());

    PowerOff cut = alarm.cut();
    try {
      run.gate("alert-pending", alarm::isPending);
      run.gate("alert-firing", alarm::isFiring);
      run.gate("on-call-told", () -> alarm.isTold(true));
    } finally {
      // A gate that ends the scenario speaks against it.
      told(run, alarm);
    }
    alarm.write();
    silent(run, ways);

    run.step(Step.of("start-node", Actor.HUMAN, cut::restore));
    run.gate("alert-over", alarm::isOver);
    run.gate("on-call-told-over", () -> alarm.isTold(false));
  }

  private static void told(DrillRun run, NodeAlarm alarm) throws Exception {
    List<String> falsely = alarm.falselyTold();
    run.expect("on-call-told-of", "told of others that are well: " + falsely, falsely.isEmpty());
    boolean inTime = run.check("fires-in-time", alarm::firesInTime);
    run.claim(
        CLAIM,
        ClaimOutcome.of(inTime && falsely.isEmpty() && alarm.isTold(true).ok()),
        "each node a target: " + alarm.firesInTime().detail() + "; " + alarm.isTold(true).text());
  }

  /** By now the rule has fired where it can: who is silent now stays silent. */
  private static void silent(DrillRun run, Map<String, PrometheusServer> ways) throws Exception {
    for (Map.Entry<String, PrometheusServer> way : ways.entrySet()) {
      Watched.becomes(
          run, "a corrected rule to fire", () -> byCorrected(way.getValue()), CORRECTED_WITHIN);
      List<String> fired = firing(way.getValue());
      boolean documented = fired.contains(NodeAlarm.ALERT);
      run.control(
          CLAIM, ClaimOutcome.of(documented), way.getKey() + ": of all rules fire " + fired);
      run.finding(
          "a node is down, watched %s: the document's rule %s; of the corrected ones fire %s"
              .formatted(
                  way.getKey(),
                  documented ? "fires" : "is silent",
                  fired.stream().filter(f -> !f.equals(NodeAlarm.ALERT)).toList()));
    }
  }

  private static Observation byCorrected(PrometheusServer server)
      throws IOException, InterruptedException {
    List<String> fired = firing(server);
    return Observation.of(fired.stream().anyMatch(f -> f.startsWith("MinIO")), "firing: " + fired);
  }

  /** All four are on, and the rule fires for each, as each has been scraped in vain. */
  private static void falseAlarm(DrillRun run, PrometheusServer noToken, int hosts)
      throws Exception {
    Observation all =
        Watched.becomes(
            run,
            "the false alarm of each",
            () -> {
              long firing = firingFor(noToken);
              return Observation.of(firing == hosts, "it fires for " + firing + " nodes");
            },
            FIRES_WITHIN);
    long firing = firingFor(noToken);
    run.observe("false-alarm", "without a token, all nodes on: " + all.text(), firing);
    run.finding("without a token the document's rule fires for " + firing + " nodes that are well");
  }

  private static long firingFor(PrometheusServer server) throws IOException, InterruptedException {
    return server.alerts().stream()
        .filter(a -> a.name().equals(NodeAlarm.ALERT) && a.isFiring())
        .count();
  }

  private static List<String> firing(PrometheusServer server)
      throws IOException, InterruptedException {
    return server.alerts().stream()
        .filter(Alert::isFiring)
        .map(Alert::name)
        .distinct()
        .sorted()
        .toList();
  }

  private static Observation allUp(PrometheusServer server)
      throws IOException, InterruptedException {
    Map<String, Boolean> up = server.targets();
    return Observation.of(up.size() == 4 && !up.containsValue(false), "targets answer: " + up);
  }

  private static Node victim(ObjectLab lab, DrillRun run) {
    List<Node> hosts = lab.minio().hosts();
    return hosts.get(run.random("victim").nextInt(hosts.size()));
  }

  private static List<Node> others(ObjectLab lab, Node victim) {
    return lab.minio().hosts().stream().filter(h -> !h.name().equals(victim.name())).toList();
  }

  @Twin(
      value = "never-fires",
      expect = VerdictKind.FAIL,
      culprit = {"alert-pending", "alert-firing", "on-call-told", "the alert never fired"})
  void aRuleThatCanNeverFireIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    Node victim = victim(lab, run);
    Watchers watchers = new Watchers(lab, run, "never-fires");
    PrometheusServer deaf =
        watchers.byNode(
            "never",
            text -> text.replace("up{job=\"minio\"} == 0", "up{job=\"minio-nodes\"} == 0"));
    PrometheusServer sound = watchers.byNode("sound", text -> text.replace("Down", "Lost"));
    NodeAlarm alarm = new NodeAlarm(lab, run, deaf, victim);
    run.await("the scrapes to begin", () -> allUp(deaf), FIRES_WITHIN);
    alarm.steadyState();
    PowerOff cut = alarm.cut();
    run.await(
        "the same rule, as it should be, to fire",
        () -> {
          List<String> fired = firing(sound);
          return Observation.of(fired.contains("MinIONodeLost"), "firing: " + fired);
        },
        FIRES_WITHIN);
    String why = "the sound rule has fired already";
    Planted.gate(run, "alert-pending", alarm::isPending, why);
    Planted.gate(run, "alert-firing", alarm::isFiring, why);
    Planted.gate(run, "on-call-told", () -> alarm.isTold(true), why);
    run.check("fires-in-time", alarm::firesInTime);
    cut.restore();
  }

  @Twin(value = "fires-at-once", expect = VerdictKind.FAIL, culprit = "time before the alert")
  void aRuleThatDoesNotWaitIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    Watchers watchers = new Watchers(lab, run, "fires-at-once");
    PrometheusServer hasty = watchers.byNode("hasty", text -> text.replace("for: 5m", ""));
    NodeAlarm alarm = new NodeAlarm(lab, run, hasty, victim(lab, run));
    run.await("the scrapes to begin", () -> allUp(hasty), FIRES_WITHIN);
    alarm.steadyState();
    PowerOff cut = alarm.cut();
    run.await("the alert to fire", alarm::isFiring, FIRES_WITHIN);
    run.await("it to be recorded", () -> recorded(hasty), FIRES_WITHIN);
    run.check("fires-in-time", alarm::firesInTime);
    cut.restore();
  }

  private static Observation recorded(PrometheusServer server)
      throws IOException, InterruptedException {
    int spans = server.history(NodeAlarm.ALERT).size();
    return Observation.of(spans > 0, spans + " spans");
  }

  @Twin(
      value = "node-stays-down",
      expect = VerdictKind.FAIL,
      culprit = {"alert-over", "on-call-told-over", "on-call-told-of"})
  void anAlertThatIsNotOverIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    Node victim = victim(lab, run);
    Watchers watchers = new Watchers(lab, run, "node-stays-down");
    PrometheusServer byNode = watchers.byNode();
    NodeAlarm alarm = new NodeAlarm(lab, run, byNode, victim);
    run.await("the scrapes to begin", () -> allUp(byNode), FIRES_WITHIN);
    alarm.steadyState();
    PowerOff cut = alarm.cut();
    PowerOff another = new PowerOff(lab.sandbox(), others(lab, victim).get(0));
    run.inject(another);
    run.gate("alert-firing", alarm::isFiring);
    run.await("the other to be told of", () -> toldOfAnother(alarm), FIRES_WITHIN);
    List<String> falsely = alarm.falselyTold();
    run.expect("on-call-told-of", "told of others: " + falsely, falsely.isEmpty());
    Planted.gate(run, "alert-over", alarm::isOver, "nobody gives it power");
    Planted.gate(run, "on-call-told-over", () -> alarm.isTold(false), "nobody gives it power");
    another.restore();
    cut.restore();
  }

  private static Observation toldOfAnother(NodeAlarm alarm) {
    List<String> others = alarm.falselyTold();
    return Observation.of(!others.isEmpty(), "told of others: " + others);
  }
}
