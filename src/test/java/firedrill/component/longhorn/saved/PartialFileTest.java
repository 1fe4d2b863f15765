package firedrill.component.longhorn.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that say less than there was. */
class PartialFileTest {
  @TempDir Path folder;

  private static String item(String kind, String name, String labels, String spec) {
    return "{\"apiVersion\":\"longhorn.io/v1beta2\",\"kind\":\""
        + kind
        + "\",\"metadata\":{\"name\":\""
        + name
        + "\",\"labels\":{"
        + labels
        + "}},\"spec\":{"
        + spec
        + "}}";
  }

  private static final String VOLUME =
      item("Volume", "pvc-x", "", "\"size\":\"1048576\",\"numberOfReplicas\":3");

  private SavedResources read(String... items) throws IOException {
    return SavedResources.read(
        Files.writeString(
            folder.resolve("s.json"),
            "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"items\":["
                + String.join(",", items)
                + "]}"));
  }

  @Test
  @DisplayName("a Replica without volumeName belongs where its label says, or the file is refused")
  void whoseReplica() throws Exception {
    String spec = "\"nodeID\":\"pi3\",\"dataDirectoryName\":\"pvc-x-cccccccc\"";
    SavedResources labelled =
        read(VOLUME, item("Replica", "r", "\"longhornvolume\":\"pvc-x\"", spec));
    assertThat(labelled.names()).containsExactly("pvc-x");
    assertThat(labelled.evidence()).singleElement().matches(s -> s.volume().equals("pvc-x"));
    for (String empty : List.of("", "\"volumeName\":\"\",")) {
      assertThatThrownBy(() -> read(VOLUME, item("Replica", "r", "", empty + spec)))
          .hasMessageContaining("Replica r names no volume, neither as volumeName nor");
    }
  }

  @Test
  @DisplayName("a Replica that never got a node held nothing; one that did is counted")
  void neverScheduled() throws Exception {
    SavedResources saved =
        read(
            VOLUME,
            item("Replica", "r", "", "\"volumeName\":\"pvc-x\",\"nodeID\":\"\""),
            item(
                "Replica",
                "s",
                "",
                "\"volumeName\":\"pvc-x\",\"nodeID\":\"pi1\",\"dataDirectoryName\":\"pvc-x-a\""));
    assertThat(saved.evidence()).singleElement().matches(s -> s.directory().equals("pvc-x-a"));
    assertThat(saved.replicaCount("pvc-x")).isEqualTo(2);
    assertThat(saved.replicaCount("pvc-y")).isZero();
    assertThat(saved.backingImage("pvc-x")).isEmpty();
    assertThat(
            read(item("Volume", "pvc-x", "", "\"size\":\"1\",\"backingImage\":\"ubuntu\""))
                .backingImage("pvc-x"))
        .isEqualTo("ubuntu");
  }

  @Test
  @DisplayName("null for a time is Go's zero value, as of a field that is not there")
  void nullTimes() throws Exception {
    SavedResources saved =
        read(
            VOLUME,
            item(
                "Replica",
                "r",
                "",
                "\"volumeName\":\"pvc-x\",\"nodeID\":\"pi1\",\"dataDirectoryName\":\"pvc-x-a\","
                    + "\"failedAt\":null,\"healthyAt\":\"2026-04-13T12:00:00Z\""));
    assertThat(saved.evidence()).singleElement().matches(s -> s.failedAt().isEmpty());
  }
}
