package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.replica.ContentKind;
import firedrill.component.longhorn.saved.MemoryApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClaimBindingTest {
  private static final VolumeClaim CLAIM =
      new VolumeClaim("vault", "data-vault-0", "longhorn", List.of("ReadWriteOnce"), 1 << 30);
  private static final String PVC = "/api/v1/namespaces/vault/persistentvolumeclaims/data-vault-0";

  private MemoryApi api;
  private KubernetesClient client;

  @BeforeEach
  void begin() throws Exception {
    api = new MemoryApi();
    client = api.client();
  }

  @AfterEach
  void end() {
    client.close();
    api.close();
  }

  @Test
  void a_claim_is_made_for_the_volume_and_it_for_the_claim() {
    new ClaimBinding(client).bind(CLAIM, "pvc-fresh", ContentKind.EXT4);
    var pv = api.object("/api/v1/persistentvolumes/pvc-fresh").path("spec");
    assertThat(pv.at("/csi/volumeHandle").asText()).isEqualTo("pvc-fresh");
    assertThat(pv.at("/csi/driver").asText()).isEqualTo("driver.longhorn.io");
    assertThat(pv.at("/claimRef/name").asText()).isEqualTo("data-vault-0");
    assertThat(pv.at("/persistentVolumeReclaimPolicy").asText()).isEqualTo("Retain");
    assertThat(api.object(PVC).at("/spec/volumeName").asText()).isEqualTo("pvc-fresh");
  }

  @Test
  void bound_to_it_already_nothing_is_done() {
    new ClaimBinding(client).bind(CLAIM, "pvc-fresh", ContentKind.EXT4);
    api.changes.clear();
    new ClaimBinding(client).bind(CLAIM, "pvc-fresh", ContentKind.EXT4);
    assertThat(api.changes).isEmpty();
  }

  @Test
  void a_claim_of_another_volume_is_made_anew_and_that_volume_kept() {
    new ClaimBinding(client).bind(CLAIM, "pvc-old", ContentKind.EXT4);
    client
        .persistentVolumes()
        .withName("pvc-old")
        .edit(
            pv -> {
              pv.getSpec().setPersistentVolumeReclaimPolicy("Delete");
              return pv;
            });
    new ClaimBinding(client).bind(CLAIM, "pvc-fresh", ContentKind.EXT4);
    assertThat(api.object(PVC).at("/spec/volumeName").asText()).isEqualTo("pvc-fresh");
    assertThat(
            api.object("/api/v1/persistentvolumes/pvc-old")
                .at("/spec/persistentVolumeReclaimPolicy")
                .asText())
        .as("before the claim goes")
        .isEqualTo("Retain");
  }

  @Test
  void after_an_interruption_the_rest_is_done() {
    new ClaimBinding(client).bind(CLAIM, "pvc-fresh", ContentKind.EXT4);
    client.persistentVolumeClaims().inNamespace("vault").withName("data-vault-0").delete();
    new ClaimBinding(client).bind(CLAIM, "pvc-fresh", ContentKind.EXT4);
    assertThat(api.paths()).contains(PVC);
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentKind.class,
      names = {"EXT4", "EXT3", "XFS"})
  @DisplayName("the PersistentVolume names the file system that the volume holds, and its modes")
  void theFileSystemIsCarriedOver(ContentKind kind) {
    VolumeClaim shared =
        new VolumeClaim("vault", "data-vault-0", "longhorn", List.of("ReadWriteMany"), 1 << 30);
    new ClaimBinding(client).bind(shared, "pvc-fresh", kind);
    var pv = api.object("/api/v1/persistentvolumes/pvc-fresh").path("spec");
    assertThat(pv.at("/csi/fsType").asText()).isEqualTo(kind.fsType());
    assertThat(pv.at("/accessModes/0").asText()).isEqualTo("ReadWriteMany");
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentKind.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"EXT4", "EXT3", "XFS"})
  @DisplayName("content that the CSI driver would not mount is refused before anything is changed")
  void whatCannotBeMountedIsRefused(ContentKind kind) {
    new ClaimBinding(client).bind(CLAIM, "pvc-old", ContentKind.EXT4);
    api.changes.clear();
    assertThatThrownBy(() -> new ClaimBinding(client).bind(CLAIM, "pvc-fresh", kind))
        .hasMessageContaining("vault/data-vault-0 is not bound")
        .hasMessageContaining(kind.text());
    assertThat(api.changes).isEmpty();
  }
}
