package firedrill.component.longhorn.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.Kind;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One volume that cannot be put back keeps none of the others back. */
class VolumesForThemselvesTest extends RestoreCluster {

  @Test
  @DisplayName("a volume without Replicas is left out by name, and the others come back")
  void oneVolumeWithoutReplicas() throws Exception {
    create(Kind.VOLUME, "pvc-e", Map.of("size", "4096", "numberOfReplicas", 2));
    saved = SavedResources.capture(client);
    wipe();
    List<String> told = new ArrayList<>();
    assertThatThrownBy(() -> restore().onFinding(told::add).run(RestoreStep.SAFE_ORDER))
        .isInstanceOf(RestoreRefused.class)
        .hasMessageContaining("left out is volume pvc-e: it has no Replica here");
    assertThat(told).anySatisfy(t -> assertThat(t).startsWith("pvc-e is left out: it has no"));
    assertThat(api.paths())
        .contains(
            CRS + "volumes/pvc-c",
            CRS + "engines/pvc-c-e-0",
            CRS + "replicas/pvc-c-r-1",
            CRS + "replicas/pvc-c-r-2")
        .doesNotContain(CRS + "volumes/pvc-e");
    assertThat(client.pods().inNamespace("longhorn-system").list().getItems())
        .as("the managers were started for the others")
        .hasSize(1);
    saved = saved.only(Set.of("pvc-e"));
    client.pods().inNamespace("longhorn-system").withName("longhorn-manager-x").delete();
    refused(RestoreStep.APPLY_REPLICAS, "volume pvc-e: it has no Replica here");
    refused(RestoreStep.APPLY_ENGINES, "volume pvc-e: it has no Replica here");
    refused(RestoreStep.APPLY_VOLUMES, "volume pvc-e: it has no Replica here");
    refused(RestoreStep.START_MANAGERS, "volume pvc-e: it has no Replica here");
  }

  /** Another volume of the file, whole, with one replica on pi3. */
  private Path second() throws IOException {
    create(Kind.VOLUME, "pvc-d", Map.of("size", "67108864", "numberOfReplicas", 2));
    create(Kind.ENGINE, "pvc-d-e-0", Map.of("volumeName", "pvc-d"));
    Map<String, Object> spec = new java.util.HashMap<>(replicaSpec(3));
    spec.putAll(Map.of("volumeName", "pvc-d", "dataDirectoryName", "pvc-d-00000003"));
    create(Kind.REPLICA, "pvc-d-r-1", spec);
    return directory("pi3", "pvc-d-00000003", 3).directory();
  }

  private void onlyTheFirstComesBack(String why) throws Exception {
    Restore restore = restore();
    restore.step(RestoreStep.APPLY_REPLICAS);
    assertThat(restore.leftOut()).containsOnlyKeys("pvc-d");
    assertThat(restore.leftOut().get("pvc-d")).contains(why);
    restore.step(RestoreStep.APPLY_ENGINES);
    restore.step(RestoreStep.APPLY_VOLUMES);
    restore.step(RestoreStep.START_MANAGERS);
    assertThat(restore.leftOut()).containsOnlyKeys("pvc-d");
    assertThat(api.paths())
        .contains(CRS + "volumes/pvc-c", CRS + "engines/pvc-c-e-0", CRS + "replicas/pvc-c-r-1")
        .noneMatch(path -> path.contains("pvc-d"));
  }

  @Test
  @DisplayName("a volume whose last state is not known is left out, and the others come back")
  void oneUndecidedVolume() throws Exception {
    Path meta = second().resolve("volume.meta");
    Files.writeString(
        meta, Files.readString(meta).replace("\"Rebuilding\":false", "\"Rebuilding\":true"));
    olderThanTheAccident();
    onlyTheFirstComesBack("which directory of volume pvc-d holds its last state is not known");
  }

