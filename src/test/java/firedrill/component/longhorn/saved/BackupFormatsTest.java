package firedrill.component.longhorn.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives and lists in which people find resources. */
class BackupFormatsTest {

  @TempDir Path folder;

  private static String replica(String name, String volume, String more) {
    return """
    {"apiVersion":"longhorn.io/v1beta2","kind":"Replica","metadata":{"name":"%s"},
     "spec":{"volumeName":"%s","nodeID":"pi1","diskID":"d","diskPath":"/l","dataDirectoryName":"%s"%s}}
    """
        .formatted(name, volume, volume + "-00000001", more);
  }

  private static String healthy(String at) {
    return ",\"healthyAt\":\"" + at + "\",\"lastHealthyAt\":\"" + at + "\"";
  }

  private SavedResources read(Map<String, String> entries) throws IOException {
    Path file = folder.resolve("saved.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> one : new TreeMap<>(entries).entrySet()) {
        zip.putNextEntry(new ZipEntry(one.getKey()));
        zip.write(one.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return SavedResources.read(file);
  }

  @Test
  @DisplayName("a backup is of one moment, the latest that anything in it speaks of")
  void oneMoment() throws Exception {
    String place = "resources/replicas.longhorn.io/namespaces/longhorn-system/";
    SavedResources saved =
        read(
            Map.of(
                place + "a.json", replica("a", "pvc-a", healthy("2026-01-01T00:00:00Z")),
                place + "b.json", replica("b", "pvc-b", healthy("2026-11-20T00:00:00Z"))));
    assertThat(saved.savedAt()).isEqualTo("2026-11-20T00:00:00Z");
    assertThat(saved.replicas()).hasSize(2);
  }

  @Test
  @DisplayName("files that somebody put into one archive are each of a moment of their own")
  void manyMoments() throws Exception {
    SavedResources saved =
        read(
            Map.of(
                "november-01.json", replica("a", "pvc-a", healthy("2026-11-01T00:00:00Z")),
                "november-20.json", replica("b", "pvc-b", healthy("2026-11-20T00:00:00Z"))));
    assertThat(saved.savedAt()).isEqualTo("2026-11-01T00:00:00Z");
  }

  @Test
  @DisplayName("one Replica in two files of different days is refused, not taken from the last")
  void twoDays() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "november-01.json", replica("a", "pvc-a", ""),
                        "november-20.json",
                            replica("a", "pvc-a", healthy("2026-11-20T00:00:00Z")))))
        .hasMessageContaining("Replica a twice");
  }

  private static String volume(String at) {
    return """
    {"apiVersion":"longhorn.io/v1beta2","kind":"Volume",
     "metadata":{"name":"pvc-a","creationTimestamp":"%s"},"spec":{"size":"4096"}}
    """
        .formatted(at);
  }

  @Test
  @DisplayName("other resources tell nothing of when Replicas were saved, earlier or later")
  void otherKinds() throws Exception {
    String replica = replica("a", "pvc-a", healthy("2026-11-20T00:00:00Z"));
    for (String at : java.util.List.of("2026-11-10T00:00:00Z", "2026-11-25T00:00:00Z")) {
      assertThat(read(Map.of("volumes.json", volume(at), "replicas.json", replica)).savedAt())
          .isEqualTo("2026-11-20T00:00:00Z");
    }
  }

  @Test
  @DisplayName("in one list a resource may stand twice, if both say the same; in two it may not")
  void twice() throws Exception {
    String one = replica("a", "v", "");
    String other = replica("a", "v", healthy("2026-11-20T00:00:00Z"));
    String list = "{\"kind\":\"List\",\"items\":[%s,%s]}";
    assertThat(read(Map.of("a.json", list.formatted(one, one))).replicas()).hasSize(1);
    String backup = "resources/replicas.longhorn.io/namespaces/x/a.json";
    for (Map<String, String> refused :
        java.util.List.of(
            Map.of("a.json", list.formatted(one, other)),
            Map.of("a.json", one, "b.json", one),
            Map.of(backup, one, "b.json", one),
            Map.of(backup, one, "a.json", one))) {
      assertThatThrownBy(() -> read(refused)).hasMessageContaining("Replica a twice");
    }
  }

  @Test
  @DisplayName("a backup may hold a resource once for each version, if both say the same")
  void versions() throws Exception {
    String first = "resources/replicas.longhorn.io/namespaces/x/a.json";
    String second = "resources/replicas.longhorn.io/v1beta2-preferredversion/namespaces/x/a.json";
    assertThat(read(Map.of(first, replica("a", "v", ""), second, replica("a", "v", ""))).replicas())
        .hasSize(1);
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        first,
                        replica("a", "v", ""),
                        second,
                        replica("a", "v", healthy("2026-11-20T00:00:00Z")))))
        .hasMessageContaining("Replica a twice");
  }

  @Test
  @DisplayName(
      "a list of one kind whose items do not say theirs is read: support bundles have such")
  void listOfOneKind() throws Exception {
    String list =
        "apiVersion: longhorn.io/v1beta2\nkind: ReplicaList\nitems:\n"
            + "- metadata: {name: a}\n"
            + "  spec: {volumeName: v, nodeID: pi1, diskID: d, dataDirectoryName: v-00000001}\n";
    SavedResources saved = read(Map.of("bundle/yamls/namespaced/replicas.yaml", list));
    assertThat(saved.replicas()).hasSize(1);
    assertThat(saved.evidence().get(0).directory()).isEqualTo("v-00000001");
  }

  @Test
  @DisplayName("what is no resource is left alone, whatever it speaks of")
  void otherFiles() throws Exception {
    String page = "{ longhorn.io/ is not spoken of here as JSON";
    SavedResources saved = read(Map.of("README.md", page, "saved.json", replica("a", "pvc-a", "")));
    assertThat(saved.replicas()).hasSize(1);
  }

  @Test
  @DisplayName("what cannot be read at all is told in words, with what to do")
  void cannotBeRead() throws Exception {
    assertThatThrownBy(() -> SavedResources.read(folder.resolve("none.json")))
        .hasMessage(folder.resolve("none.json") + " is not there; look at the name");
    assertThatThrownBy(() -> SavedResources.read(folder))
        .hasMessageContaining("does not hold saved Longhorn resources");
    Path huge = folder.resolve("disk.img");
    try (var channel =
        java.nio.channels.FileChannel.open(
            huge,
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.allocate(1), 256L << 20);
    }
    assertThatThrownBy(() -> SavedResources.read(huge)).hasMessageContaining("is larger than");
  }
}
