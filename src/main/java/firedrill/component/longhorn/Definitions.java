package firedrill.component.longhorn;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Longhorn's custom resource definitions, and what there is of their kinds. */
record Definitions(KubernetesClient client) {

  private static final int NOT_FOUND = 404;

  List<CustomResourceDefinition> all() {
    return client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
        .filter(d -> Kind.GROUP.equals(d.getSpec().getGroup()))
        .toList();
  }

  boolean areServed() {
    List<CustomResourceDefinition> all = all();
    return !all.isEmpty() && all.stream().allMatch(Definitions::isServed);
  }

  private static boolean isServed(CustomResourceDefinition d) {
    return d.getStatus() != null
        && d.getStatus().getConditions() != null
        && d.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  /** Returns at once. */
  void delete() {
    all()
        .forEach(
            d ->
                client
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(d.getMetadata().getName())
                    .delete());
  }

  /**
   * Deletes every resource of these kinds without its finalizer.
   *
   * @return how many there were
   */
  int wipeResources() {
    List<CompletableFuture<Void>> deletions;
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      deletions =
          all().stream().map(Definitions::context).flatMap(c -> wipe(c, threads).stream()).toList();
      CompletableFuture.allOf(deletions.toArray(CompletableFuture[]::new)).join();
    } finally {
      threads.shutdown();
    }
    return deletions.size();
  }

  private List<CompletableFuture<Void>> wipe(
      ResourceDefinitionContext context, ExecutorService threads) {
    var kind = client.genericKubernetesResources(context).inNamespace(Longhorn.NAMESPACE);
    return kind.list().getItems().stream()
        .map(r -> r.getMetadata().getName())
        .map(
            name ->
                CompletableFuture.runAsync(
                    () -> {
                      try {
                        kind.withName(name)
                            .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"metadata\":{\"finalizers\":null}}");
                        kind.withName(name).delete();
                      } catch (KubernetesClientException e) {
                        // The garbage collector deletes along: an engine goes with its volume.
                        if (e.getCode() != NOT_FOUND) {
                          throw e;
                        }
                      }
                    },
                    threads))
        .toList();
  }

  private static ResourceDefinitionContext context(CustomResourceDefinition d) {
    return Kind.context(d.getSpec().getNames().getKind(), d.getSpec().getNames().getPlural());
  }
}
