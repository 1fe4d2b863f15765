package firedrill.component.longhorn.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.Kind;
import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.component.longhorn.replica.Overrides;
import firedrill.component.longhorn.replica.Problem;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@SuppressWarnings("unchecked")
class RestoreTest extends RestoreCluster {

  @Test
  void what_is_saved_keeps_where_the_data_lie_and_loses_what_must_not_come_back() throws Exception {
    Path file = Files.write(folder.resolve("longhorn.json"), saved.bytes());
    SavedResources read = SavedResources.read(file);
    assertThat(read).isEqualTo(saved);
    GenericKubernetesResource replica = read.replicas().get(1);
    assertThat(replica.getMetadata().getOwnerReferences()).isNullOrEmpty();
    assertThat(replica.getMetadata().getUid()).isNull();
    assertThat(replica.getMetadata().getResourceVersion()).isNull();
    assertThat(replica.getMetadata().getFinalizers()).containsExactly("longhorn.io");
    assertThat(replica.getMetadata().getLabels()).containsEntry("longhornvolume", "pvc-c");
    assertThat((Object) replica.get("status")).isNull();
    assertThat(SavedResources.text(replica, "nodeID")).isEqualTo("pi2");
    assertThat(SavedResources.text(replica, "diskID")).isEqualTo("disk-2");
    assertThat(SavedResources.text(replica, "desireState")).isEqualTo("stopped");
    assertThat(SavedResources.text(read.volumes().get(0), "nodeID")).isEmpty();
    assertThat(SavedResources.text(read.engines().get(0), "nodeID")).isEmpty();
    assertThat((Object) read.engines().get(0).get("spec", "replicaAddressMap")).isNull();
  }

  @Test
  void what_is_saved_is_evidence_for_choosing_a_replica() {
    assertThat(saved.size("pvc-c")).hasValue(67108864);
    assertThat(saved.size("pvc-x")).isEmpty();
    assertThat(saved.evidence())
        .extracting(e -> e.failedAt().isPresent())
        .containsExactly(false, true);
    assertThat(saved.evidence()).extracting(e -> e.directory()).first().isEqualTo("pvc-c-00000001");
  }

  @Test
  void the_safe_order_brings_all_back_and_may_be_walked_twice() throws Exception {
    wipe();
    orphan("pvc-c-00000001");
    orphan("pvc-z-00000009");
    runManager();
    webhook();
    api.changes.clear();
    List<RestoreStep> walked = new ArrayList<>();
    restore().onStep(walked::add).run(RestoreStep.SAFE_ORDER);
    assertThat(walked).isEqualTo(RestoreStep.SAFE_ORDER);
    assertThat(api.changes)
        .filteredOn(c -> c.startsWith("create " + CRS))
        .containsExactly(
            "create " + CRS + "replicas/pvc-c-r-1",
            "create " + CRS + "replicas/pvc-c-r-2",
            "create " + CRS + "engines/pvc-c-e-0",
            "create " + CRS + "volumes/pvc-c");
    assertThat(api.changes).as("finalizers first").noneMatch(c -> c.startsWith("delete held"));
    assertThat(api.paths()).noneMatch(path -> path.contains("/orphans/"));
    assertThat(api.paths()).noneMatch(path -> path.contains("webhook"));
    restore().run(RestoreStep.SAFE_ORDER);
  }

  @Test
  void replicas_are_refused_while_orphans_exist() {
    wipe();
    orphan("pvc-c-00000001");
    refused(RestoreStep.APPLY_REPLICAS, "there are Orphans (pvc-c-00000001)");
  }

  @Test
  void replicas_are_refused_with_owner_references() throws Exception {
    saved = SavedResources.captureCarelessly(client);
    wipe();
    refused(RestoreStep.APPLY_REPLICAS, "owner references that are stale");
    refused(RestoreStep.STOP_MANAGERS, "Replica pvc-c-r-1");
  }

