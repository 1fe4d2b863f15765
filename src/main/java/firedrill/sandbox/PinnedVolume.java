package firedrill.sandbox;

import io.fabric8.kubernetes.api.model.PersistentVolume;

/** A volume whose data lie on one node, as class local-path makes them. */
public final class PinnedVolume {

  private PinnedVolume() {}

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
