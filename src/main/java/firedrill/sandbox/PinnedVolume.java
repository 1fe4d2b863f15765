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
