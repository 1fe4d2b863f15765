package firedrill.component.kubernetes;

import firedrill.component.Component;
import java.util.List;

/** The cluster itself, as the sandbox brings it: what of it is real, the sandbox tells. */
public final class Kubernetes {

  /** That all nodes of the cluster run pods. */
  public record Nodes(List<String> names) {

    public Nodes {
      names = List.copyOf(names);
    }
  }

  private Kubernetes() {}

  /** The control plane, which offers the cluster, and the nodes. */
  public static List<Component<?>> components() {
    return List.of(new ControlPlaneComponent(), new NodeAgents());
  }
}
