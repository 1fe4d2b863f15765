package firedrill.sandbox.k3d;

import firedrill.sandbox.Node;
import firedrill.sandbox.NodeSpec;
import java.util.ArrayList;
import java.util.List;

/** A machine of the lab: the container of its Kubernetes node, and those that stand on it. */
final class K3dNode implements Node {

  private final NodeSpec spec;
  private final LabContainer container;
  private final String network;

  /** What runs on the machine beside the cluster, in the order in which it is started. */
  private final List<LabContainer> beside = new ArrayList<>();

  K3dNode(NodeSpec spec, LabContainer container, String network) {
    this.spec = spec;
    this.container = container;
    this.network = network;
  }

  @Override
  public NodeSpec spec() {
    return spec;
  }

  @Override
  public String address() {
    return container.address(network);
  }

  @Override
  public boolean isRunning() {
    return container.isRunning();
  }

  LabContainer container() {
    return container;
  }

  void add(LabContainer more) {
    beside.add(more);
  }

  /** All of its containers, what is beside the cluster first. */
  List<LabContainer> containers() {
    List<LabContainer> all = new ArrayList<>(beside);
    all.add(container);
    return all;
  }
}
