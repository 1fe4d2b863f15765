package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.Optional;

/** Makes persistent volumes of one kind usable on this node. Thread-safe. */
public interface VolumeProvider {

  boolean supports(PersistentVolume pv);

  /**
   * Called again and again (every {@link AgentSettings#volumeRetry()}) until it answers with a
   * path; must not block for long and is idempotent.
   *
   * @return empty while the volume is not ready, for example not attached yet; the pod then stays
   *     in ContainerCreating
   * @throws RuntimeException becomes a FailedMount event; the mount is tried again
   */
  Optional<MountedVolume> mount(PersistentVolume pv, PersistentVolumeClaim pvc, Pod pod);

  /**
   * Where a kubelet would measure such a volume, as this JVM can open it: of a directory by
   * hostPath it has no figures (Kubernetes 1.36, pkg/volume/hostpath/host_path.go, {@code
   * MetricsNil}).
   */
  default Optional<Path> measured(PersistentVolume pv, MountedVolume mounted) {
    return pv.getSpec().getHostPath() == null ? Optional.of(mounted.path()) : Optional.empty();
  }

  /** After the pod's last container has ended. Idempotent. */
  void unmount(MountedVolume volume, String podUid);
}
