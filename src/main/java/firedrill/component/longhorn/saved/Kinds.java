package firedrill.component.longhorn.saved;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** The resources in question, {@code longhorn.io/v1beta2} (1.12). */
enum Kinds {
  VOLUME("Volume", "volumes"),
  ENGINE("Engine", "engines"),
  REPLICA("Replica", "replicas"),
  ORPHAN("Orphan", "orphans"),
  NODE("Node", "nodes"),
  SETTING("Setting", "settings"),
  ENGINE_IMAGE("EngineImage", "engineimages"),
  BACKING_IMAGE("BackingImage", "backingimages");

  static final String NAMESPACE = "longhorn-system";

  private final String kind;
  private final String plural;

  Kinds(String kind, String plural) {
    this.kind = kind;
    this.plural = plural;
  }

  String kind() {
    return kind;
  }

  NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      in(KubernetesClient client) {
    MixedOperation<
            GenericKubernetesResource,
            GenericKubernetesResourceList,
            Resource<GenericKubernetesResource>>
        all =
            client.genericKubernetesResources(
                new ResourceDefinitionContext.Builder()
                    .withGroup("longhorn.io")
                    .withVersion("v1beta2")
                    .withKind(kind)
                    .withPlural(plural)
                    .withNamespaced(true)
                    .build());
    return all.inNamespace(NAMESPACE);
  }
}
