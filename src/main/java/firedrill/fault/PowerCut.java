package firedrill.fault;

import firedrill.sandbox.Node;
import firedrill.sandbox.Sandbox;
import java.util.List;

/**
 * The plugs of some machines are pulled at once: their programs die and what they had not flushed
 * is lost.
 */
public final class PowerCut implements Fault {

  private final String name;
  private final Plugs plugs;

  /**
   * @throws IllegalArgumentException without a machine
   */
  public PowerCut(Sandbox sandbox, Node... nodes) {
    this("power-cut", new Plugs(sandbox, List.of(nodes)));
  }

  private PowerCut(String name, Plugs plugs) {
    this.name = name;
    this.plugs = plugs;
  }

  /** Every machine of one site, those outside the cluster too. */
  public static PowerCut ofSite(Sandbox sandbox, String site) {
    return new PowerCut(
        "site-power-cut",
        new Plugs(
            sandbox, sandbox.nodes().stream().filter(n -> n.spec().site().equals(site)).toList()));
  }

  /** Every machine there is. */
  public static PowerCut ofAll(Sandbox sandbox) {
    return new PowerCut("power-cut", Plugs.ofAll(sandbox));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String target() {
    return plugs.names();
  }

  @Override
  public Undo undo() {
    return plugs.undo();
  }

  /** Power on: every machine boots from its own disk. */
  public void restore() {
    plugs.restore();
  }

  @Override
  public void inject() {
    plugs.sandbox().power().cut(plugs.array());
  }

  @Override
  public Witness witness() {
    return plugs.witness();
  }
}
