package firedrill.fault;

import firedrill.sandbox.Node;
import firedrill.sandbox.Power;
import firedrill.sandbox.Sandbox;
import java.util.List;

/**
 * The plugs of some machines are pulled at once: their programs die and what they had not flushed
 * is lost.
 */
public final class PowerCut extends PlugFault {

  /**
   * @throws IllegalArgumentException without a machine
   */
  public PowerCut(Sandbox sandbox, Node... nodes) {
    this(new Plugs(sandbox, List.of(nodes)));
  }

  private PowerCut(Plugs plugs) {
    super("power-cut", plugs);
  }

  /** Every machine there is. */
  public static PowerCut ofAll(Sandbox sandbox) {
    return new PowerCut(Plugs.ofAll(sandbox));
  }

  @Override
  void pull(Power power, Node... nodes) {
    power.cut(nodes);
  }
}
