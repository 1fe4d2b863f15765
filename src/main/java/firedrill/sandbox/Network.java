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

  /** Ends every partition and brings every link up. */
  void heal();
}
