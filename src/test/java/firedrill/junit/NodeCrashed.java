package firedrill.junit;

import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.sandbox.Node;
import firedrill.sandbox.Power;
import java.util.Map;

/** Every process of a machine dies. */
record NodeCrashed(Power power, Node node) implements Fault {

  @Override
  public String name() {
    return "node-crash";
  }

  @Override
  public String target() {
    return node.name();
  }

  @Override
  public Undo undo() {
    return new Undo("boot " + target(), Map.of(), node::isRunning, () -> power.restore(node));
  }

  @Override
  public void inject() {
    power.crash(node);
  }

  @Override
  public Witness witness() {
    return () -> Evidence.of(!node.isRunning(), target() + " runs: " + node.isRunning());
  }
}
