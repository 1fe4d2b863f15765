package drills;

import firedrill.component.erp.Erp;
import firedrill.component.vault.SealStatus;
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
import java.util.Optional;
import java.util.TreeMap;

/** What the scenarios of {@code node-cut-off} have in common. */
final class CutNode {

  private static final Duration BACK_WITHIN = Duration.ofSeconds(90);
  private static final Duration EVICTED_WITHIN = Duration.ofSeconds(45);

  /** How long the lab's pods tolerate a node that is not ready (default tolerations of its API). */
  private static final Duration TOLERATED = Duration.ofSeconds(30);

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
    erpIsHere();
  }

  /** Without the ERP on it, the node that is cut says nothing of the ERP. */
  void erpIsHere() {
    List<String> on = podsOn();
    run.expect(
        "erp-on-the-cut-node",
        "asked of " + node.name() + ": the ERP's pods are on " + on,
        !on.isEmpty() && on.stream().allMatch(node.name()::equals));
  }

  /** Pulls the cable; returns the moment, by the ledger's clock. */
  Instant pull(ErpLoad load) {
    Instant at = load.now();
    run.inject(cut);
    podsBecomeNotReady();
    return at;
  }

  /** The cluster says of none of its pods that it is ready. */
  void podsBecomeNotReady() {
    run.expectWithin("pods-not-ready-while-cut", podsNotReady(), Duration.ofSeconds(10));
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
    Instant tooLate = Instant.now().plus(EVICTED_WITHIN.minus(TOLERATED));
    run.expectWithin(
        "pods-taken-away",
        erpEvicted(),
        EVICTED_WITHIN,
        () ->
            Instant.now().isAfter(tooLate) && isHeard()
                ? Optional.of(
                    "the cluster still hears %s: what it would tolerate for %d s from now on cannot be taken away in time"
                        .formatted(node.name(), TOLERATED.toSeconds()))
                : Optional.empty());
  }

  private boolean isHeard() {
    return "True"
        .equals(readiness(lab.platform().kubernetes().nodes().withName(node.name()).get()));
  }

  /** A Vault that nobody has touched is not sealed. */
  void vaultUndisturbed() {
    SealStatus vault = lab.vault().sealStatus();
    run.expect("vault-undisturbed", "Vault: " + vault, vault.reachable() && !vault.sealed());
  }

  void noEntryWhileCut(ErpLoad load) {
    noEntrySince(cut.pulledAt(), load);
  }

  void noEntrySince(Instant since, ErpLoad load) {
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
        ready.put(n.getMetadata().getName(), readiness(n));
      }
      return Observation.of(
          !ready.isEmpty() && ready.values().stream().allMatch("True"::equals),
          "nodes ready: " + ready);
    };
  }

  /** As the cluster knows it: True, False or Unknown. */
  private static String readiness(io.fabric8.kubernetes.api.model.Node known) {
    return known.getStatus().getConditions().stream()
        .filter(c -> "Ready".equals(c.getType()))
        .map(NodeCondition::getStatus)
        .findFirst()
        .orElse("not reported");
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
