package drills;

import firedrill.component.erp.Erp;
import firedrill.fault.LinkCut;
import firedrill.junit.DrillRun;
import firedrill.lab.HomeLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** What the scenarios of {@code node-cut-off} have in common. */
final class CutNode {

  private static final Duration BACK_WITHIN = Duration.ofSeconds(90);
  private static final Duration EVICTED_WITHIN = Duration.ofSeconds(45);

  private final HomeLab lab;
  private final DrillRun run;
  private final Node node;
  private final LinkCut cut;
  private Instant restored;

  CutNode(HomeLab lab, DrillRun run, String name) {
    this.lab = lab;
    this.run = run;
    this.node = lab.sandbox().node(name);
    this.cut = new LinkCut(lab.sandbox(), lab.platform().kubernetes(), node);
  }

  /** Each scenario first lets the lab come back from the one before. */
  void steadyState() throws Exception {
    run.prepare(
        "the lab to come back from the scenario before",
        () -> {
          run.await("all nodes ready", nodesReady(), BACK_WITHIN);
          run.await("every pod ready", everyPodReady(), BACK_WITHIN);
          run.await("ERP serving", erpServing(), BACK_WITHIN);
        });
    run.steadyState("nodes-ready", nodesReady());
    run.steadyState("all-pods-ready", everyPodReady());
    run.steadyState("erp-serving", erpServing());
    run.expect(
        "erp-on-the-cut-node",
        "the ERP's pods are on " + podsOn(),
        lab.erp().pods().stream().allMatch(this::isHere));
  }

  /** Pulls the cable; returns the moment, by the ledger's clock. */
  Instant pull(ErpLoad load) {
    Instant at = load.now();
    run.inject(cut);
    run.expectWithin("pods-not-ready-while-cut", podsNotReady(), Duration.ofSeconds(10));
    return at;
  }

  /** Leaves it pulled for as long as the plan wants. */
  void stayCut(String size, Instant since, ErpLoad load) {
    Instant until = since.plusSeconds(run.plan().size(size));
    run.await(
        "the cut to last " + run.plan().size(size) + " s",
        () -> Observation.of(!load.now().isBefore(until), "cut since " + since),
        Duration.ofSeconds(run.plan().size(size) + 5L));
  }

  /** The cluster gives up on the pods: they are deleted, and their node cannot confirm it. */
  void awaitEviction() {
    run.expectWithin("pods-taken-away", erpEvicted(), EVICTED_WITHIN);
  }

  void noEntryWhileCut(Instant since, ErpLoad load) {
    // What was under way when the cable went may still have been answered.
    Instant first = since.plusSeconds(1);
    var ack = load.progress().firstAckAfter(first);
    run.expect(
        "no-entry-while-cut",
        ack.map(t -> "an entry was acknowledged at " + t)
            .orElse("no entry was acknowledged since " + first),
        ack.isEmpty());
  }

  Step restoreLink(ErpLoad load) {
    return Step.of(
        "restore-link",
        Actor.HUMAN,
        () -> {
          restored = load.now();
          cut.restore();
        });
  }

  Condition nodesReady() {
    return () -> {
      TreeMap<String, String> ready = new TreeMap<>();
      for (var n : lab.platform().kubernetes().nodes().list().getItems()) {
        ready.put(
            n.getMetadata().getName(),
            n.getStatus().getConditions().stream()
                .filter(c -> "Ready".equals(c.getType()))
                .map(NodeCondition::getStatus)
                .findFirst()
                .orElse("not reported"));
      }
      return Observation.of(
          !ready.isEmpty() && ready.values().stream().allMatch("True"::equals),
          "nodes ready: " + ready);
    };
  }

  /** Whether a user's entry was acknowledged since the cable is plugged in again. */
  Condition takesEntries(ErpLoad load) {
    return () -> {
      var ack = load.progress().firstAckAfter(restored);
      return Observation.of(
          ack.isPresent(),
          ack.map(
                  t ->
                      "an entry was acknowledged "
                          + Duration.between(restored, t).toMillis()
                          + " ms after the cable was plugged in")
              .orElse("no entry acknowledged; ERP: " + states(lab.erp().pods())));
    };
  }

  /** No pod is missing its readiness, and none still waits for its end. */
  Condition everyPodReady() {
    return () -> {
      List<Pod> wanting =
          lab.platform().kubernetes().pods().inAnyNamespace().list().getItems().stream()
              .filter(p -> !"Succeeded".equals(p.getStatus().getPhase()))
              .filter(p -> !Erp.isReady(p) || p.getMetadata().getDeletionTimestamp() != null)
              .toList();
      return Observation.of(wanting.isEmpty(), "not ready or ending: " + states(wanting));
    };
  }

  private Condition erpServing() {
    return () ->
        Observation.of(lab.erp().servesUnderItsSecret(), "ERP: " + states(lab.erp().pods()));
  }

  private Condition podsNotReady() {
    return () -> {
      List<Pod> here = podsHere();
      return Observation.of(
          !here.isEmpty() && here.stream().noneMatch(Erp::isReady),
          "on " + node.name() + ": " + states(here));
    };
  }

  private Condition erpEvicted() {
    return () -> {
      List<Pod> here = lab.erp().pods().stream().filter(this::isHere).toList();
      return Observation.of(
          !here.isEmpty()
              && here.stream().allMatch(p -> p.getMetadata().getDeletionTimestamp() != null),
          "ERP: " + states(lab.erp().pods()));
    };
  }

  private List<Pod> podsHere() {
    return lab.platform().kubernetes().pods().inAnyNamespace().list().getItems().stream()
        .filter(this::isHere)
        .toList();
  }

  private boolean isHere(Pod pod) {
    return node.name().equals(pod.getSpec().getNodeName());
  }

  private List<String> podsOn() {
    return lab.erp().pods().stream().map(p -> p.getSpec().getNodeName()).toList();
  }

  private static List<String> states(List<Pod> pods) {
    return pods.stream()
        .map(
            p ->
                p.getMetadata().getName()
                    + " "
                    + Erp.state(p)
                    + (p.getMetadata().getDeletionTimestamp() == null ? "" : ", ending"))
        .toList();
  }
}
