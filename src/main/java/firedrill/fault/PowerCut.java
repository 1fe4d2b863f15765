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

  private final String name;
  private final Sandbox sandbox;
  private final List<Node> nodes;

  /**
   * @throws IllegalArgumentException without a machine
   */
  public PowerCut(Sandbox sandbox, Node... nodes) {
    this("power-cut", sandbox, List.of(nodes));
  }

  private PowerCut(String name, Sandbox sandbox, List<Node> nodes) {
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("a power cut needs at least one machine");
    }
    this.name = name;
    this.sandbox = sandbox;
    this.nodes = nodes;
  }

  /** Every machine of one site, those outside the cluster too. */
  public static PowerCut ofSite(Sandbox sandbox, String site) {
    return new PowerCut(
        "site-power-cut",
        sandbox,
        sandbox.nodes().stream().filter(n -> n.spec().site().equals(site)).toList());
  }

  /** Every machine there is. */
  public static PowerCut ofAll(Sandbox sandbox) {
    return new PowerCut(sandbox, sandbox.nodes().toArray(Node[]::new));
  }

  @Override
  public String name() {
    return name;
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
