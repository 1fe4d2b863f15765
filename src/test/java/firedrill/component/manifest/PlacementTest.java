package firedrill.component.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A placement")
class PlacementTest {

  private static final List<String> NODES = List.of("pi1", "pi2", "pi3");

  private final Placement placement = new Placement(42, NODES, Map.of("erp/erp", "pi3"));

  @Test
  @DisplayName("is the same for the same seed and workload, and names every node once")
  void repeatable() {
    assertThat(placement.preferred("vault/vault"))
        .isEqualTo(new Placement(42, NODES, Map.of()).preferred("vault/vault"))
        .containsExactlyInAnyOrderElementsOf(NODES);
  }

  @Test
  @DisplayName("reaches every node under some seed")
  void everywhere() {
    Set<String> first = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      first.add(new Placement(seed, NODES, Map.of()).preferred("vault/vault").get(0));
    }
    assertThat(first).containsExactlyInAnyOrderElementsOf(NODES);
  }

  @Test
  @DisplayName("puts the pinned node first")
  void pinned() {
    assertThat(placement.preferred("erp/erp")).startsWith("pi3").hasSize(3);
  }

  @Test
  @DisplayName("refuses a pin to a node that is not there, naming those that are")
  void unknown() {
    assertThatThrownBy(() -> new Placement(42, NODES, Map.of("erp/erp", "pi9")))
        .hasMessage("erp/erp is pinned to pi9; the cluster's nodes are [pi1, pi2, pi3]");
  }

  @Test
  @DisplayName("is a preference in the pod template, beside what the manifest asks for")
  void written() {
    PodSpec spec = placed(deployment("")).getSpec().getTemplate().getSpec();
    assertThat(spec.getAffinity().getPodAffinity()).isNotNull();
    List<PreferredSchedulingTerm> terms =
        spec.getAffinity().getNodeAffinity().getPreferredDuringSchedulingIgnoredDuringExecution();
    assertThat(terms).extracting(PreferredSchedulingTerm::getWeight).containsExactly(100, 50, 25);
    assertThat(terms.get(0).getPreference().getMatchExpressions().get(0).getValues())
        .containsExactly("pi3");
    assertThat(
            spec.getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution())
        .isNull();
  }

  @Test
  @DisplayName("leaves alone what has a node already, or no pods")
  void untouched() {
    Deployment bound = deployment("nodeName: pi1,");
    assertThat(placed(bound).getSpec().getTemplate().getSpec().getAffinity().getNodeAffinity())
        .isNull();
    var map = new ConfigMapBuilder().withNewMetadata().withName("m").endMetadata().build();
    assertThat(placement.place(map)).isEqualTo(map);
  }

  private Deployment placed(Deployment deployment) {
    return (Deployment) placement.place(deployment);
  }

  private static Deployment deployment(String more) {
    return Serialization.unmarshal(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: erp, namespace: erp}
        spec:
          template:
            spec: {%s affinity: {podAffinity: {}}}
        """
            .formatted(more),
        Deployment.class);
  }
}
