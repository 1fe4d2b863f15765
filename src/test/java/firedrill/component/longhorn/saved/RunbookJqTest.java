package firedrill.component.longhorn.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import firedrill.sandbox.process.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that the runbook tells people to save with does what {@link Cleaning} does. */
class RunbookJqTest {

  private static final Path RUNBOOK = Path.of("drills/longhorn-cr-restore/runbook.md");
  private static final JsonMapper JSON = new JsonMapper();

  /** As {@code kubectl get -o json} of a cluster in the middle of everything. */
  private static final String SAVED =
      """
      {"apiVersion":"v1","kind":"List","items":[
       {"apiVersion":"longhorn.io/v1beta2","kind":"Volume",
        "metadata":{"name":"pvc-c","namespace":"longhorn-system","uid":"u","resourceVersion":"7",
         "finalizers":["longhorn.io"]},
        "spec":{"size":"262144","numberOfReplicas":2,"accessMode":"rwo","dataLocality":"best-effort",
         "encrypted":false,"nodeID":"pi1","engineNodeID":"pi1","migrationNodeID":"pi2",
         "lastAttachedBy":"x","fromBackup":"s3://b?backup=1&volume=pvc-c","dataSource":"snap://x/y",
         "cloneMode":"full-copy","snapshotHashingRequestedAt":"2026-11-01T00:00:00Z",
         "restoreVolumeRecurringJob":"enabled"},
        "status":{"state":"attached","restoreInitiated":true}},
       {"apiVersion":"longhorn.io/v1beta2","kind":"Engine",
        "metadata":{"name":"pvc-c-e-0","namespace":"longhorn-system","uid":"u",
         "ownerReferences":[{"uid":"gone"}]},
        "spec":{"volumeName":"pvc-c","nodeID":"pi1","desireState":"running","salvageRequested":true,
         "backupVolume":"pvc-c","requestedBackupRestore":"backup-1","requestedDataSource":"snap://x/y",
         "replicaAddressMap":{"r":"10.0.0.1:1"},"upgradedReplicaAddressMap":{"r":"10.0.0.1:1"}},
        "status":{"currentState":"running"}},
       {"apiVersion":"longhorn.io/v1beta2","kind":"Replica",
        "metadata":{"name":"pvc-c-r-1","namespace":"longhorn-system",
         "ownerReferences":[{"uid":"gone"}]},
        "spec":{"volumeName":"pvc-c","nodeID":"pi1","diskID":"d1","diskPath":"/l",
         "dataDirectoryName":"pvc-c-00000001","engineName":"pvc-c-e-0","desireState":"running",
         "failedAt":"","healthyAt":"2026-11-02T00:00:00Z","lastHealthyAt":"2026-11-02T00:00:00Z",
         "lastFailedAt":"","migrationEngineName":"pvc-c-e-1","evictionRequested":true}}]}
      """;

  @TempDir Path folder;
  private JsonNode items;
  private SavedResources byJq;

  @BeforeEach
  void save() throws Exception {
    Matcher filter =
        Pattern.compile("\\| jq '(.*?)' > longhorn-resources\\.json", Pattern.DOTALL)
            .matcher(Files.readString(RUNBOOK));
    assertThat(filter.find()).as("the runbook has its jq").isTrue();
    Path in = Files.writeString(folder.resolve("in.json"), SAVED);
    Path out = folder.resolve("longhorn-resources.json");
    Optional<Path> program = Programs.ofMachine().find("jq");
    assumeTrue(program.isPresent(), "jq (Debian package jq) is not installed");
    Process jq =
        new ProcessBuilder(program.get().toString(), filter.group(1))
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(jq.waitFor(30, TimeUnit.SECONDS) && jq.exitValue() == 0).as("jq runs").isTrue();
    items = JSON.readTree(out.toFile()).path("items");
    byJq = SavedResources.read(out);
  }

  private JsonNode spec(int item) {
    return items.path(item).path("spec");
  }

  @Test
  @DisplayName("what is an instruction for once is gone from the file itself")
  void onceIsBlanked() {
    for (String field :
        List.of("fromBackup", "dataSource", "cloneMode", "snapshotHashingRequestedAt", "nodeID")) {
      assertThat(spec(0).path(field).asText()).as(field).isEmpty();
    }
    assertThat(spec(0).path("restoreVolumeRecurringJob").asText()).isEqualTo("ignored");
    for (String field :
        List.of("requestedBackupRestore", "requestedDataSource", "backupVolume", "nodeID")) {
      assertThat(spec(1).path(field).asText()).as(field).isEmpty();
    }
    assertThat(spec(1).has("replicaAddressMap")).isFalse();
    assertThat(spec(1).path("salvageRequested").asBoolean()).isFalse();
    assertThat(spec(2).path("desireState").asText()).isEqualTo("stopped");
    for (JsonNode item : items) {
      assertThat(item.has("status")).isFalse();
      assertThat(item.path("metadata").has("ownerReferences")).isFalse();
    }
  }

  @Test
  @DisplayName("what tells where the data lie, and how good they are, is kept")
  void dataAreKept() {
    assertThat(spec(2).path("nodeID").asText()).isEqualTo("pi1");
    assertThat(spec(2).path("dataDirectoryName").asText()).isEqualTo("pvc-c-00000001");
    assertThat(spec(2).path("healthyAt").asText()).isEqualTo("2026-11-02T00:00:00Z");
    assertThat(spec(0).path("dataLocality").asText()).isEqualTo("best-effort");
    assertThat(byJq.traits("pvc-c").orElseThrow().dataLocality()).isEqualTo("best-effort");
  }

  @Test
  @DisplayName("read again it is what this harness makes of the same list without any jq")
  void sameAsCleaning() throws Exception {
    SavedResources raw = SavedResources.read(Files.writeString(folder.resolve("raw.json"), SAVED));
    assertThat(texts(byJq)).isEqualTo(texts(raw));
  }

  /** A field that is empty and one that is not there are the same to Longhorn. */
  private static List<JsonNode> texts(SavedResources saved) {
    return saved.all().stream()
        .map(
            r -> {
              JsonNode json = JSON.valueToTree(r);
              var spec = (com.fasterxml.jackson.databind.node.ObjectNode) json.path("spec");
              spec.properties()
                  .removeIf(f -> f.getValue().isTextual() && f.getValue().asText().isEmpty());
              return json;
            })
        .toList();
  }
}
