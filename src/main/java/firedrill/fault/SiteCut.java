package firedrill.fault;

import firedrill.sandbox.Node;
import firedrill.sandbox.Sandbox;
import java.util.List;
import java.util.Map;

/** The power of the whole house goes: every machine at once loses what it had not flushed. */
public final class SiteCut implements Fault {

  private final Sandbox sandbox;

  public SiteCut(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  @Override
  public String name() {
    return "site-power-cut";
  }

  @Override
  public String target() {
    return sandbox.nodes().stream().map(Node::name).toList().toString();
  }

  @Override
  public Undo undo() {
    return new Undo(
        "restore the power of all machines",
        Map.of("nodes", target()),
        () -> running().size() == sandbox.nodes().size(),
        () -> sandbox.power().restore(sandbox.nodes().toArray(Node[]::new)));
  }

  @Override
  public void inject() {
    sandbox.power().cut(sandbox.nodes().toArray(Node[]::new));
  }

  @Override
  public Witness witness() {
    return () -> Evidence.of(running().isEmpty(), "machines with power: " + running());
  }

  private List<String> running() {
    return sandbox.nodes().stream().filter(Node::isRunning).map(Node::name).toList();
  }
}
