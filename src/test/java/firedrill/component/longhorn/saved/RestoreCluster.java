package firedrill.component.longhorn.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.Kind;
import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.replica.MadeReplica;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A cluster in memory that has lost what a file remembers, and the directories of its nodes. */
@SuppressWarnings("unchecked")
abstract class RestoreCluster {
  static final int SIZE = 64 * MadeReplica.BLOCK;
  static final String CRS = "/apis/longhorn.io/v1beta2/namespaces/longhorn-system/";

  @TempDir Path folder;
  MemoryApi api;
  KubernetesClient client;
  SavedResources saved;
  final List<Orphan> directories = new ArrayList<>();

  final Managers managers =
      new Managers() {
        @Override
        public void stop() {
          client.pods().inNamespace("longhorn-system").withName("longhorn-manager-x").delete();
        }

        @Override
        public void start() {
          runManager();
        }
      };

  @BeforeEach
  void begin() throws IOException {
    api = new MemoryApi();
    client = api.client();
    create(
        Kind.VOLUME,
        "pvc-c",
        Map.of("size", "67108864", "nodeID", "pi2", "frontend", "iscsi", "numberOfReplicas", 2));
    create(
        Kind.ENGINE,
        "pvc-c-e-0",
        Map.of(
            "volumeName",
            "pvc-c",
            "nodeID",
            "pi2",
            "replicaAddressMap",
            Map.of("r", "10.0.0.1:1"),
            "desireState",
            "running",
            "active",
            true));
    for (int i = 1; i <= 2; i++) {
      create(
          Kind.REPLICA,
          "pvc-c-r-" + i,
          replica(
              i,
              Map.of("failedAt", i == 1 ? "" : "2026-11-21T01:02:03Z", "desireState", "running")));
      directory("pi" + i, "pvc-c-0000000" + i, 3);
    }
    saved = SavedResources.capture(client);
  }

  @AfterEach
  void end() {
    client.close();
    api.close();
  }

  MadeReplica directory(String node, String name, int value) throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve(node).resolve(name), SIZE);
    replica.layer("volume-snap-one.img", SIZE).fill(1, 1);
    replica.layer("volume-head-001.img", SIZE).fill(3, value).finish();
    directories.add(Orphan.of(node, replica.directory()).orElseThrow());
    return replica;
  }

  void create(Kind kind, String name, Map<String, Object> spec) {
    GenericKubernetesResource resource =
        new GenericKubernetesResourceBuilder()
            .withApiVersion("longhorn.io/v1beta2")
            .withKind(kind.kind())
            .withNewMetadata()
            .withName(name)
            .withNamespace("longhorn-system")
            .withFinalizers("longhorn.io")
            .withLabels(Map.of("longhornvolume", "pvc-c"))
            .addNewOwnerReference()
            .withApiVersion("longhorn.io/v1beta2")
            .withKind("Volume")
            .withName("pvc-c")
            .withUid("0000")
            .endOwnerReference()
            .endMetadata()
            .addToAdditionalProperties("spec", spec)
            .addToAdditionalProperties("status", Map.of("state", "attached"))
            .build();
    kind.in(client).resource(resource).create();
  }

  void wipe() {
    for (String path : api.paths()) {
      if (path.startsWith(CRS)) {
        var object = (com.fasterxml.jackson.databind.node.ObjectNode) api.object(path);
        ((com.fasterxml.jackson.databind.node.ObjectNode) object.get("metadata"))
            .remove("finalizers");
      }
    }
    for (Kind kind : Kind.values()) {
      kind.in(client)
          .list()
          .getItems()
          .forEach(r -> kind.in(client).withName(r.getMetadata().getName()).delete());
    }
    assertThat(api.paths()).noneMatch(path -> path.startsWith(CRS));
    api.changes.clear();
  }

  void orphan(String directory) {
    create(
        Kind.ORPHAN,
        "orphan-" + directory,
        Map.of("orphanType", "replica", "parameters", Map.of("DataName", directory)));
  }

  void runManager() {
    client
        .pods()
        .inNamespace("longhorn-system")
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("longhorn-manager-x")
                .withLabels(Map.of("app", "longhorn-manager"))
                .endMetadata()
                .withNewStatus()
                .withPhase("Running")
                .endStatus()
                .build())
        .create();
  }

  void webhook() {
    validating("longhorn-webhook-validator");
  }

  void validating(String name) {
    client
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .resource(
            new ValidatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .build())
        .create();
  }

  Restore restore() {
    return Restore.of(client, saved, managers, look -> look.at(directories));
  }

  void refused(RestoreStep step, String why) {
    List<String> before = List.copyOf(api.changes);
    assertThatThrownBy(() -> restore().step(step))
        .isInstanceOf(RestoreRefused.class)
        .hasMessageContaining(step.name())
        .hasMessageContaining(why);
    assertThat(api.changes).as("nothing was done").isEqualTo(before);
  }

  void apply() throws RestoreRefused {
    restore().step(RestoreStep.APPLY_REPLICAS);
  }

  String applied(String name, String field) {
    return api.object(CRS + "replicas/" + name).path("spec").path(field).asText();
  }

  void olderThanTheAccident() {
    saved = SavedResources.capture(client);
    wipe();
  }

  static Map<String, Object> replicaSpec(int i) {
    return replica(i, Map.of("healthyAt", "2026-11-20T00:00:00Z"));
  }

  /** The i-th of pvc-c, on the disk of its node. */
  private static Map<String, Object> replica(int i, Map<String, Object> more) {
    Map<String, Object> spec = new HashMap<>(more);
    spec.put("volumeName", "pvc-c");
    spec.put("active", true);
    spec.put("nodeID", "pi" + i);
    spec.put("diskID", "disk-" + i);
    spec.put("diskPath", "/var/lib/longhorn");
    spec.put("dataDirectoryName", "pvc-c-0000000" + i);
    return spec;
  }

  /** Written at the same time, and not equal. */
  MadeReplica otherContent(String name) throws IOException {
    String node = "pi" + name.charAt(name.length() - 1);
    firedrill.files.Trees.delete(folder.resolve(node).resolve(name));
    directories.removeIf(o -> o.name().equals(name));
    return directory(node, name, 8);
  }

  void setting(String name, String value) {
    Kind.SETTING
        .in(client)
        .resource(
            new GenericKubernetesResourceBuilder()
                .withApiVersion("longhorn.io/v1beta2")
                .withKind("Setting")
                .withNewMetadata()
                .withName(name)
                .withNamespace("longhorn-system")
                .endMetadata()
                .addToAdditionalProperties("value", value)
                .build())
        .create();
  }

  void node(String name, String disk) {
    Kind.NODE
        .in(client)
        .resource(
            new GenericKubernetesResourceBuilder()
                .withApiVersion("longhorn.io/v1beta2")
                .withKind("Node")
                .withNewMetadata()
                .withName(name)
                .withNamespace("longhorn-system")
                .endMetadata()
                .addToAdditionalProperties(
                    "status", Map.of("diskStatus", Map.of("d", Map.of("diskUUID", disk))))
                .build())
        .create();
  }
}
