package firedrill.component.longhorn.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several lists of one directory, and what saved resources say of a volume. */
class SavedListsTest {

  @TempDir Path folder;

  private static String resource(String kind, String name, String spec) {
    return "{\"apiVersion\":\"longhorn.io/v1beta2\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\"},"
            .formatted(kind, name)
        + "\"spec\":{"
        + spec.replace('\'', '"')
        + "}}";
  }

  private static String volume(String name, String more) {
    return resource("Volume", name, "'size':'4096','numberOfReplicas':1" + more);
  }

  private static String list(String... items) {
    return "{\"kind\":\"List\",\"items\":[" + String.join(",", items) + "]}";
  }

  private void file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private SavedResources read() throws IOException {
    return SavedResources.read(folder);
  }

  private void refused() {
    assertThatThrownBy(this::read)
        .hasMessageContaining("Volume pvc-a twice")
        .hasMessageContaining("Keep the last list alone");
  }

  @Test
  @DisplayName("two lists of one directory are of two moments: what stands in both is refused")
  void listsOfADirectory() throws Exception {
    file("a.json", list(volume("pvc-a", "")));
    file("b.json", list(volume("pvc-b", "")));
    assertThat(read().names()).containsExactly("pvc-a", "pvc-b");
    file("b.json", list(volume("pvc-a", "")));
    refused();
    file("b.json", volume("pvc-a", ""));
    refused();
    file("a.json", volume("pvc-a", ""));
    refused();
  }

  @Test
  @DisplayName("a file of this harness' own beside another one, or a list: refused likewise")
  void ownFormat() throws Exception {
    file("a.json", list(volume("pvc-a", "")));
    byte[] own = read().bytes();
    Files.write(folder.resolve("b.json"), own);
    refused();
    Files.write(folder.resolve("a.json"), own);
    refused();
  }

  @Test
  @DisplayName("a backup's file and one beside it are of two moments, whichever is read first")
  void besideABackup() throws Exception {
    String backup = "m/resources/volumes.longhorn.io/namespaces/x/a.json";
    file(backup, volume("pvc-a", ""));
    file("n.json", volume("pvc-a", ""));
    refused();
    Files.delete(folder.resolve("n.json"));
    file("a.json", volume("pvc-a", ""));
    refused();
    Files.delete(folder.resolve("a.json"));
    file(backup.replace("/x/", "/y/"), volume("pvc-a", ""));
    assertThat(read().names()).containsExactly("pvc-a");
  }

  @Test
  @DisplayName("what Longhorn up to 1.5 called otherwise is read by the names of today")
  void oldNames() throws Exception {
    String old =
        resource(
            "Replica",
            "pvc-a-r-1",
            "'volumeName':'pvc-a','nodeID':'pi1','dataPath':'/disk/replicas/pvc-a-0a1b2c3d',"
                + "'engineImage':'longhornio/longhorn-engine:v1.2.4'");
    file("a.json", list(volume("pvc-a", ""), old));
    SavedResources saved = read();
    assertThat(saved.evidence())
        .singleElement()
        .extracting("directory")
        .isEqualTo("pvc-a-0a1b2c3d");
    assertThat(saved.evidence().get(0).disk()).contains("/disk");
    assertThat(saved.longhornVersion()).isEqualTo("v1.2.4");
  }

  @Test
  @DisplayName("a resource of no volume is refused; its label may name the volume")
  void ofNoVolume() throws Exception {
    String spec = "'nodeID':'pi1','dataDirectoryName':'pvc-a-0a1b2c3d'";
    String replica = resource("Replica", "pvc-a-r-1", spec);
    file("a.json", list(volume("pvc-a", ""), replica));
    assertThatThrownBy(this::read).hasMessageContaining("Replica pvc-a-r-1 names no volume");
    String labels = "\"name\":\"pvc-a-r-1\",\"labels\":{\"longhornvolume\":\"pvc-a\"}";
    file("a.json", list(volume("pvc-a", ""), replica.replace("\"name\":\"pvc-a-r-1\"", labels)));
    assertThat(read().evidence()).singleElement().extracting("volume").isEqualTo("pvc-a");
  }

  @Test
  @DisplayName("a standby volume is one that says so of itself, and no other one")
  void standby() throws Exception {
    file(
        "a.json",
        list(
            volume("pvc-a", ",'Standby':true"),
            volume("pvc-b", ",'Standby':false"),
            volume("pvc-c", "")));
    SavedResources saved = read();
    assertThat(saved.isStandby("pvc-a")).isTrue();
    assertThat(saved.isStandby("pvc-b")).isFalse();
    assertThat(saved.isStandby("pvc-c")).isFalse();
    assertThat(saved.isStandby("pvc-d")).as("not saved").isFalse();
  }

  @Test
  @DisplayName("what is taken from a cluster is in the order of names, whatever the server's is")
  void inOrder() throws Exception {
    try (MemoryApi api = new MemoryApi();
        KubernetesClient client = api.client()) {
      String all = "/apis/longhorn.io/v1beta2/namespaces/longhorn-system/volumes/";
      // The server gives them by their paths.
      api.place(all + "1", volume("pvc-b", ""));
      api.place(all + "2", volume("pvc-c", ""));
      api.place(all + "3", volume("pvc-a", ""));
      List<GenericKubernetesResource> volumes = SavedResources.capture(client).volumes();
      assertThat(volumes)
          .extracting(v -> v.getMetadata().getName())
          .containsExactly("pvc-a", "pvc-b", "pvc-c");
    }
  }
}
