package firedrill.sandbox.local;

import firedrill.sandbox.Network;
import firedrill.sandbox.Node;
import firedrill.sandbox.process.Programs;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Cables and partitions of the local sandbox. */
public final class LocalNetwork implements Network {

  /** The burst lets through what the kernel hands over as one packet, up to 64 KiB. */
  private static final String LIMIT =
      "ip saddr %s limit rate over %d bytes/second burst 131072 bytes drop";

  private final List<LocalNode> all;
  private final Set<LocalNode> unplugged = new HashSet<>();
  private final Set<Pair> blocked = new LinkedHashSet<>();
  private final Map<Pair, Long> slowed = new LinkedHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  LocalNetwork(List<LocalNode> all) {
    this.all = all;
  }

  @Override
  public synchronized void linkDown(Node node) {
    if (node.isRunning()) {
      NodeLinks.linkDown((LocalNode) node);
    }
    unplugged.add((LocalNode) node);
    listeners.forEach(Runnable::run);
  }

  @Override
  public synchronized void linkUp(Node node) {
    if (node.isRunning()) {
      NodeLinks.linkUp((LocalNode) node);
    }
    unplugged.remove((LocalNode) node);
    listeners.forEach(Runnable::run);
  }

  @Override
  public synchronized void partition(Set<Node> one, Set<Node> other) {
    for (Node a : one) {
      for (Node b : other) {
        if (a.equals(b)) {
          throw new IllegalArgumentException(a.name() + " is on both sides of the partition");
        }
        blocked.add(new Pair((LocalNode) a, (LocalNode) b));
        blocked.add(new Pair((LocalNode) b, (LocalNode) a));
      }
    }
    apply();
    listeners.forEach(Runnable::run);
  }

  @Override
  public synchronized void slow(Set<Node> one, Set<Node> other, long bytesPerSecond) {
    for (Node a : one) {
      for (Node b : other) {
        slowed.put(new Pair((LocalNode) a, (LocalNode) b), bytesPerSecond);
        slowed.put(new Pair((LocalNode) b, (LocalNode) a), bytesPerSecond);
      }
    }
    apply();
  }

  @Override
  public synchronized void heal() {
    blocked.clear();
    slowed.clear();
    apply();
    listeners.forEach(Runnable::run);
    List.copyOf(unplugged).forEach(this::linkUp);
  }

  /** Told after each change; must return soon. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  public synchronized boolean isPlugged(LocalNode node) {
    return !unplugged.contains(node);
  }

  /** Whether packets of one node reach the other; also true of a node and itself. */
  public synchronized boolean reaches(LocalNode from, LocalNode to) {
    if (from == to) {
      return true;
    }
    return !unplugged.contains(from)
        && !unplugged.contains(to)
        && !blocked.contains(new Pair(from, to));
  }

  /** A cable that was pulled and a partition outlive the node's reboot. */
  synchronized void rebooted(LocalNode node) {
    if (unplugged.contains(node)) {
      NodeLinks.linkDown(node);
    }
    if (!blocked.isEmpty() || !slowed.isEmpty()) {
      apply(node);
    }
  }

  private void apply() {
    all.stream().filter(LocalNode::isRunning).forEach(this::apply);
  }

  private void apply(LocalNode node) {
    node.runInNetwork(List.of(Programs.path("nft"), "-f", "-"), rules(node));
  }

  /** Drops what comes in from the other side, to this node and to its pods, or what is too much. */
  private String rules(LocalNode node) {
    String sources =
        blocked.stream()
            .filter(p -> p.to() == node)
            .map(p -> p.from().address() + ", " + Addresses.podNetwork(p.from().ordinal()))
            .collect(Collectors.joining(", "));
    String drop = sources.isEmpty() ? "" : "ip saddr { " + sources + " } drop";
    String limits =
        slowed.entrySet().stream()
            .filter(slow -> slow.getKey().to() == node)
            .map(slow -> LIMIT.formatted(slow.getKey().from().address(), slow.getValue()))
            .collect(Collectors.joining("\n  "));
    return String.join(
        "\n",
        "table ip partition",
        "delete table ip partition",
        "table ip partition {",
        " chain incoming {",
        "  type filter hook prerouting priority -300",
        "  " + drop,
        "  " + limits,
        " }",
        "}",
        "");
  }

  private record Pair(LocalNode from, LocalNode to) {}
}
