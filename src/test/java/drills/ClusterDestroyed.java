package drills;

import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.recovery.Action;
import firedrill.sandbox.Node;
import firedrill.sandbox.Sandbox;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every machine of the cluster loses its power, and so do others; etcd and all that nodes know is
 * lost: with their disks at once, without when the cluster is installed anew.
 *
 * @param others outside the cluster; what is on their disks stays
 * @param also what is done to them without power, such as new disks
 * @param proof of that
 */
record ClusterDestroyed(Sandbox sandbox, List<Node> others, Action also, Witness proof)
    implements Fault {

  /** Nothing is done to any disk. */
  static ClusterDestroyed withoutDisks(Sandbox sandbox, List<Node> others) {
    return new ClusterDestroyed(sandbox, others, () -> {}, new NewDisks(sandbox)::areTheOld);
  }

  @Override
  public String name() {
    return "cluster-destroyed";
  }

  @Override
  public String target() {
    return "etcd and " + names(nodes().toList());
  }

  @Override
  public Undo undo() {
    return Undo.withTheLab();
  }

  private Stream<Node> nodes() {
    return Stream.concat(sandbox.clusterNodes().stream(), others.stream());
  }

  @Override
  public void inject() throws Exception {
    sandbox.power().cut(nodes().toArray(Node[]::new));
    also.run();
  }

  @Override
  public Witness witness() {
    return () -> {
      List<Node> alive = nodes().filter(Node::isRunning).toList();
      if (!alive.isEmpty()) {
        return Evidence.of(false, names(alive) + " still has processes");
      }
      Evidence more = proof.observe();
      return Evidence.of(
          more.seen(),
          "no process is left on %s; %s".formatted(names(nodes().toList()), more.text()));
    };
  }

  private static String names(List<Node> nodes) {
    return String.join(", ", nodes.stream().map(Node::name).toList());
  }
}
