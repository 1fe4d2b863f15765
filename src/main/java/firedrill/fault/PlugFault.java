package firedrill.fault;

import firedrill.sandbox.Node;
import firedrill.sandbox.Power;

/**
 * Some machines go down at once, and get their power again; how they go down is the fault's own.
 */
abstract class PlugFault implements Fault {

  private final String name;
  private final Plugs plugs;

  PlugFault(String name, Plugs plugs) {
    this.name = name;
    this.plugs = plugs;
  }

  abstract void pull(Power power, Node... nodes);

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String target() {
    return plugs.names();
  }

  @Override
  public final Undo undo() {
    return plugs.undo();
  }

  /** Power on: every machine boots from its own disk. */
  public final void restore() {
    plugs.restore();
  }

  @Override
  public final void inject() {
    pull(plugs.sandbox().power(), plugs.array());
  }

  @Override
  public final Witness witness() {
    return plugs.witness();
  }
}
