package firedrill.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pod's workload")
class PodPlacesTest {

  @Test
  @DisplayName("is the Deployment without hash and suffix, so that two runs can be compared")
  void deployment() {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("vault-secrets-operator-7d4b9-x2x4z")
            .withGenerateName("vault-secrets-operator-7d4b9-")
            .withLabels(Map.of("pod-template-hash", "7d4b9"))
            .endMetadata()
            .build();
    assertThat(PodPlaces.workload(pod)).isEqualTo("vault-secrets-operator");
  }

  @Test
  @DisplayName("is the pod itself in a StatefulSet")
  void statefulSet() {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("vault-0")
            .withGenerateName("vault-")
            .endMetadata()
            .build();
    assertThat(PodPlaces.workload(pod)).isEqualTo("vault-0");
  }
}
