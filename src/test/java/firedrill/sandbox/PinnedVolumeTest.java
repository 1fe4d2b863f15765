package firedrill.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The directory of a volume on its node")
class PinnedVolumeTest {

  private static PersistentVolumeBuilder volume() {
    return new PersistentVolumeBuilder().withNewMetadata().withName("pvc-1").endMetadata();
  }

  @Test
  @DisplayName("is known of the type that k3s' class asks for, and of the provisioner's own")
  void path() {
    PersistentVolume local =
        volume().withNewSpec().withNewLocal("ext4", "/storage/pvc-1").endSpec().build();
    PersistentVolume byHostPath =
        volume()
            .withNewSpec()
            .withNewHostPath("/storage/pvc-1", "DirectoryOrCreate")
            .endSpec()
            .build();
    assertThat(PinnedVolume.path(local)).isEqualTo("/storage/pvc-1");
    assertThat(PinnedVolume.path(byHostPath)).isEqualTo("/storage/pvc-1");
  }

  @Test
  @DisplayName("is refused by name where there is none")
  void none() {
    PersistentVolume elsewhere =
        volume().withNewSpec().withNewNfs("/exported", false, "server").endSpec().build();
    assertThatThrownBy(() -> PinnedVolume.path(elsewhere))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("pvc-1");
  }
}
