package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.io.IOException;
import java.util.Optional;

/** Makes and removes the storage behind PersistentVolumes; called from one thread. */
public interface VolumeDriver {

  /** As StorageClasses name it. */
  String provisioner();

  /**
   * Makes what is behind a volume, or finds it made.
   *
   * @return the volume to be created in Kubernetes; empty while the claim is not ripe, its next
   *     change is waited for
   * @throws IOException to be called again soon, as any {@link RuntimeException}
   */
  Optional<PersistentVolume> provision(PersistentVolumeClaim claim, StorageClass of)
      throws IOException;

  /**
   * Removes what is behind a volume that {@link #provision} made.
   *
   * @return false to be called again soon
   * @throws IOException likewise
   */
  boolean remove(PersistentVolume volume) throws IOException;
}
