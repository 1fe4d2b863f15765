package drills;

import firedrill.fault.Evidence;
import firedrill.sandbox.Node;
import firedrill.sandbox.Sandbox;
import java.util.List;

/** New, empty disks in every machine of the cluster, which has no power; etcd's is among them. */
record NewDisks(Sandbox sandbox) {

  void put() {
    sandbox.clusterNodes().forEach(sandbox.disks()::replace);
  }

  /** Whether each machine of the cluster has the disk on which it has written. */
  Evidence areTheOld() {
    List<String> other =
        sandbox.clusterNodes().stream().filter(sandbox.disks()::areBlank).map(Node::name).toList();
    return Evidence.of(
        other.isEmpty(),
        other.isEmpty()
            ? "all disks of the cluster are kept"
            : "the disks of " + String.join(", ", other) + " are new ones");
  }

  /** Whether nothing was ever written to the disks that are there now. */
  Evidence areThere() {
    List<String> old =
        sandbox.clusterNodes().stream()
            .filter(n -> !sandbox.disks().areBlank(n))
            .map(Node::name)
            .toList();
    return Evidence.of(
        old.isEmpty(),
        old.isEmpty()
            ? "nothing was ever written to the cluster's disks, etcd's among them"
            : "the disks of " + String.join(", ", old) + " are the old ones");
  }
}
