package firedrill.fault;

import firedrill.sandbox.Node;
import firedrill.sandbox.Sandbox;
import java.util.Map;

/** The plug of one machine is pulled: its programs die and what they had not flushed is lost. */
public final class PowerCut implements Fault {

  private final Sandbox sandbox;
  private final Node node;

  public PowerCut(Sandbox sandbox, Node node) {
    this.sandbox = sandbox;
    this.node = node;
  }

  @Override
  public String name() {
    return "power-cut";
  }

  @Override
  public String target() {
    return node.name();
  }

  @Override
  public Undo undo() {
    return new Undo(
        "restore the power of " + node.name(),
        Map.of("node", node.name()),
        node::isRunning,
        () -> sandbox.power().restore(node));
  }

  @Override
  public void inject() {
    sandbox.power().cut(node);
  }

  @Override
  public Witness witness() {
    return () ->
        Evidence.of(
            !node.isRunning(),
            node.name() + (node.isRunning() ? " is running" : " has no process left"));
  }
}
