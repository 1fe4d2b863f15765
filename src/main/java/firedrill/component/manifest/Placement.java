package firedrill.component.manifest;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirementBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTermBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Where the pods of a workload go. A scheduler draws among equal nodes by chance; here each
 * workload prefers the nodes in an order drawn from the seed, or the one that is pinned for it
 * first. A preference, not a demand: when its node is gone a pod still moves on, and to the same
 * one each time. It is written into the pod template as it is applied; the manifests know nothing
 * of it.
 */
public final class Placement {

  /** Leaves everything to the scheduler. */
  public static final Placement FREE = new Placement(0, List.of(), Map.of());

  private static final String HOSTNAME = "kubernetes.io/hostname";

  /** Kubernetes allows 1 to 100; a first choice outweighs whatever else a scheduler prefers. */
  private static final int HIGHEST = 100;

  private final long seed;
  private final List<String> nodes;
  private final Map<String, String> pins;

  /**
   * @param nodes names of the cluster's nodes
   * @param pins from a workload, as {@code namespace/name}, to its node
   * @throws IllegalArgumentException when something is pinned to a node that is none of these
   */
  public Placement(long seed, List<String> nodes, Map<String, String> pins) {
    this.seed = seed;
    this.nodes = List.copyOf(nodes);
    this.pins = Map.copyOf(pins);
    pins.forEach(
        (workload, node) -> {
          if (!nodes.contains(node)) {
            throw new IllegalArgumentException(
                workload + " is pinned to " + node + "; the cluster's nodes are " + nodes);
          }
        });
  }

  /**
   * All nodes, the preferred one first: the same for the same seed and workload, whatever else is
   * placed.
   *
   * @param workload as {@code namespace/name}
   */
  public List<String> preferred(String workload) {
    List<String> order = new ArrayList<>(nodes);
    Collections.shuffle(order, new Random(seed * 31 + workload.hashCode()));
    String pinned = pins.get(workload);
    if (pinned != null) {
      order.remove(pinned);
      order.add(0, pinned);
    }
    return order;
  }

  /** The object as it is to be applied; what has no pod template, or a node already, stays. */
  HasMetadata place(HasMetadata object) {
    if (nodes.isEmpty()) {
      return object;
    }
    podSpec(object)
        .filter(spec -> spec.getNodeName() == null)
        .ifPresent(
            spec ->
                prefer(
                    spec,
                    object.getMetadata().getNamespace() + "/" + object.getMetadata().getName()));
    return object;
  }

  private static Optional<PodSpec> podSpec(HasMetadata object) {
    if (object instanceof Deployment d) {
      return Optional.of(d.getSpec().getTemplate().getSpec());
    }
    if (object instanceof StatefulSet s) {
      return Optional.of(s.getSpec().getTemplate().getSpec());
    }
    if (object instanceof Job j) {
      return Optional.of(j.getSpec().getTemplate().getSpec());
    }
    return Optional.empty();
  }

  private void prefer(PodSpec spec, String workload) {
    List<PreferredSchedulingTerm> terms = new ArrayList<>();
    List<String> order = preferred(workload);
    for (int i = 0; i < order.size(); i++) {
      terms.add(
          new PreferredSchedulingTermBuilder()
              .withWeight(HIGHEST >> i)
              .withNewPreference()
              .addToMatchExpressions(
                  new NodeSelectorRequirementBuilder()
                      .withKey(HOSTNAME)
                      .withOperator("In")
                      .withValues(order.get(i))
                      .build())
              .endPreference()
              .build());
    }
    spec.setAffinity(
        new AffinityBuilder(spec.getAffinity() == null ? new Affinity() : spec.getAffinity())
            .editOrNewNodeAffinity()
            .addAllToPreferredDuringSchedulingIgnoredDuringExecution(terms)
            .endNodeAffinity()
            .build());
  }
}
