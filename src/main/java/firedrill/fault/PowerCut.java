package firedrill.fault;

import firedrill.sandbox.Node;
import firedrill.sandbox.Sandbox;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The plugs of some machines are pulled at once: their programs die and what they had not flushed
 * is lost.
 */
public final class PowerCut implements Fault {

  private final Sandbox sandbox;
  private final List<Node> nodes;

  /**
   * @throws IllegalArgumentException without a machine
   */
  public PowerCut(Sandbox sandbox, Node... nodes) {
    if (nodes.length == 0) {
      throw new IllegalArgumentException("a power cut needs at least one machine");
    }
    this.sandbox = sandbox;
    this.nodes = List.of(nodes);
  }

  /** The whole house. */
  public static PowerCut ofAll(Sandbox sandbox) {
    return new PowerCut(sandbox, sandbox.nodes().toArray(Node[]::new));
  }

  @Override
  public String name() {
    return "power-cut";
  }

  @Override
  public String target() {
    return names(nodes);
  }

  @Override
  public Undo undo() {
    return new Undo(
        "restore the power of " + target(),
        Map.of("nodes", target()),
        () -> nodes.stream().allMatch(Node::isRunning),
        this::restore);
  }

  /** Power on: every machine boots from its own disk. */
  public void restore() {
    sandbox.power().restore(nodes.toArray(Node[]::new));
  }

  @Override
  public void inject() {
    sandbox.power().cut(nodes.toArray(Node[]::new));
  }

  @Override
  public Witness witness() {
    return () -> {
      List<Node> alive = nodes.stream().filter(Node::isRunning).toList();
      return Evidence.of(
          alive.isEmpty(),
          alive.isEmpty()
              ? "no process is left on " + target()
              : names(alive) + " still has processes");
    };
  }

  private static String names(List<Node> nodes) {
    return nodes.stream().map(Node::name).collect(Collectors.joining(", "));
  }
}
