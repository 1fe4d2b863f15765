package firedrill.sandbox;

/** The lab's plugs. All calls return when the new state is reached and are idempotent. */
public interface Power {

  /**
   * Every process of these nodes dies at once; the kernel's page cache, hence every write,
   * survives.
   */
  @Requires(Capability.CRASH)
  void crash(Node... nodes);

  /** The plug is pulled: processes die and writes that no flush made durable are lost. */
  @Requires(Capability.CUT_POWER)
  void cut(Node... nodes);

  /**
   * Machines are without power, whatever becomes of what was not flushed: lost as by {@link #cut}
   * where the sandbox can, else kept as by {@link #crash}. For what does not depend on it.
   */
  @Requires(Capability.CRASH)
  void off(Node... nodes);

  /**
   * Power returns: the nodes boot on the disks they had, with whatever starts by itself at boot.
   */
  void restore(Node... nodes);
}