  @Test
  void nothing_is_changed_while_managers_run() {
    wipe();
    runManager();
    refused(RestoreStep.RELEASE_ORPHANS, "managers run (longhorn-manager-x)");
    refused(RestoreStep.REMOVE_WEBHOOKS, "managers run");
    refused(RestoreStep.APPLY_REPLICAS, "managers run");
    refused(RestoreStep.APPLY_VOLUMES, "managers run");
  }

  @Test
  void nothing_is_applied_while_webhooks_wait_for_managers() {
    wipe();
    webhook();
    refused(RestoreStep.APPLY_REPLICAS, "webhooks are registered");
  }

  @Test
  void a_volume_alone_is_refused() {
    wipe();
    refused(RestoreStep.APPLY_VOLUMES, "Longhorn would give the volume new, empty ones");
    refused(RestoreStep.START_MANAGERS, "no Replica names pvc-c-00000001, pvc-c-00000002");
  }

  @Test
  void a_volume_that_was_made_again_is_not_mixed_with_the_old_one() {
    wipe();
    create(
        Kind.REPLICA,
        "pvc-c-r-new",
        Map.of("volumeName", "pvc-c", "dataDirectoryName", "pvc-c-ffffffff"));
    refused(RestoreStep.APPLY_REPLICAS, "has other replicas (pvc-c-r-new)");
  }

  @Test
  void a_disk_that_is_another_one_now_is_noticed() {
    wipe();
    GenericKubernetesResource node =
        new GenericKubernetesResourceBuilder()
            .withApiVersion("longhorn.io/v1beta2")
            .withKind("Node")
            .withNewMetadata()
            .withName("pi1")
            .withNamespace("longhorn-system")
            .endMetadata()
            .addToAdditionalProperties("spec", Map.of())
            .addToAdditionalProperties(
                "status", Map.of("diskStatus", Map.of("d", Map.of("diskUUID", "another"))))
            .build();
    Kind.NODE.in(client).resource(node).create();
    refused(RestoreStep.APPLY_REPLICAS, "no disk of node pi1 has the UUID disk-1");
  }

  @Test
  void an_orphan_that_appears_late_keeps_the_managers_down() throws Exception {
    wipe();
    restore().step(RestoreStep.APPLY_REPLICAS);
    orphan("pvc-c-00000002");
    refused(RestoreStep.START_MANAGERS, "both claim pvc-c-00000002");
  }

  @Test
  void without_preconditions_everything_is_done_as_told() throws Exception {
    wipe();
    orphan("pvc-c-00000001");
    runManager();
    restore()
        .withoutPreconditions()
        .run(List.of(RestoreStep.APPLY_REPLICAS, RestoreStep.APPLY_VOLUMES));
    assertThat(api.paths()).contains(CRS + "volumes/pvc-c", CRS + "replicas/pvc-c-r-2");
  }

  @Test
  void one_volume_can_be_restored_alone() {
    assertThat(saved.only(Set.of("pvc-c")).replicas()).hasSize(2);
    SavedResources none = saved.only(Set.of("pvc-x"));
    assertThat(none.volumes()).isEmpty();
    assertThat(none.engines()).isEmpty();
  }

