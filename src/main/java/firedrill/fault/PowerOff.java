package firedrill.fault;

import firedrill.sandbox.Node;
import firedrill.sandbox.Sandbox;
import java.util.List;

/**
 * Some machines are without power at once, in every sandbox. Whether what they had not flushed is
 * lost is the sandbox's: nothing may be concluded from it. What does depend on it takes {@link
 * PowerCut} or {@link Crash}.
 */
public final class PowerOff implements Fault {

  private final String name;
  private final Plugs plugs;

  /**
   * @throws IllegalArgumentException without a machine
   */
  public PowerOff(Sandbox sandbox, Node... nodes) {
    this("power-off", new Plugs(sandbox, List.of(nodes)));
  }

  private PowerOff(String name, Plugs plugs) {
    this.name = name;
    this.plugs = plugs;
  }

  /** Every machine of one site, those outside the cluster too. */
  public static PowerOff ofSite(Sandbox sandbox, String site) {
    return new PowerOff("site-power-off", Plugs.ofSite(sandbox, site));
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
    plugs.sandbox().power().off(plugs.array());
  }

  @Override
  public Witness witness() {
    return plugs.witness();
  }
}
