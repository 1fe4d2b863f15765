package drills;

import firedrill.component.longhorn.Installation;
import firedrill.component.longhorn.Longhorn;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;

/** The pods in which Longhorn's engines and replicas run, one on each node. */
final class InstanceManagers {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final StorageLab lab;
  private final DrillRun run;

  InstanceManagers(StorageLab lab, DrillRun run) {
    this.lab = lab;
    this.run = run;
  }

  private List<Pod> pods() {
    return lab.platform()
        .kubernetes()
        .pods()
        .inNamespace(Longhorn.NAMESPACE)
        .withLabel(Installation.COMPONENT_LABEL, "instance-manager")
        .list()
        .getItems();
  }

  /** Every engine and replica process of a node dies at once. */
  void kill(String node) {
    pods().stream().filter(p -> node.equals(p.getSpec().getNodeName())).forEach(this::kill);
  }

  void killAll() {
    pods().forEach(this::kill);
  }

  private void kill(Pod pod) {
    lab.platform().kubernetes().pods().resource(pod).withGracePeriod(0).delete();
  }

  /** Returns when each node has one that runs. */
  void awaitAll() {
    run.await(
        "instance managers on all nodes",
        () -> {
          String missing = lab.longhorn().installation().missing();
          return Observation.of(missing.isEmpty(), missing);
        },
        LIMIT);
  }
}
