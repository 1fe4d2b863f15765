package firedrill.component.velero;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The files of a volume")
class PodVolumeFilesTest {

  private static PodVolumeFiles of(String status) {
    String text =
        "kind: PodVolumeBackup\nspec: {pod: {name: shop, namespace: a}, volume: data}\n" + status;
    return PodVolumeFiles.of(
        new KubernetesSerialization().unmarshal(text, GenericKubernetesResource.class));
  }

  @Test
  @DisplayName("are told with their bytes, once they are handled")
  void told() {
    PodVolumeFiles done = of("status: {phase: Completed, progress: {bytesDone: 7, totalBytes: 7}}");
    assertThat(done).isEqualTo(new PodVolumeFiles("shop/data", "Completed", 7, ""));
    assertThat(done.isCompleted()).isTrue();
    assertThat(done).hasToString("shop/data Completed, 7 bytes");
  }

  @Test
  @DisplayName("are not begun before Velero says anything, and tell why they have failed")
  void otherwise() {
    assertThat(of("status: {}")).hasToString("shop/data not begun, 0 bytes");
    PodVolumeFiles failed = of("status: {phase: Failed, message: no node}");
    assertThat(failed.isCompleted()).isFalse();
    assertThat(failed).hasToString("shop/data Failed, 0 bytes: no node");
  }
}
