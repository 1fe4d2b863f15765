package firedrill.component.longhorn.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that end too early are not taken for whole: the replica that they lack may be the newest.
 */
class CutOffTest {
  private static final List<String> DIRECTORIES = List.of("pvc-x-a", "pvc-x-b", "pvc-x-c");

  @TempDir Path folder;

  private static String replica(String directory) {
    return "{\"apiVersion\":\"longhorn.io/v1beta2\",\"kind\":\"Replica\",\"metadata\":{\"name\":\"r-"
        + directory
        + "\"},\"spec\":{\"volumeName\":\"pvc-x\",\"nodeID\":\"pi1\",\"dataDirectoryName\":\""
        + directory
        + "\"}}";
  }

  private SavedResources read(String name, byte[] bytes) throws IOException {
    return SavedResources.read(Files.write(folder.resolve(name), bytes));
  }

  private void refused(String name, byte[] bytes, String why) {
    assertThatThrownBy(() -> read(name, bytes))
        .as(name)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.resolve(name).toString())
        .hasMessageContaining(why);
  }

  private void whole(String name, byte[] bytes) throws IOException {
    assertThat(read(name, bytes).evidence()).as(name).hasSize(3);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  @Test
  @DisplayName("a tar without its end, packed or not, cut between two files or in one")
  void tar() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (String directory : DIRECTORIES) {
        byte[] text = replica(directory).getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry("resources/replicas/" + directory + ".json");
        entry.setSize(text.length);
        tar.putArchiveEntry(entry);
        tar.write(text);
        tar.closeArchiveEntry();
      }
    }
    byte[] all = bytes.toByteArray();
    whole("v.tar", all);
    whole("v.tar.gz", gzip(all));
    byte[] cut = Arrays.copyOf(all, 2 * 1024);
    refused("cut.tar", cut, "a tar without an end");
    refused("cut.tar.gz", gzip(cut), "a tar without an end");
    refused("mid.tar", Arrays.copyOf(all, 2 * 1024 + 700), "");
    byte[] packed = gzip(all);
    refused("half.tar.gz", Arrays.copyOf(packed, packed.length - 40), "it was cut off");
  }

  @Test
  @DisplayName("a zip without its list of contents")
  void zip() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String directory : DIRECTORIES) {
        zip.putNextEntry(new ZipEntry("sb/yamls/" + directory + ".yaml"));
        zip.write(replica(directory).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    byte[] all = bytes.toByteArray();
    whole("z.zip", all);
    int third = -1;
    for (int i = 0; i < all.length - 4; i++) {
      third = all[i] == 'P' && all[i + 1] == 'K' && all[i + 2] == 3 ? i : third;
    }
    refused("cut.zip", Arrays.copyOf(all, third), "");
    refused("mid.zip", Arrays.copyOf(all, third + 80), "");
    refused("pk", new byte[] {'P', 'K', 3, 4, 'a', 'a'}, "");
  }

  @Test
  @DisplayName("kubectl's YAML cut between two items; whole, it may be of any size")
  void yaml() throws Exception {
    StringBuilder text = new StringBuilder("apiVersion: v1\nitems:\n");
    for (String directory : DIRECTORIES) {
      text.append("- ").append(replica(directory)).append("\n");
    }
    String end = "kind: List\nmetadata:\n  resourceVersion: \"\"\n";
    whole("s.yaml", (text + end).getBytes(StandardCharsets.UTF_8));
    refused("cut.yaml", text.toString().getBytes(StandardCharsets.UTF_8), "no kind behind it");
    String large = "# " + "x".repeat(78) + "\n";
    whole("large.yaml", (text + large.repeat(50_000) + end).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("packed text cut off is named, in words")
  void packedText() throws Exception {
    byte[] packed = gzip(replica("pvc-x-a").repeat(50).getBytes(StandardCharsets.UTF_8));
    refused("s.json.gz", Arrays.copyOf(packed, packed.length / 2), "it was cut off");
  }

  @Test
  @DisplayName("saved in a live migration: of two that name the same, the active one counts")
  void migration() throws Exception {
    String engine =
        "{\"apiVersion\":\"longhorn.io/v1beta2\",\"kind\":\"Engine\",\"metadata\":{\"name\":\"e%d\"},"
            + "\"spec\":{\"volumeName\":\"pvc-x\",\"active\":%b}}";
    String second =
        replica("pvc-x-a")
            .replace("r-pvc-x-a", "r-next")
            .replace("\"spec\":{", "\"spec\":{\"active\":false,");
    SavedResources saved =
        read(
            "m.json",
            ("["
                    + String.join(
                        ",",
                        replica("pvc-x-a"),
                        second,
                        replica("pvc-x-b").replace("\"spec\":{", "\"spec\":{\"active\":false,"),
                        String.format(engine, 0, true),
                        String.format(engine, 1, false))
                    + "]")
                .getBytes(StandardCharsets.UTF_8));
    assertThat(saved.replicas())
        .extracting(r -> r.getMetadata().getName())
        .as("one that names what no other one names is kept")
        .containsExactly("r-pvc-x-a", "r-pvc-x-b");
    assertThat(saved.engines()).extracting(r -> r.getMetadata().getName()).containsExactly("e0");
  }
}
