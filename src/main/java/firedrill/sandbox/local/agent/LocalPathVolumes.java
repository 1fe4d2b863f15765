package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.HostPathVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Persistent volumes that are directories of the node ({@code hostPath} and {@code local}). */
public final class LocalPathVolumes implements VolumeProvider {

  private final Path hostRoot;
  private final Map<String, Path> hostPaths;

  /**
   * For one node.
   *
   * @param hostRoot the node's root directory, see {@link NodeAgent#hostRoot()}
   * @param hostPaths see {@link AgentSettings#hostPaths()}
   */
  public LocalPathVolumes(Path hostRoot, Map<String, Path> hostPaths) {
    this.hostRoot = hostRoot.toAbsolutePath().normalize();
    this.hostPaths = Map.copyOf(hostPaths);
  }

  @Override
  public boolean supports(PersistentVolume pv) {
    return pv.getSpec().getHostPath() != null || pv.getSpec().getLocal() != null;
  }

  @Override
  public Optional<MountedVolume> mount(PersistentVolume pv, PersistentVolumeClaim pvc, Pod pod) {
    var source =
        pv.getSpec().getHostPath() != null
            ? pv.getSpec().getHostPath()
            : new HostPathVolumeSourceBuilder()
                .withPath(pv.getSpec().getLocal().getPath())
                .withType("Directory")
                .build();
    try {
      return Optional.of(
          new MountedVolume(
              pv.getMetadata().getName(), HostPath.resolve(hostRoot, hostPaths, source), false));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + source.getPath() + ": " + e, e);
    }
  }

  @Override
  public void unmount(MountedVolume volume, String podUid) {
    // A directory needs none.
  }
}
