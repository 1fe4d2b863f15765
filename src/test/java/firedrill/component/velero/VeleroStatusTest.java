package firedrill.component.velero;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VeleroStatusTest {

  private static GenericKubernetesResource with(Map<String, Object> status) {
    return new GenericKubernetesResourceBuilder()
        .addToAdditionalProperties("status", status)
        .build();
  }

  @Test
  @DisplayName("what Velero has not begun, or does not know, is not completed")
  void notBegun() {
    assertThat(VeleroStatus.of(null)).hasToString("not begun, 0 warnings, 0 errors");
    assertThat(VeleroStatus.of(new GenericKubernetesResource()).isCompleted()).isFalse();
  }

  @Test
  @DisplayName("partly failed is not completed, and its errors are counted")
  void partlyFailed() {
    VeleroStatus status = VeleroStatus.of(with(Map.of("phase", "PartiallyFailed", "errors", 2)));
    assertThat(status.isCompleted()).isFalse();
    assertThat(status).hasToString("PartiallyFailed, 0 warnings, 2 errors");
  }

  @Test
  @DisplayName("completed with warnings is completed")
  void completed() {
    assertThat(VeleroStatus.of(with(Map.of("phase", "Completed", "warnings", 3))).isCompleted())
        .isTrue();
  }
}
