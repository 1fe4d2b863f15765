package firedrill.sandbox;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.client.KubernetesClient;

/** A volume whose data lie on one node, as class local-path makes them. */
public final class PinnedVolume {

  private PinnedVolume() {}

  /**
   * The one that a claim is bound to.
   *
   * @throws IllegalStateException when the claim is not bound
   */
  public static PersistentVolume of(KubernetesClient client, String namespace, String claim) {
    String name =
        client
            .persistentVolumeClaims()
            .inNamespace(namespace)
            .withName(claim)
            .require()
            .getSpec()
            .getVolumeName();
    if (name == null) {
      throw new IllegalStateException("claim " + namespace + "/" + claim + " is not bound");
    }
    return client.persistentVolumes().withName(name).require();
  }

  /**
   * Its directory on that node. Without a word the provisioner makes volumes of type hostPath; on
   * k3s the class asks for type local (k3s' manifests/local-storage.yaml, {@code
   * defaultVolumeType}).
   *
   * @throws IllegalStateException when it is no directory of a node
   */
  public static String path(PersistentVolume volume) {
    if (volume.getSpec().getLocal() != null) {
      return volume.getSpec().getLocal().getPath();
    }
    if (volume.getSpec().getHostPath() != null) {
      return volume.getSpec().getHostPath().getPath();
    }
    throw new IllegalStateException(
        "volume " + volume.getMetadata().getName() + " is no directory of a node");
  }

  /** The node that its affinity names. */
  public static String node(PersistentVolume volume) {
    return volume
        .getSpec()
        .getNodeAffinity()
        .getRequired()
        .getNodeSelectorTerms()
        .get(0)
        .getMatchExpressions()
        .get(0)
        .getValues()
        .get(0);
  }
}
