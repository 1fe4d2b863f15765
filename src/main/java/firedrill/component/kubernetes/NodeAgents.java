package firedrill.component.kubernetes;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.kubernetes.Kubernetes.Nodes;
import firedrill.ground.Ground;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import java.util.List;
import java.util.Set;

/** What runs pods on each node. */
final class NodeAgents implements Component<Nodes> {

  @Override
  public String name() {
    return Ground.NODES_READY;
  }

  @Override
  public Class<Nodes> type() {
    return Nodes.class;
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Platform.class);
  }

  @Override
  public Nodes start(Site site) {
    site.ground().awaitNodes();
    return new Nodes(
        site.platform().kubernetes().nodes().list().getItems().stream()
            .map(n -> n.getMetadata().getName())
            .sorted()
            .toList());
  }

  @Override
  public List<Reality> reality() {
    return List.of();
  }
}
