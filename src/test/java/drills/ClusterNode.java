package drills;

import firedrill.fault.PowerCut;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.Node;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.Map;
import java.util.TreeMap;

/** A node of the cluster whose plug is pulled. */
final class ClusterNode {

  private final LocalStorageLab lab;
  private final Node node;

  ClusterNode(LocalStorageLab lab, String name) {
    this.lab = lab;
    this.node = lab.sandbox().node(name);
  }

  Node node() {
    return node;
  }

  PowerCut cut() {
    return new PowerCut(lab.sandbox(), node);
  }

  /** As the API server has it. */
  Observation allReady() {
    Map<String, Boolean> ready = ready();
    return Observation.of(
        !ready.isEmpty() && !ready.containsValue(false), "nodes are ready: " + ready);
  }

  Observation isMissed() {
    Map<String, Boolean> ready = ready();
    return Observation.of(
        Boolean.FALSE.equals(ready.get(node.name())), "nodes are ready: " + ready);
  }

  private Map<String, Boolean> ready() {
    Map<String, Boolean> ready = new TreeMap<>();
    lab.platform()
        .kubernetes()
        .nodes()
        .list()
        .getItems()
        .forEach(n -> ready.put(n.getMetadata().getName(), Readiness.isNodeReady(n)));
    return ready;
  }
}
