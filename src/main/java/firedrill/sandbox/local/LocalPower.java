package firedrill.sandbox.local;

import firedrill.sandbox.Node;
import firedrill.sandbox.Power;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The plugs of the local sandbox's nodes. */
final class LocalPower implements Power {

  private final List<LocalNode> all;
  private final LocalNetwork network;
  private final Set<LocalNode> cut = new HashSet<>();

  LocalPower(List<LocalNode> all, LocalNetwork network) {
    this.all = all;
    this.network = network;
  }

  @Override
  public synchronized void crash(Node... nodes) {
    forEach(nodes, LocalNode::die);
  }

  @Override
  public void off(Node... nodes) {
    cut(nodes);
  }

  @Override
  public synchronized void cut(Node... nodes) {
    List<LocalNode> victims = local(nodes).stream().filter(n -> !cut.contains(n)).toList();
    forEach(
        victims.toArray(Node[]::new),
        n -> {
          // What acts for the node outside its namespaces must not write to the bare mount point.
          n.cutUnits();
          // Disk before programs: a dying one must not get a last flush through.
          n.disks().cut();
          n.die();
          n.disks().detach();
        });
    cut.addAll(victims);
  }

  @Override
  public synchronized void restore(Node... nodes) {
    List<LocalNode> off = local(nodes).stream().filter(n -> !n.isRunning()).toList();
    forEach(
        off.toArray(Node[]::new),
        n -> {
          if (cut.contains(n)) {
            n.disks().attach();
          }
          n.boot(all);
          network.rebooted(n);
        });
    cut.removeAll(off);
    off.forEach(LocalNode::runBootUnits);
  }

  /** All at once: a power cut does not visit nodes in turn. */
  private void forEach(Node[] nodes, java.util.function.Consumer<LocalNode> what) {
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (LocalNode n : local(nodes)) {
      running.add(CompletableFuture.runAsync(() -> what.accept(n)));
    }
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
  }

  private static List<LocalNode> local(Node[] nodes) {
    return Arrays.stream(nodes).map(LocalNode.class::cast).toList();
  }
}
