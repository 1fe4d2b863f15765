package firedrill.sandbox.local.agent;

import firedrill.files.Trees;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Volumes of StorageClasses with provisioner {@code rancher.io/local-path}: one directory on the
 * node that the scheduler chose. Paths and the PV's form follow local-path-provisioner 0.0.31.
 * RBAC: {@code sandbox/manifests/local-path.yaml}.
 */
public final class LocalPathDriver implements VolumeDriver {

  private static final String DIRECTORY = "/opt/local-path-provisioner";
  private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

  private final Function<String, Path> hostRoot;

  /**
   * @param hostRoot for a node's name its root directory, see {@link NodeAgent#hostRoot(Path)}
   */
  public LocalPathDriver(Function<String, Path> hostRoot) {
    this.hostRoot = hostRoot;
  }

  @Override
  public String provisioner() {
    return "rancher.io/local-path";
  }

  @Override
  public Optional<PersistentVolume> provision(PersistentVolumeClaim claim, StorageClass of)
      throws IOException {
    Map<String, String> annotations = claim.getMetadata().getAnnotations();
    String node = annotations == null ? null : annotations.get(SELECTED_NODE);
    if (node == null) {
      return Optional.empty();
    }
    PersistentVolume volume = volume(claim, of, node);
    Files.createDirectories(directory(volume));
    return Optional.of(volume);
  }

  @Override
  public boolean remove(PersistentVolume volume) throws IOException {
    Trees.delete(directory(volume));
    return true;
  }

  private Path directory(PersistentVolume volume) {
    LocalPathPlace place = LocalPathPlace.of(volume);
    return place.below(hostRoot.apply(place.node()));
  }

  private static PersistentVolume volume(
      PersistentVolumeClaim claim, StorageClass of, String node) {
    var meta = claim.getMetadata();
    String asked = claim.getSpec().getResources().getRequests().get("storage").toString();
    return ClaimProvisioner.volumeFor(claim, of, asked)
        .editMetadata()
        .addToAnnotations("local.path.provisioner/selected-node", node)
        .endMetadata()
        .editSpec()
        .withNewHostPath(
            DIRECTORY + "/pvc-" + meta.getUid() + "_" + meta.getNamespace() + "_" + meta.getName(),
            "DirectoryOrCreate")
        .withNewNodeAffinity()
        .withNewRequired()
        .addNewNodeSelectorTerm()
        .addNewMatchExpression()
        .withKey("kubernetes.io/hostname")
        .withOperator("In")
        .withValues(node)
        .endMatchExpression()
        .endNodeSelectorTerm()
        .endRequired()
        .endNodeAffinity()
        .endSpec()
        .build();
  }
}
