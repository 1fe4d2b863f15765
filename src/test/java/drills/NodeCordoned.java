package drills;

import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;

/** Planted: somebody cordons the node while it is away, and forgets to uncordon it. */
record NodeCordoned(KubernetesClient kubernetes, String node) implements Fault {

  @Override
  public String name() {
    return "node-cordoned";
  }

  @Override
  public String target() {
    return node;
  }

  @Override
  public Undo undo() {
    return new Undo(
        "kubectl uncordon " + node, Map.of("node", node), () -> !isCordoned(), () -> set(null));
  }

  @Override
  public void inject() {
    set(true);
  }

  @Override
  public Witness witness() {
    return () -> Evidence.of(isCordoned(), node + ": spec.unschedulable=" + isCordoned());
  }

  private boolean isCordoned() {
    return Boolean.TRUE.equals(
        kubernetes.nodes().withName(node).require().getSpec().getUnschedulable());
  }

  private void set(Boolean unschedulable) {
    set(kubernetes, node, unschedulable);
  }

  /** As kubectl cordon does it: the node's own reports meanwhile are no hindrance. */
  static void set(KubernetesClient kubernetes, String node, Boolean unschedulable) {
    kubernetes
        .nodes()
        .withName(node)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"unschedulable\":" + unschedulable + "}}");
  }
}
