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
 */
record ContainerPower(Engine engine) implements Power {

  @Override
  public void crash(Node... nodes) {
    all("kill", LabContainer::isRunning, nodes);
  }

  @Override
  public void cut(Node... nodes) {
    throw K3dSandbox.lacking(Capability.CUT_POWER);
  }

  @Override
  public void restore(Node... nodes) {
    all("start", container -> !container.isRunning(), nodes);
  }

  /** With one command, so that machines that share a site go at once. */
  private void all(String verb, Predicate<LabContainer> which, Node... nodes) {
    List<LabContainer> containers =
        Stream.of(nodes)
            .map(K3dNode.class::cast)
            .flatMap(node -> node.containers().stream())
            .filter(which)
            .toList();
    containers.forEach(LabContainer::requireOurs);
    List<String> words = new ArrayList<>(List.of(verb));
    containers.forEach(container -> words.add(container.name()));
    if (words.size() > 1) {
      engine.run(words);
    }
  }
}
