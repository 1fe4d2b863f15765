package firedrill.sandbox.local;

import firedrill.sandbox.NodeSpec;
import firedrill.sandbox.Topology;
import java.util.ArrayList;
import java.util.List;

/**
 * The lab's address plan. All of it exists only inside the lab's network namespace, which has no
 * uplink, so none of it can collide with the host's networks.
 */
public final class Addresses {

  /** The lab's own end of the bridge between the nodes. */
  public static final String GATEWAY = "10.77.0.1";

  /** The foundations' own machine, where pi2 keeps them in a virtual one. */
  public static final String FOUNDATIONS = "10.77.0.52";

  public static final String NODE_NETWORK = "10.77.0.0/24";
  public static final String SERVICE_NETWORK = "10.43.0.0/16";

  /** The Service {@code kubernetes}: the first address of the service network. */
  public static final String KUBERNETES_SERVICE = "10.43.0.1";

  private Addresses() {}

  /** All that a lab of such machines can reach: its nodes, and where it has a cluster, its pods. */
  public static List<String> networks(Topology topology) {
    List<String> all = new ArrayList<>(List.of(NODE_NETWORK));
    for (NodeSpec node : topology.cluster()) {
      all.add(podNetwork(topology.nodes().indexOf(node) + 1));
    }
    if (all.size() > 1) {
      all.add(SERVICE_NETWORK);
    }
    return all;
  }

  /**
   * @param ordinal 1 for the first node
   */
  public static String node(int ordinal) {
    return "10.77.0." + (10 + ordinal);
  }

  static String podNetwork(int ordinal) {
    return "10.42." + ordinal + ".0/24";
  }

  /**
   * @param index from 0; addresses are handed out in turn, so that a restarted pod has a new one
   */
  static String pod(int ordinal, int index) {
    return "10.42." + ordinal + "." + (2 + index % 250);
  }
}
