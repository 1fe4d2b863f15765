package firedrill.component.longhorn.saved;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import firedrill.component.longhorn.Kind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places that saved Replicas name, and Replicas that lie in the cluster already. */
class LookedAtTest extends RestoreCluster {

  private void savedWith(String field, String value) {
    Kind.REPLICA
        .in(client)
        .withName("pvc-c-r-2")
        .edit(
            r ->
                SavedResources.copy(
                    r,
                    json -> {
                      json.withObject("/spec").put(field, value);
                      return json;
                    }));
    olderThanTheAccident();
  }

  @Test
  @DisplayName("applied by somebody who had taken the labels out: they are written in")
  void appliedWithoutLabels() throws Exception {
    olderThanTheAccident();
    for (int i = 1; i <= 2; i++) {
      Map<String, Object> spec = new HashMap<>(replicaSpec(i));
      spec.put("active", false);
      GenericKubernetesResource bare = new GenericKubernetesResource();
      bare.setApiVersion("longhorn.io/v1beta2");
      bare.setKind("Replica");
      ObjectMeta metadata = new ObjectMeta();
      metadata.setName("pvc-c-r-" + i);
      metadata.setNamespace("longhorn-system");
      bare.setMetadata(metadata);
      bare.setAdditionalProperties(Map.of("spec", spec));
      Kind.REPLICA.in(client).resource(bare).create();
    }
    apply();
    JsonNode second = api.object(CRS + "replicas/pvc-c-r-2");
    assertThat(second.at("/metadata/labels/longhornvolume").asText()).isEqualTo("pvc-c");
    assertThat(second.at("/metadata/labels/longhornnode").asText()).isEqualTo("pi2");
    assertThat(second.at("/metadata/labels/longhorndiskuuid").asText()).isEqualTo("disk-2");
    assertThat(second.at("/spec/active").asBoolean()).isTrue();
  }

  @Test
  @DisplayName("a Replica that names another volume's directory finds nothing of its own there")
  void otherVolume() throws Exception {
    directory("pi2", "pvc-d-00000001", 3);
    savedWith("dataDirectoryName", "pvc-d-00000001");
    refused(RestoreStep.APPLY_REPLICAS, "pvc-d-00000001");
  }

  @Test
  @DisplayName(
      "a node that is called otherwise now: a Replica of its old name is none that is good")
  void otherNode() throws Exception {
    savedWith("nodeID", "pi2.home.example");
    apply();
    assertThat(applied("pvc-c-r-1", "failedAt")).isEmpty();
    assertThat(applied("pvc-c-r-2", "failedAt")).as("to be rebuilt").isNotEmpty();
  }

  @Test
  @DisplayName("a disk's path with a slash at its end, or two, is the same disk")
  void slash() throws Exception {
    savedWith("diskPath", "/var/lib//longhorn/");
    directories.replaceAll(o -> o.on("/var/lib/longhorn"));
    apply();
    assertThat(applied("pvc-c-r-2", "failedAt")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "dataDirectoryName, ../../etc",
    "dataDirectoryName, pvc-c-00000002/x",
    "dataDirectoryName, .",
    "dataDirectoryName, ..",
    "dataDirectoryName, /",
    "dataDirectoryName, '-rf'",
    "dataDirectoryName, 'pvc-c 1'",
    "diskPath, var/lib/longhorn",
    "diskPath, 0000:00:1f.2"
  })
  @DisplayName("a place that is no directory of a disk: Longhorn would delete whatever lies there")
  void noDirectory(String field, String value) {
    savedWith(field, value);
    refused(RestoreStep.APPLY_REPLICAS, "names a place that is no directory of a disk");
    assertThat(List.copyOf(saved.names())).containsExactly("pvc-c");
  }
}