  @Test
  @DisplayName("a volume that was made again is left out, and the others come back")
  void oneVolumeMadeAgain() throws Exception {
    second();
    olderThanTheAccident();
    create(
        Kind.REPLICA, "new", Map.of("volumeName", "pvc-d", "dataDirectoryName", "pvc-d-ffffffff"));
    Restore restore = restore();
    restore.step(RestoreStep.APPLY_REPLICAS);
    assertThat(restore.leftOut().get("pvc-d")).contains("has other replicas (new)");
    assertThat(api.paths()).contains(CRS + "replicas/pvc-c-r-1");
    assertThat(api.paths()).doesNotContain(CRS + "replicas/pvc-d-r-1");
  }

  @Test
  @DisplayName("a volume on a node that is gone is left out, until a human chooses another node's")
  void oneVolumeOfAnotherNode() throws Exception {
    second();
    olderThanTheAccident();
    for (String name : List.of("pi1", "pi2")) {
      client
          .nodes()
          .resource(new NodeBuilder().withNewMetadata().withName(name).endMetadata().build())
          .create();
    }
    onlyTheFirstComesBack("the cluster has no node pi3");
  }

  @Test
  @DisplayName("a human may choose what is left when a node is gone for good")
  void chosenWithoutTheNode() throws Exception {
    directories.remove(1);
    olderThanTheAccident();
    client
        .nodes()
        .resource(new NodeBuilder().withNewMetadata().withName("pi1").endMetadata().build())
        .create();
    refused(RestoreStep.APPLY_REPLICAS, "the cluster has no node pi2");
    restore().choose("pvc-c", "pvc-c-00000001").run(RestoreStep.SAFE_ORDER);
    assertThat(applied("pvc-c-r-1", "failedAt")).isEmpty();
    assertThat(api.paths()).contains(CRS + "volumes/pvc-c");
    assertThat(api.paths()).doesNotContain(CRS + "replicas/pvc-c-r-2");
  }

  @Test
  @DisplayName(
      "Replicas that somebody applied without a look let no Volume in, and no manager start")
  void appliedWithoutALook() throws Exception {
    olderThanTheAccident();
    for (int i = 1; i <= 2; i++) {
      create(Kind.REPLICA, "pvc-c-r-" + i, replicaSpec(i));
    }
    refused(RestoreStep.APPLY_ENGINES, "applied without this look at their directories");
    refused(RestoreStep.APPLY_VOLUMES, "applied without this look at their directories");
    create(Kind.VOLUME, "pvc-c", Map.of("size", "67108864", "numberOfReplicas", 2));
    refused(RestoreStep.START_MANAGERS, "Volume pvc-c is there already, and its Replicas were");
    apply();
    restore().step(RestoreStep.START_MANAGERS);
  }

  @Test
  @DisplayName("a Volume that is there without its Replicas keeps the managers down for all")
  void aVolumeAppliedByHand() throws Exception {
    second();
    olderThanTheAccident();
    Files.delete(folder.resolve("pi3/pvc-d-00000003/volume.meta"));
    apply();
    create(Kind.VOLUME, "pvc-d", Map.of("size", "67108864", "numberOfReplicas", 2));
    refused(
        RestoreStep.START_MANAGERS,
        "Volume pvc-d is there already, and no Replica names pvc-d-00000003");
  }

  @Test
  @DisplayName("a disk that was put into another node is found there")
  void aDiskThatMoved() {
    wipe();
    node("pi1", "disk-9");
    node("pi2", "disk-1");
    refused(RestoreStep.APPLY_REPLICAS, "the UUID disk-1 of replica pvc-c-r-1; it is in pi2 now");
  }

  @Test
  @DisplayName("a node whose disks have not been looked at yet, or is unknown, is no obstacle")
  void disksNotLookedAt() throws Exception {
    wipe();
    node("pi1", "");
    apply();
    assertThat(applied("pvc-c-r-1", "failedAt")).isEmpty();
  }

  @Test
  @DisplayName("a file that names no volume is refused before anything is stopped")
  void nothingInIt() {
    wipe();
    saved = saved.only(Set.of());
    refused(RestoreStep.STOP_MANAGERS, "the file names no volume");
  }
}
