package firedrill.component.velero;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Locale;
import java.util.Map;

/** Velero's custom resources in its namespace, of the cluster that there is now. */
record VeleroResources(VeleroInstallation installation) {

  private static final String API = "velero.io/v1";

  /** The API server is asked even where it has no such kind, so that the answer is its own. */
  void create(String kind, String name, Map<String, String> labels, Object spec) {
    of(kind, kind.toLowerCase(Locale.ROOT) + "s")
        .resource(
            new GenericKubernetesResourceBuilder()
                .withApiVersion(API)
                .withKind(kind)
                .withNewMetadata()
                .withName(name)
                .withNamespace(Velero.NAMESPACE)
                .withLabels(labels)
                .endMetadata()
                .addToAdditionalProperties("spec", spec)
                .build())
        .create();
  }

  /** As {@code kubectl patch --type merge}: whatever Velero writes at the same time stays. */
  void merge(Resource<GenericKubernetesResource> of, Map<String, Object> change) {
    of.patch(
        PatchContext.of(PatchType.JSON_MERGE),
        installation.client().getKubernetesSerialization().asJson(change));
  }

  GenericKubernetesResource get(String kind, String plural, String name) {
    return of(kind, plural).withName(name).get();
  }

  NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      of(String kind, String plural) {
    return installation
        .client()
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup("velero.io")
                .withVersion("v1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build())
        .inNamespace(Velero.NAMESPACE);
  }
}
