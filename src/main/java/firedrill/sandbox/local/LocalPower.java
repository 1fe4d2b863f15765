package firedrill.sandbox.local;

import firedrill.sandbox.Node;
import firedrill.sandbox.Power;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

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
    goDark(local(nodes), LocalNode::stopUnits);
    forEach(local(nodes), LocalNode::awaitDeath);
  }

  @Override
  public void off(Node... nodes) {
    cut(nodes);
  }

  @Override
  public synchronized void cut(Node... nodes) {
    List<LocalNode> victims = local(nodes).stream().filter(n -> !cut.contains(n)).toList();
    goDark(
        victims,
        n -> {
          // What acts for the node outside its namespaces must not write to the bare mount point.
          n.cutUnits();
          // Disk before programs: a dying one must not get a last flush through.
          n.disks().cut();
          n.stopUnits();
        });
    forEach(
        victims,
        n -> {
          n.awaitDeath();
          n.disks().detach();
        });
    cut.addAll(victims);
  }

  @Override
  public synchronized void restore(Node... nodes) {
    List<LocalNode> off = local(nodes).stream().filter(n -> !n.isRunning()).toList();
    forEach(
        off,
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

  /**
   * A power cut does not visit nodes in turn. What takes time is done on all of them before the
   * first program dies: a storage engine that is left without one of its replicas for some
   * milliseconds goes on with the others, and acknowledges what that one does not have.
   */
  private static void goDark(List<LocalNode> nodes, Consumer<LocalNode> before) {
    forEach(nodes, before);
    nodes.forEach(LocalNode::kill);
  }

  private static void forEach(List<LocalNode> nodes, Consumer<LocalNode> what) {
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (LocalNode n : nodes) {
      running.add(CompletableFuture.runAsync(() -> what.accept(n)));
    }
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
  }

  private static List<LocalNode> local(Node[] nodes) {
    return Arrays.stream(nodes).map(LocalNode.class::cast).toList();
  }
}