  @Test
  void a_file_that_is_something_else_is_refused_by_name() throws Exception {
    for (String text : List.of("", "{}", "null", "[1]", "{\"format\":\"x\"", "kind: List")) {
      Path file = Files.writeString(folder.resolve("saved.json"), text);
      assertThatThrownBy(() -> SavedResources.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("saved.json");
    }
  }

  @Test
  @DisplayName(
      "a replica that dropped out after the saving is put back as failed, the good one not")
  void aStaleOneIsPutBackAsFailed() throws Exception {
    MadeReplica stale = new MadeReplica(folder.resolve("pi3").resolve("pvc-c-00000003"), SIZE);
    stale.layer("volume-snap-one.img", SIZE).fill(1, 1);
    stale.layer("volume-head-001.img", SIZE).fill(3, 9).finish();
    create(Kind.REPLICA, "pvc-c-r-3", replicaSpec(3));
    directories.add(Orphan.of("pi3", stale.directory()).orElseThrow());
    Instant end = Instant.now().plusSeconds(7200);
    for (Orphan o : directories) {
      Instant at = o.node().equals("pi3") ? end.minusSeconds(3000) : end;
      Files.setLastModifiedTime(o.directory().resolve("volume-head-001.img"), FileTime.from(at));
    }
    olderThanTheAccident();
    List<String> seen = new ArrayList<>();
    Restore.of(client, saved, managers, look -> look.at(directories))
        .onFinding(seen::add)
        .step(RestoreStep.APPLY_REPLICAS);
    assertThat(applied("pvc-c-r-3", "failedAt")).isNotEmpty();
    assertThat(applied("pvc-c-r-1", "failedAt")).isEmpty();
    assertThat(applied("pvc-c-r-2", "failedAt")).as("rebuilt since it was saved").isEmpty();
    assertThat(applied("pvc-c-r-2", "healthyAt")).isNotEmpty();
    assertThat(seen)
        .anySatisfy(t -> assertThat(t).contains("recover from pvc-c-0000000"))
        .anySatisfy(t -> assertThat(t).contains("pvc-c-00000003 on pi3 does not hold the last"));
  }

  @Test
  @DisplayName("a directory that is not there: nothing is applied, until a human chooses")
  void aMissingDirectory() throws Exception {
    wipe();
    directories.remove(0);
    refused(RestoreStep.APPLY_REPLICAS, "pvc-c-00000001 on pi1");
    restore().choose("pvc-c", "pvc-c-00000002").step(RestoreStep.APPLY_REPLICAS);
    // Longhorn would make that directory anew, or write over it when its disk comes back.
    assertThat(api.paths()).doesNotContain(CRS + "replicas/pvc-c-r-1");
    assertThat(applied("pvc-c-r-2", "failedAt")).isEmpty();
    restore().choose("pvc-c", "pvc-c-00000002").step(RestoreStep.APPLY_REPLICAS);
    restore().choose("pvc-c", "pvc-c-00000002").step(RestoreStep.APPLY_VOLUMES);
    refused(RestoreStep.APPLY_VOLUMES, "no Replica names pvc-c-00000001");
  }

  @Test
  @DisplayName("what a human did not choose is left out: its directory is not rebuilt over")
  void theOtherOneIsLeftOut() throws Exception {
    otherContent("pvc-c-00000002");
    olderThanTheAccident();
    List<String> seen = new ArrayList<>();
    restore()
        .choose("pvc-c", "pvc-c-00000001")
        .onFinding(seen::add)
        .step(RestoreStep.APPLY_REPLICAS);
    assertThat(applied("pvc-c-r-1", "failedAt")).isEmpty();
    assertThat(api.paths()).doesNotContain(CRS + "replicas/pvc-c-r-2");
    assertThat(seen)
        .anySatisfy(
            t -> assertThat(t).contains("pvc-c-00000002 on pi2", "its Replica is left out"));
  }

  @Test
  @DisplayName("applied by somebody without a look: looked at, and what is stale gets failedAt")
  void appliedBySomebody() throws Exception {
    MadeReplica stale = otherContent("pvc-c-00000002");
    Path head = directories.get(0).directory().resolve("volume-head-001.img");
    MadeReplica.goOn(head);
    Files.setLastModifiedTime(head, FileTime.from(Instant.now().plusSeconds(7200)));
    assertThat(stale.directory()).exists();
    Kind.REPLICA
        .in(client)
        .withName("pvc-c-r-2")
        .edit(
            r -> {
              ((Map<String, Object>) r.getAdditionalProperties().get("spec")).put("failedAt", "");
              return r;
            });
    olderThanTheAccident();
    for (int i = 1; i <= 2; i++) {
      create(Kind.REPLICA, "pvc-c-r-" + i, replicaSpec(i));
    }
    apply();
    assertThat(applied("pvc-c-r-1", "failedAt")).isEmpty();
    assertThat(applied("pvc-c-r-2", "failedAt")).isNotEmpty();
    directories.clear();
    apply();
    assertThat(applied("pvc-c-r-2", "failedAt")).as("looked at once").isNotEmpty();
    refusedWhenChosenOtherwise();
  }

  private void refusedWhenChosenOtherwise() {
    assertThatThrownBy(
            () -> restore().choose("pvc-c", "pvc-c-00000002").step(RestoreStep.APPLY_REPLICAS))
        .as("another choice asks for another look")
        .hasMessageContaining("pvc-c-00000002");
  }

  @Test
  @DisplayName("a copy of that name on another disk of the node is not what the Replica names")
  void wrongDisk() throws Exception {
    olderThanTheAccident();
    directories.set(1, directories.get(1).on("/mnt/backup"));
    refused(RestoreStep.APPLY_REPLICAS, "pvc-c-00000002 on pi2");
    directories.set(1, directories.get(1).on("/var/lib/longhorn/"));
    apply();
    assertThat(applied("pvc-c-r-2", "failedAt")).isEmpty();
  }

  @Test
  @DisplayName("saved before an expansion: refused, for the volume would lose its end")
  void savedBeforeAnExpansion() throws Exception {
    Kind.VOLUME
        .in(client)
        .withName("pvc-c")
        .edit(
            v -> {
              ((Map<String, Object>) v.getAdditionalProperties().get("spec")).put("size", "4096");
              return v;
            });
    olderThanTheAccident();
    refused(RestoreStep.APPLY_REPLICAS, "it was expanded since");
  }

  @Test
  @DisplayName("a volume on a backing image: refused without the image, put back with it")
  void onABackingImage() throws Exception {
    for (Orphan o : directories) {
      Path meta = o.directory().resolve("volume.meta");
      Files.writeString(
          meta,
          Files.readString(meta)
              .replace("\"BackingFilePath\":\"\"", "\"BackingFilePath\":\"/host/debian/backing\""));
    }
    olderThanTheAccident();
    refused(RestoreStep.APPLY_REPLICAS, "stands on a backing image");
    Path image = Files.write(folder.resolve("debian.img"), new byte[SIZE]);
    restore().backing("pvc-c", image).step(RestoreStep.APPLY_REPLICAS);
    assertThat(applied("pvc-c-r-1", "failedAt")).isEmpty();
    assertThat(applied("pvc-c-r-2", "failedAt")).isEmpty();
  }

  @Test
  @DisplayName("one that says Rebuilding: put back only on a human's word of that replica")
  void rebuildingByHand() throws Exception {
    for (Orphan o : directories) {
      Path meta = o.directory().resolve("volume.meta");
      Files.writeString(
          meta, Files.readString(meta).replace("\"Rebuilding\":false", "\"Rebuilding\":true"));
    }
    olderThanTheAccident();
    refused(RestoreStep.APPLY_REPLICAS, "can be used");
    restore()
        .override("pvc-c-00000001", Overrides.NONE.accept(Problem.REBUILDING))
        .choose("pvc-c", "pvc-c-00000001")
        .step(RestoreStep.APPLY_REPLICAS);
    assertThat(applied("pvc-c-r-1", "failedAt")).isEmpty();
    assertThat(api.paths()).doesNotContain(CRS + "replicas/pvc-c-r-2");
  }

  @Test
  @DisplayName("replicas that differ and nothing that tells which is newer: nothing is applied")
  void differingDirectories() throws Exception {
    wipe();
    MadeReplica other = directory("pi2", "pvc-c-00000009", 8);
    directories.remove(2);
    directories.set(
        1,
        Orphan.of("pi2", Files.move(other.directory(), folder.resolve("pvc-c-00000002")))
            .orElseThrow());
    refused(RestoreStep.APPLY_REPLICAS, "which directory of volume pvc-c holds its last state");
  }

  @Test
  @DisplayName(
      "the last state lies where no saved Replica points: refused, with the way that is left")
  void newerElsewhere() throws Exception {
    wipe();
    MadeReplica newer = directory("pi3", "pvc-c-0000000f", 8);
    MadeReplica.goOn(newer.top());
    Instant end = Instant.now().plusSeconds(7200);
    Files.setLastModifiedTime(newer.top(), FileTime.from(end));
    refused(
        RestoreStep.APPLY_REPLICAS, "is in pvc-c-0000000f on pi3, which no saved Replica names");
  }

  @Test
  @DisplayName("a node that was renamed is noticed")
  void renamedNode() {
    wipe();
    for (String name : List.of("pi1", "pi-two")) {
      client
          .nodes()
          .resource(new NodeBuilder().withNewMetadata().withName(name).endMetadata().build())
          .create();
    }
    refused(RestoreStep.APPLY_REPLICAS, "the cluster has no node pi2");
  }

  @Test
  @DisplayName("an engine image or a backing image that is absent is noticed")
  void absentImages() throws Exception {
    Kind.VOLUME.in(client).withName("pvc-c").delete();
    create(
        Kind.VOLUME,
        "pvc-d",
        Map.of(
            "size",
            "4096",
            "numberOfReplicas",
            2,
            "image",
            "lh/engine:v1.12.1",
            "backingImage",
            "debian"));
    create(Kind.ENGINE_IMAGE, "ei-1", Map.of("image", "lh/engine:v1.13.0"));
    create(Kind.ENGINE, "pvc-d-e-0", Map.of("volumeName", "pvc-d"));
    create(
        Kind.REPLICA,
        "pvc-d-r-1",
        Map.of(
            "volumeName",
            "pvc-d",
            "nodeID",
            "pi1",
            "diskID",
            "d",
            "diskPath",
            "/l",
            "dataDirectoryName",
            "pvc-d-00000001",
            "backingImage",
            "debian"));
    saved = SavedResources.capture(client).only(Set.of("pvc-d"));
    for (String one : List.of("volumes/pvc-d", "engines/pvc-d-e-0", "replicas/pvc-d-r-1")) {
      assertThat(api.paths()).contains(CRS + one);
    }
    refused(RestoreStep.APPLY_REPLICAS, "needs the engine image lh/engine:v1.12.1");
    create(Kind.ENGINE_IMAGE, "ei-2", Map.of("image", "lh/engine:v1.12.1"));
    refused(RestoreStep.APPLY_REPLICAS, "stands on BackingImage debian");
  }

  @Test
  @DisplayName("the file records Longhorn's version and when it was saved")
  void versionAndMoment() {
    GenericKubernetesResource setting =
        new GenericKubernetesResourceBuilder()
            .withApiVersion("longhorn.io/v1beta2")
            .withKind("Setting")
            .withNewMetadata()
            .withName("current-longhorn-version")
            .withNamespace("longhorn-system")
            .endMetadata()
            .addToAdditionalProperties("value", "v1.12.1")
            .build();
    Kind.SETTING.in(client).resource(setting).create();
    SavedResources now = SavedResources.capture(client);
    assertThat(now.longhornVersion()).isEqualTo("v1.12.1");
    assertThat(Instant.parse(now.savedAt()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
  }

  @Test
  @DisplayName("where Longhorn deletes orphans by itself, no manager is started")
  void orphansAreDeletedAutomatically() throws Exception {
    wipe();
    apply();
    setting("orphan-resource-auto-deletion", "instance");
    setting("orphan-auto-deletion", "false");
    restore().step(RestoreStep.START_MANAGERS);
    Kind.SETTING.in(client).withName("orphan-resource-auto-deletion").delete();
    setting("orphan-resource-auto-deletion", "instance;replica-data");
    refused(RestoreStep.START_MANAGERS, "would delete the directories that no Replica names");
    Kind.SETTING.in(client).withName("orphan-resource-auto-deletion").delete();
    Kind.SETTING.in(client).withName("orphan-auto-deletion").delete();
    setting("orphan-auto-deletion", "true");
    refused(RestoreStep.START_MANAGERS, "setting orphan-auto-deletion is true");
  }
}
