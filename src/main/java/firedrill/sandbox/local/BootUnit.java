package firedrill.sandbox.local;

/** What a node starts by itself at boot. */
public interface BootUnit {
  void boot(LocalNode node);

  /**
   * The node is losing power; whatever this unit runs outside the node's namespaces must stop and
   * say nothing more. May be called twice.
   */
  default void died(LocalNode node) {}

  /** As {@link #died}, and what was not flushed must be lost. May be called twice. */
  default void cut(LocalNode node) {
    died(node);
  }
}
