package firedrill.sandbox;

import java.util.Set;

/** The lab's cables. */
public interface Network {

  /** Takes the node's uplink down; its own loopback and its own pods still reach each other. */
  @Requires(Capability.PARTITION)
  void linkDown(Node node);

  void linkUp(Node node);

  /** Drops every packet between the two sets, in both directions, until {@link #heal()}. */
  @Requires(Capability.PARTITION)
  void partition(Set<Node> one, Set<Node> other);

  /**
   * Drops whatever is sent between any two nodes of the two sets beyond a rate, in each direction,
   * until {@link #heal()}: senders find the rate by what they lose, as on a line that is too thin.
   *
   * @param bytesPerSecond of each pair of nodes
   */
  @Requires(Capability.SLOW_LINKS)
  void slow(Set<Node> one, Set<Node> other, long bytesPerSecond);

  /** Ends every partition, gives every line its speed back, and brings every link up. */
  void heal();
}
