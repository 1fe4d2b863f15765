package firedrill.component.longhorn;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeTraitsTest {

  private static PersistentVolume pv(List<String> modes, Map<String, String> attributes) {
    return new PersistentVolumeBuilder()
        .withNewSpec()
        .withAccessModes(modes)
        .withNewCsi()
        .withDriver(Csi.DRIVER)
        .withVolumeHandle("pvc-c")
        .withVolumeAttributes(attributes)
        .endCsi()
        .endSpec()
        .build();
  }

  @Test
  @DisplayName("what the StorageClass asked for is known from the PersistentVolume")
  void parameters() {
    VolumeTraits traits =
        VolumeTraits.of(
            pv(
                List.of("ReadWriteMany"),
                Map.of(
                    "dataLocality",
                    "best-effort",
                    "migratable",
                    "true",
                    "encrypted",
                    "true",
                    "dataEngine",
                    "v2")));
    assertThat(traits).isEqualTo(new VolumeTraits("rwx", "best-effort", true, true, "v2"));
  }

  @Test
  @DisplayName("what it does not say is Longhorn's default")
  void nothingSaid() {
    assertThat(VolumeTraits.of(pv(List.of(), Map.of()))).isEqualTo(VolumeTraits.USUAL);
    assertThat(VolumeTraits.of(pv(List.of(), null))).isEqualTo(VolumeTraits.USUAL);
  }

  @Test
  @DisplayName("a volume of several writers that is not served by NFS is a simple one")
  void notShared() {
    List<String> several = List.of("ReadWriteMany");
    assertThat(VolumeTraits.of(pv(several, Map.of("share", "false"))).accessMode())
        .isEqualTo("rwo");
    assertThat(VolumeTraits.of(pv(several, Map.of("share", "true"))).accessMode()).isEqualTo("rwx");
  }

  @ParameterizedTest
  @CsvSource({
    "ReadWriteOnce, rwo",
    "ReadWriteOncePod, rwop",
    "ReadWriteMany, rwx",
    "ReadOnlyMany, rwx"
  })
  @DisplayName("access modes are translated as the driver does it")
  void accessModes(String kubernetes, String longhorn) {
    assertThat(VolumeTraits.of(pv(List.of(kubernetes), Map.of())).accessMode()).isEqualTo(longhorn);
  }
}
