package firedrill.lab.local.longhorn;

import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Map;

/** The PersistentVolume of a claim, as Longhorn's CSI driver and external-provisioner write it. */
final class LonghornPv {

  /** Longhorn rounds up to 2 MiB (longhorn-manager 1.12, {@code util.RoundUpSize}). */
  private static final long STEP = 2L << 20;

  private LonghornPv() {}

  static PersistentVolume of(PersistentVolumeClaim claim, StorageClass of) {
    var meta = claim.getMetadata();
    String name = "pvc-" + meta.getUid();
    Map<String, String> parameters = parameters(of);
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToAnnotations(Csi.PROVISIONED_BY, Csi.DRIVER)
        .endMetadata()
        .withNewSpec()
        .withStorageClassName(of.getMetadata().getName())
        .withPersistentVolumeReclaimPolicy(
            of.getReclaimPolicy() == null ? "Delete" : of.getReclaimPolicy())
        .withAccessModes(claim.getSpec().getAccessModes())
        .withVolumeMode("Filesystem")
        .withCapacity(Map.of("storage", new Quantity(Long.toString(sizeBytes(claim)))))
        .withClaimRef(
            new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion())
                .build())
        .withNewCsi()
        .withDriver(Csi.DRIVER)
        .withVolumeHandle(name)
        .withFsType(parameters.getOrDefault("fsType", "ext4"))
        .withVolumeAttributes(parameters)
        .endCsi()
        .endSpec()
        .build();
  }

  static long sizeBytes(PersistentVolumeClaim claim) {
    Quantity asked = claim.getSpec().getResources().getRequests().get("storage");
    long bytes = asked.getNumericalAmount().longValueExact();
    return (bytes + STEP - 1) / STEP * STEP;
  }

  /** Longhorn's own default is 3. */
  static int replicas(StorageClass of) {
    return Integer.parseInt(parameters(of).getOrDefault("numberOfReplicas", "3"));
  }

  private static Map<String, String> parameters(StorageClass of) {
    return of.getParameters() == null ? Map.of() : of.getParameters();
  }
}
