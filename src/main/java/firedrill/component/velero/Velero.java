package firedrill.component.velero;

import firedrill.component.Component;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Velero's server, asked through its custom resources as its command line does. */
public final class Velero {

  /** The document's bucket. */
  public static final String BUCKET = "velero-backups";

  static final String NAMESPACE = "velero";
  private static final String API = "velero.io/v1";

  private final KubernetesClient client;

  Velero(KubernetesClient client) {
    this.client = client;
  }

  public static Component<Velero> component() {
    return new VeleroComponent();
  }

  /**
   * Asks for a backup with the document's settings; returns at once.
   *
   * @param leftOut kinds that are not backed up, as the API names them in the plural
   */
  public void backup(String name, String namespace, List<String> leftOut) {
    create(
        "Backup",
        name,
        Map.of(
            "includedNamespaces",
            List.of(namespace),
            "excludedResources",
            leftOut,
            "snapshotVolumes",
            true,
            "ttl",
            "720h"));
  }

  public VeleroStatus backupStatus(String name) {
    return VeleroStatus.of(get("Backup", "backups", name));
  }

  /**
   * Asks for a restore; returns at once.
   *
   * @param namespaces from a namespace of the backup to the one it is restored into
   */
  public void restore(String name, String backup, Map<String, String> namespaces) {
    create(
        "Restore",
        name,
        Map.of("backupName", backup, "namespaceMapping", new TreeMap<>(namespaces)));
  }

  public VeleroStatus restoreStatus(String name) {
    return VeleroStatus.of(get("Restore", "restores", name));
  }

  /** {@code Available}, {@code Unavailable}; empty before Velero has looked. */
  public String locationPhase() {
    return VeleroStatus.of(get("BackupStorageLocation", "backupstoragelocations", "default"))
        .phase();
  }

  private void create(String kind, String name, Map<String, Object> spec) {
    client
        .resource(
            new GenericKubernetesResourceBuilder()
                .withApiVersion(API)
                .withKind(kind)
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .addToAdditionalProperties("spec", spec)
                .build())
        .create();
  }

  private GenericKubernetesResource get(String kind, String plural, String name) {
    return client
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup("velero.io")
                .withVersion("v1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build())
        .inNamespace(NAMESPACE)
        .withName(name)
        .get();
  }
}
