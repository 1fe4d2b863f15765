package firedrill.sandbox.local;

import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import java.util.List;

/** The cables between the lab's bridge, its nodes and their pods. */
final class NodeLinks {

  private static final String BRIDGE = "br0";

  private NodeLinks() {}

  /** The bridge, and routes by which the lab itself reaches pods and Services. */
  static void createBridge() {
    ip("link", "add", BRIDGE, "type", "bridge");
    ip("addr", "add", Addresses.GATEWAY + "/24", "dev", BRIDGE);
    ip("link", "set", BRIDGE, "up");
    // Service addresses need some route before netfilter can rewrite them.
    ip("route", "add", Addresses.SERVICE_NETWORK, "dev", BRIDGE);
  }

  static void removeBridge() {
    ip("link", "del", BRIDGE);
  }

  /** Linux takes 15 characters for the name of a link; longer names of machines have a number. */
  private static String cable(LocalNode node) {
    String name = "to-" + node.name();
    return name.length() <= 15 ? name : "to-node" + node.ordinal();
  }

  /** Only user 0 of the lab may open it, and with it what runs in a user namespace of its own. */
  static String plugTap(String name) {
    String tap = "to-" + name;
    ip("tuntap", "add", "dev", tap, "mode", "tap", "user", "0");
    ip("link", "set", tap, "master", BRIDGE, "up");
    return tap;
  }

  /**
   * Left alone it would outlive the bridge, and the next lab of this JVM could not have its own.
   */
  static void unplugTap(String tap) {
    ip("link", "del", tap);
  }

  static void plug(LocalNode node, List<LocalNode> others) {
    String cable = cable(node);
    ip(
        "link",
        "add",
        cable,
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        // The machine keeps its card: with a new address after each boot its neighbours would send
        // to the old one until their tables age.
        "address",
        String.format("02:77:00:00:00:%02x", node.ordinal()),
        "netns",
        Long.toString(node.init()));
    ip("link", "set", cable, "master", BRIDGE, "up");
    StringBuilder batch = new StringBuilder();
    batch.append("link set lo up\n");
    batch.append("addr add ").append(node.address()).append("/24 dev eth0\n");
    batch.append("link set eth0 up\n");
    boolean inCluster = node.spec().isInCluster();
    if (inCluster) {
      batch.append("route add ").append(Addresses.SERVICE_NETWORK).append(" dev eth0\n");
    }
    for (LocalNode other : others) {
      if (other != node && other.spec().isInCluster()) {
        batch
            .append("route add ")
            .append(Addresses.podNetwork(other.ordinal()))
            .append(" via ")
            .append(other.address())
            .append('\n');
      }
    }
    node.runInNetwork(List.of(Programs.path("ip"), "-batch", "-"), batch.toString());
    if (!inCluster) {
      return;
    }
    node.run(Programs.path("sh"), "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
    ip(
        "route",
        "replace",
        Addresses.podNetwork(node.ordinal()),
        "via",
        node.address(),
        "dev",
        BRIDGE);
  }

  /**
   * Gives a pod its address. Its only route leads to the node, so that every packet, also to a pod
   * of the same node, passes the node's netfilter and thus its Service rules.
   *
   * @param pod pid of a process in the pod's network namespace
   * @param ordinal number of the cable on this node, never used twice
   */
  static void plugPod(LocalNode node, long pod, String address, int ordinal) {
    String cable = "pod" + ordinal;
    node.runInNetwork(
        List.of(Programs.path("ip"), "-batch", "-"),
        String.join(
            "\n",
            "link add " + cable + " type veth peer name eth0 netns " + pod,
            "addr add 169.254.1.1/32 dev " + cable,
            "link set " + cable + " up",
            "route add " + address + "/32 dev " + cable,
            ""));
    Shell.run(
        append(Namespaces.enterNetwork(pod), Programs.path("ip"), "-batch", "-"),
        String.join(
            "\n",
            "link set lo up",
            "addr add " + address + "/32 dev eth0",
            "link set eth0 up",
            "route add 169.254.1.1 dev eth0 scope link",
            "route add default via 169.254.1.1 dev eth0",
            ""));
  }

  /** The kernel would remove a dead node's cable too, but some time later. */
  static void unplug(LocalNode node) {
    Shell.attempt(List.of(Programs.path("ip"), "link", "del", cable(node)), "");
  }

  static void linkDown(LocalNode node) {
    ip("link", "set", cable(node), "down");
  }

  static void linkUp(LocalNode node) {
    ip("link", "set", cable(node), "up");
  }

  private static List<String> append(List<String> prefix, String... argv) {
    var all = new java.util.ArrayList<>(prefix);
    all.addAll(List.of(argv));
    return all;
  }

  private static void ip(String... argv) {
    Shell.run(append(List.of(Programs.path("ip")), argv), "");
  }
}
