package firedrill.component.longhorn;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** Longhorn's kinds that are read or written, {@code longhorn.io/v1beta2} (1.12). */
public enum Kind {
  VOLUME("Volume", "volumes"),
  ENGINE("Engine", "engines"),
  REPLICA("Replica", "replicas"),
  ORPHAN("Orphan", "orphans"),
  SNAPSHOT("Snapshot", "snapshots"),
  NODE("Node", "nodes"),
  ENGINE_IMAGE("EngineImage", "engineimages"),
  INSTANCE_MANAGER("InstanceManager", "instancemanagers"),
  ATTACHMENT("VolumeAttachment", "volumeattachments"),
  SETTING("Setting", "settings"),
  BACKING_IMAGE("BackingImage", "backingimages");

  static final String GROUP = "longhorn.io";
  static final String VERSION = "v1beta2";

  private final String kind;
  private final String plural;

  Kind(String kind, String plural) {
    this.kind = kind;
    this.plural = plural;
  }

  static ResourceDefinitionContext context(String kind, String plural) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(GROUP)
        .withVersion(VERSION)
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(true)
        .build();
  }

  /** As in a manifest. */
  public String kind() {
    return kind;
  }

  /**
   * All of a cluster. Whoever only reads files, as the rescue jar does, has no client on its path.
   */
  public NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      in(KubernetesClient client) {
    return client.genericKubernetesResources(context(kind, plural)).inNamespace(Longhorn.NAMESPACE);
  }
}
