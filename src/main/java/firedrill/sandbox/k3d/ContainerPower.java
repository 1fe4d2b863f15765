package firedrill.sandbox.k3d;

import firedrill.sandbox.Capability;
import firedrill.sandbox.Node;
import firedrill.sandbox.Power;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Plugs of machines that are containers. Everything in a container ends with its first process, at
 * once; the page cache is this machine's and stays.
 *
 * @param cables which are as they were when a machine boots
 * @param outside which run what they were given when they boot
 */
record ContainerPower(Machines machines, ContainerNetwork cables, OutsideMachines outside)
    implements Power {

  @Override
  public void crash(Node... nodes) {
    List<LabContainer> containers = containers(LabContainer::isRunning, nodes);
    containers.forEach(container -> container.remember(machines.network().name()));
    all("kill", containers);
    Stream.of(nodes).map(K3dNode.class::cast).forEach(K3dNode::died);
  }

  @Override
  public void off(Node... nodes) {
    crash(nodes);
  }

  @Override
  public void cut(Node... nodes) {
    throw K3dSandbox.lacking(Capability.CUT_POWER);
  }

  @Override
  public void restore(Node... nodes) {
    Stream.of(nodes).map(K3dNode.class::cast).forEach(node -> node.closeFiles(machines));
    List<LabContainer> containers = containers(container -> !container.isRunning(), nodes);
    containers.forEach(container -> container.readdress(machines.network().name()));
    all("start", containers);
    // Somebody may have looked at its files in between.
    Stream.of(nodes).map(K3dNode.class::cast).forEach(node -> node.closeFiles(machines));
    Stream.of(nodes).map(K3dNode.class::cast).forEach(cables::settle);
    Stream.of(nodes).map(K3dNode.class::cast).forEach(outside::settle);
  }

  private static List<LabContainer> containers(Predicate<LabContainer> which, Node... nodes) {
    return Stream.of(nodes)
        .map(K3dNode.class::cast)
        .flatMap(node -> node.containers().stream())
        .filter(which)
        .toList();
  }

  /** With one command, so that machines that share a site go at once. */
  private void all(String verb, List<LabContainer> containers) {
    containers.forEach(LabContainer::requireOurs);
    List<String> words = new ArrayList<>(List.of(verb));
    containers.forEach(container -> words.add(container.handle()));
    if (words.size() > 1) {
      machines.engine().run(words);
    }
  }
}
