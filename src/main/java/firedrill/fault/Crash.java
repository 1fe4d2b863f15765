package firedrill.fault;

import firedrill.sandbox.Node;
import firedrill.sandbox.Power;
import firedrill.sandbox.Sandbox;
import java.util.List;

/**
 * Every program of some machines dies at once, and all that was written is still there: what is
 * left of a power cut where a sandbox cannot take from disks what was not flushed. It says what
 * comes up again, and in which order, and nothing of what a disk may lose.
 */
public final class Crash extends PlugFault {

  /**
   * @throws IllegalArgumentException without a machine
   */
  public Crash(Sandbox sandbox, Node... nodes) {
    this(new Plugs(sandbox, List.of(nodes)));
  }

  private Crash(Plugs plugs) {
    super("crash", plugs);
  }

  /** Every machine there is. */
  public static Crash ofAll(Sandbox sandbox) {
    return new Crash(Plugs.ofAll(sandbox));
  }

  @Override
  void pull(Power power, Node... nodes) {
    power.crash(nodes);
  }
}
