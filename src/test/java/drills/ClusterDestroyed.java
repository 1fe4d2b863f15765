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
 * lost.
 *
 * @param others outside the cluster; what is on their disks stays
 * @param also what is done to them without power, such as new disks
 */
record ClusterDestroyed(Sandbox sandbox, List<Node> others, Action also) implements Fault {

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
      return Evidence.of(
          alive.isEmpty(),
          alive.isEmpty()
              ? "no process is left on " + target()
              : names(alive) + " still has processes");
    };
  }

  private static String names(List<Node> nodes) {
    return String.join(", ", nodes.stream().map(Node::name).toList());
  }
}
