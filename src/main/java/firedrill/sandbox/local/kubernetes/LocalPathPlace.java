package firedrill.sandbox.local.kubernetes;

import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;

/**
 * Where the data of a claim of class local-path lie.
 *
 * @param path relative to the node's own root
 */
record LocalPathPlace(String node, Path path) {

  /**
   * @throws IllegalStateException when the claim is not bound
   */
  static LocalPathPlace of(KubernetesClient admin, String namespace, String claim) {
    String name =
        admin
            .persistentVolumeClaims()
            .inNamespace(namespace)
            .withName(claim)
            .require()
            .getSpec()
            .getVolumeName();
    if (name == null) {
      throw new IllegalStateException("claim " + namespace + "/" + claim + " is not bound");
    }
    PersistentVolumeSpec volume = admin.persistentVolumes().withName(name).require().getSpec();
    String node =
        volume
            .getNodeAffinity()
            .getRequired()
            .getNodeSelectorTerms()
            .get(0)
            .getMatchExpressions()
            .get(0)
            .getValues()
            .get(0);
    return new LocalPathPlace(
        node, Path.of("/").relativize(Path.of(volume.getHostPath().getPath())));
  }
}
