package firedrill.fault;

import firedrill.sandbox.Node;
import firedrill.sandbox.Power;
import firedrill.sandbox.Sandbox;
import java.util.List;

/**
 * Some machines are without power at once, in every sandbox. Whether what they had not flushed is
 * lost is the sandbox's: nothing may be concluded from it. What does depend on it takes {@link
 * PowerCut} or {@link Crash}.
 */
public final class PowerOff extends PlugFault {

  /**
   * @throws IllegalArgumentException without a machine
   */
  public PowerOff(Sandbox sandbox, Node... nodes) {
    this("power-off", new Plugs(sandbox, List.of(nodes)));
  }

  private PowerOff(String name, Plugs plugs) {
    super(name, plugs);
  }

  /** Every machine of one site, those outside the cluster too. */
  public static PowerOff ofSite(Sandbox sandbox, String site) {
    return new PowerOff("site-power-off", Plugs.ofSite(sandbox, site));
  }

  @Override
  void pull(Power power, Node... nodes) {
    power.off(nodes);
  }
}
