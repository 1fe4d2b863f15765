package firedrill.sandbox.k3d;

import firedrill.sandbox.Node;
import firedrill.sandbox.NodeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A machine of the lab: the container of its Kubernetes node, and those that stand on it. */
final class K3dNode implements Node {

  private final NodeSpec spec;
  private final LabContainer container;
  private final String network;
  private final Optional<String> fixed;

  /** Whether it had no power when it was last looked at. */
  private boolean off;

  /** Opens what the node has on its volumes, while it has no power. */
  private LabContainer stand;

  /** What runs on the machine beside the cluster, in the order in which it is started. */
  private final List<LabContainer> beside = new ArrayList<>();

  /**
   * @param fixed the address that it was made with, where it was
   */
  K3dNode(NodeSpec spec, LabContainer container, String network, Optional<String> fixed) {
    this.spec = spec;
    this.container = container;
    this.network = network;
    this.fixed = fixed;
  }

  @Override
  public NodeSpec spec() {
    return spec;
  }

  @Override
  public String address() {
    return fixed.orElseGet(() -> container.address(network));
  }

  @Override
  public boolean isRunning() {
    return container.isRunning();
  }

  LabContainer container() {
    return container;
  }

  /** What has the node's files: its container, and another one while it has no power. */
  ContainerTree.Source files(Machines machines) {
    return new ContainerTree.Source() {
      @Override
      public LabContainer container() {
        return withFiles(machines);
      }

      @Override
      public boolean isAnother() {
        return looked();
      }
    };
  }

  private synchronized LabContainer withFiles(Machines machines) {
    if (!off) {
      return container;
    }
    if (stand == null) {
      stand = machines.withVolumesOf(container, name() + "-files");
    }
    return stand;
  }

  /** The engine is asked once a question has failed, not before each: that costs more than both. */
  private synchronized boolean looked() {
    boolean before = off;
    off = !container.isRunning();
    return off != before;
  }

  /** Its plug has been pulled. */
  synchronized void died() {
    off = true;
  }

  /** Before it boots: two must not have its files. */
  synchronized void closeFiles(Machines machines) {
    off = false;
    if (stand != null) {
      machines.remove(stand);
      stand = null;
    }
  }

  /** Those that stand on the machine beside its node. */
  List<LabContainer> beside() {
    return List.copyOf(beside);
  }

  /** Of all its containers that run. */
  List<String> addresses() {
    return containers().stream()
        .filter(LabContainer::isRunning)
        .map(each -> each.address(network))
        .filter(address -> !address.isEmpty())
        .toList();
  }

  void add(LabContainer more) {
    beside.add(more);
  }

  /** Logs of its containers, and what its node has written into files. */
  void collect(Path into) throws IOException {
    for (LabContainer each : containers()) {
      var said = each.engine().attempt(List.of("logs", each.name()), "");
      Files.writeString(into.resolve(each.name() + ".log"), said.output());
    }
    if (isRunning()) {
      for (String logs : List.of("/var/log/k3s", "/var/log/pods", OutsideMachines.LOGS)) {
        if (container.attempt("test", "-d", logs).ok()) {
          new ContainerTree(container, name() + ":" + logs, logs)
              .copyOut("", into.resolve(String.valueOf(Path.of(logs).getFileName())));
        }
      }
    }
  }

  /** All of its containers, what is beside the cluster first. */
  List<LabContainer> containers() {
    List<LabContainer> all = new ArrayList<>(beside);
    all.add(container);
    return all;
  }
}
