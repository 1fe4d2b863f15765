package firedrill.sandbox.local.agent;

/**
 * What a node's agent can reach. The agent runs outside the node's network, so a pulled cable does
 * not stop it by itself: whoever owns the network tells.
 */
public interface NodeReach {

  /** A node whose network is never disturbed. */
  NodeReach UNDISTURBED = () -> true;

  /**
   * Whether probes arrive. While they do not, a probe's last verdict stands: kubelet, inside the
   * node, would still reach its own pods.
   */
  boolean pods();
}
