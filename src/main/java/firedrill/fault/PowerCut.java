package firedrill.fault;

import firedrill.sandbox.Node;
import firedrill.sandbox.Sandbox;
import java.util.List;

/**
 * The plugs of some machines are pulled at once: their programs die and what they had not flushed
 * is lost.
 */
public final class PowerCut implements Fault {

  private final Plugs plugs;

  /**
   * @throws IllegalArgumentException without a machine
   */
  public PowerCut(Sandbox sandbox, Node... nodes) {
    this(new Plugs(sandbox, List.of(nodes)));
  }

  private PowerCut(Plugs plugs) {
    this.plugs = plugs;
  }

  /** Every machine there is. */
  public static PowerCut ofAll(Sandbox sandbox) {
    return new PowerCut(Plugs.ofAll(sandbox));
  }

  @Override
  public String name() {
    return "power-cut";
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
