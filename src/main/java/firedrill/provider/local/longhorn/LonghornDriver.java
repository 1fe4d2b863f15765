package firedrill.provider.local.longhorn;

import firedrill.component.longhorn.Csi;
import firedrill.ground.BlockStorage;
import firedrill.sandbox.local.agent.ClaimProvisioner;
import firedrill.sandbox.local.agent.VolumeDriver;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A Longhorn volume for each claim, and a PersistentVolume as Longhorn's CSI driver and
 * external-provisioner write it. A claim that names its volume is none of its business.
 */
final class LonghornDriver implements VolumeDriver {

  /** Longhorn rounds up to 2 MiB (longhorn-manager 1.12, {@code util.RoundUpSize}). */
  private static final long STEP = 2L << 20;

  private final BlockStorage control;

  LonghornDriver(BlockStorage control) {
    this.control = control;
  }

  @Override
  public String provisioner() {
    return Csi.DRIVER;
  }

  @Override
  public Optional<PersistentVolume> provision(PersistentVolumeClaim claim, StorageClass of) {
    Map<String, String> parameters = of.getParameters() == null ? Map.of() : of.getParameters();
    long bytes = sizeBytes(claim);
    PersistentVolume volume = volume(claim, of, bytes, parameters);
    // Longhorn's own default is 3.
    int replicas = Integer.parseInt(parameters.getOrDefault("numberOfReplicas", "3"));
    control.create(volume.getMetadata().getName(), bytes, replicas);
    return Optional.of(volume);
  }

  /** No share manager is here: a volume of several writers is one of Longhorn's simple ones. */
  private static Map<String, String> unshared(Map<String, String> parameters) {
    Map<String, String> all = new TreeMap<>(parameters);
    all.put("share", "false");
    return all;
  }

  private static PersistentVolume volume(
      PersistentVolumeClaim claim, StorageClass of, long bytes, Map<String, String> parameters) {
    return ClaimProvisioner.volumeFor(claim, of, Long.toString(bytes))
        .editSpec()
        .withNewCsi()
        .withDriver(Csi.DRIVER)
        .withVolumeHandle("pvc-" + claim.getMetadata().getUid())
        .withFsType(parameters.getOrDefault("fsType", "ext4"))
        .withVolumeAttributes(unshared(parameters))
        .endCsi()
        .endSpec()
        .build();
  }

  private static long sizeBytes(PersistentVolumeClaim claim) {
    Quantity asked = claim.getSpec().getResources().getRequests().get("storage");
    long bytes = asked.getNumericalAmount().longValueExact();
    return (bytes + STEP - 1) / STEP * STEP;
  }

  @Override
  public boolean remove(PersistentVolume pv) {
    String volume = pv.getSpec().getCsi().getVolumeHandle();
    if (control.status(volume).flatMap(BlockStorage.Status::attachedTo).isPresent()) {
      return false;
    }
    control.delete(volume);
    return control.status(volume).isEmpty();
  }
}
