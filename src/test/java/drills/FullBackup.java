package drills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.velero.Velero;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/** Whether a backup holds what the cluster has now, and work that goes on after it. */
final class FullBackup {

  private static final Duration CALL = Duration.ofSeconds(20);
  private static final String NAMESPACE = "default";
  private static final String WORK = "work";

  private final LocalStorageLab lab;
  private final Supplier<String> latest;
  private final String apart;
  private Role made;
  private ConfigMap deleted;

  /**
   * @param latest the backup's name; empty while there is none
   * @param apart a namespace that is not to be kept: that of the test restore
   */
  FullBackup(LocalStorageLab lab, Supplier<String> latest, String apart) {
    this.lab = lab;
    this.latest = latest;
    this.apart = apart;
  }

  private KubernetesClient client() {
    return lab.platform().kubernetes();
  }

  /** What is worked on afterwards is there already. */
  void workBegins() {
    lab.manifests().apply("work-goes-on.yaml");
  }

  /**
   * Each object of the namespaces that the backup takes is in it with the content that it has now,
   * whatever its kind, and nothing in it is gone.
   */
  Observation isLatest() throws IOException {
    String backup = latest.get();
    if (backup.isEmpty()) {
      return Observation.notYet("nobody has backed up");
    }
    Minio store = lab.get(Minio.class);
    HeldObjects held;
    JsonNode scope;
    try (ObjectClient asked = store.client(store.hosts().get(0), CALL)) {
      String place = "backups/" + backup + "/";
      String archive = place + backup + ".tar.gz";
      held = HeldObjects.ofBackup(asked.get(Velero.BUCKET, archive).orThrow("get " + archive));
      scope =
          new ObjectMapper()
              .readTree(
                  asked
                      .get(Velero.BUCKET, place + "velero-backup.json")
                      .orThrow("get what describes " + backup))
              .path("spec");
    }
    Set<String> changed =
        held.changedIn(HeldObjects.ofCluster(client()), namespace -> isTaken(scope, namespace));
    return Observation.of(
        changed.isEmpty(),
        "%s holds %d objects; since then: %s".formatted(backup, held.byKey().size(), changed));
  }

  private boolean isTaken(JsonNode scope, String namespace) {
    return !namespace.equals(apart)
        && !names(scope.path("excludedNamespaces"), namespace)
        && (scope.path("includedNamespaces").isEmpty()
            || names(scope.path("includedNamespaces"), "*")
            || names(scope.path("includedNamespaces"), namespace));
  }

  private static boolean names(JsonNode list, String name) {
    return StreamSupport.stream(list.spliterator(), false).anyMatch(n -> n.asText().equals(name));
  }

  // Work goes on after the backup, in a namespace that it takes

  /** An object of a kind that the application has none of. */
  void makeRole() {
    made =
        client()
            .resource(
                new RoleBuilder()
                    .withNewMetadata()
                    .withGenerateName("made-later-")
                    .withNamespace(NAMESPACE)
                    .endMetadata()
                    .addNewRule()
                    .withApiGroups("")
                    .withResources("pods")
                    .withVerbs("get")
                    .endRule()
                    .build())
            .create();
  }

  void deleteRole() {
    client().resource(made).delete();
  }

  void editSecret() {
    secretIs("of-later");
  }

  /** As it was: no backup is needed for that. */
  void editSecretBack() {
    secretIs("of-before");
  }

  private void secretIs(String key) {
    client()
        .secrets()
        .inNamespace(NAMESPACE)
        .withName(WORK)
        .edit(s -> new SecretBuilder(s).withData(null).withStringData(Map.of("key", key)).build());
  }

  void editDeployment() {
    readyAfter(5);
  }

  void editDeploymentBack() {
    readyAfter(null);
  }

  private void readyAfter(Integer seconds) {
    client()
        .apps()
        .deployments()
        .inNamespace(NAMESPACE)
        .withName(WORK)
        .edit(
            d ->
                new DeploymentBuilder(d).editSpec().withMinReadySeconds(seconds).endSpec().build());
  }

  void deleteConfigMap() {
    deleted = client().configMaps().inNamespace(NAMESPACE).withName(WORK).require();
    client().resource(deleted).delete();
  }

  /** A younger object of the same content. */
  void putBackConfigMap() {
    deleted.getMetadata().setResourceVersion(null);
    deleted.getMetadata().setUid(null);
    deleted.getMetadata().setCreationTimestamp(null);
    deleted.getMetadata().setManagedFields(null);
    client().resource(deleted).create();
  }
}
