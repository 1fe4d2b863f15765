package firedrill.sandbox.k3d;

import firedrill.sandbox.Capability;
import firedrill.sandbox.Network;
import firedrill.sandbox.Node;
import firedrill.sandbox.process.Command;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Cables of machines that are containers. A node of the cluster keeps its interface and drops all
 * that comes in or goes out by it: its routes and what runs on it stay, as behind a cable that was
 * pulled. A container beside the cluster, which has no means for that, is taken off the network and
 * put back at its address.
 */
final class ContainerNetwork implements Network {

  /**
   * In a node: its own chain where every packet passes that comes in or goes out, those of pods
   * too, which keep their addresses on the way to another node.
   */
  private static final String BLOCK =
      """
      whole=$1
      shift
      chain() {
        table=$1 hook=$2 by=$3 end=$4
        shift 4
        if iptables -w -t "$table" -N FIREDRILL 2>/dev/null; then
          iptables -w -t "$table" -I "$hook" -j FIREDRILL || return 1
        fi
        iptables -w -t "$table" -F FIREDRILL || return 1
        [ "$whole" = no ] || iptables -w -t "$table" -A FIREDRILL "$by" eth0 -j DROP || return 1
        for machine; do
          for pods in "$machine" $(ip route show via "$machine" | cut -d' ' -f1 | grep /); do
            iptables -w -t "$table" -A FIREDRILL "$end" "$pods" -j DROP || return 1
          done
        done
      }
      chain raw PREROUTING -i -s "$@" && chain mangle POSTROUTING -o -d "$@"
      """;

  /** Two machines that are kept from each other. */
  private record Pair(K3dNode one, K3dNode other) {}

  private final List<K3dNode> all;
  private final String network;
  private final Set<K3dNode> unplugged = new HashSet<>();
  private final Set<Pair> blocked = new LinkedHashSet<>();

  /** Nodes that were given rules; all others have none to be taken away. */
  private final Set<K3dNode> ruled = new HashSet<>();

  /**
   * @param network of the lab
   */
  ContainerNetwork(List<K3dNode> all, String network) {
    this.all = all;
    this.network = network;
  }

  @Override
  public synchronized void linkDown(Node node) {
    K3dNode machine = (K3dNode) node;
    if (unplugged.add(machine)) {
      machine.beside().stream()
          .filter(LabContainer::isRunning)
          .forEach(container -> container.unplug(network));
      settle(machine);
    }
  }

  @Override
  public synchronized void linkUp(Node node) {
    K3dNode machine = (K3dNode) node;
    if (unplugged.remove(machine)) {
      machine.beside().forEach(container -> container.plugIn(network));
      settle(machine);
    }
  }

  @Override
  public synchronized void partition(Set<Node> one, Set<Node> other) {
    for (Node a : one) {
      for (Node b : other) {
        if (a.equals(b)) {
          throw new IllegalArgumentException(a.name() + " is on both sides of the partition");
        }
        blocked.add(new Pair((K3dNode) a, (K3dNode) b));
        blocked.add(new Pair((K3dNode) b, (K3dNode) a));
      }
    }
    all.forEach(this::settle);
  }

  @Override
  public void slow(Set<Node> one, Set<Node> other, long bytesPerSecond) {
    throw K3dSandbox.lacking(Capability.SLOW_LINKS);
  }

  @Override
  public synchronized void heal() {
    blocked.clear();
    List.copyOf(unplugged).forEach(this::linkUp);
    all.forEach(this::settle);
  }

  /** Makes a node's rules what they are to be: also of one that has just booted, without any. */
  synchronized void settle(K3dNode machine) {
    List<String> others =
        blocked.stream()
            .filter(pair -> pair.one().equals(machine))
            .flatMap(pair -> pair.other().addresses().stream())
            .toList();
    boolean whole = unplugged.contains(machine);
    if (!machine.container().isRunning()
        || !ruled.contains(machine) && !whole && others.isEmpty()) {
      return;
    }
    ruled.add(machine);
    List<String> words = new ArrayList<>(List.of("sh", "-c", BLOCK, "sh", whole ? "yes" : "no"));
    words.addAll(others);
    machine.container().requireOurs();
    Command.Result done = machine.container().attempt(words.toArray(String[]::new));
    if (!done.ok()) {
      throw new IllegalStateException(
          "cannot cut " + machine.name() + " off: " + done.output().strip());
    }
  }
}
