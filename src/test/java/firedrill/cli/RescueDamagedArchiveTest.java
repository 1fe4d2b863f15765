package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A support bundle, or a packed list, that a bad sector or a broken copy has changed. */
class RescueDamagedArchiveTest extends RescueRun {
  private static final String NAME =
      "bundle/yamls/namespaced/longhorn-system/longhorn.io/v1beta2/volumes.yaml";
  private static final String LIST =
      "apiVersion: v1\nkind: List\nitems:\n- apiVersion: longhorn.io/v1beta2\n  kind: Volume\n"
          + "  metadata:\n    name: pvc-c\n  spec:\n    size: \"4096\"\n    numberOfReplicas: 3\n";

  private static byte[] packed(String as) throws IOException {
    byte[] list = LIST.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (as.equals("gz")) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(list);
      }
      return bytes.toByteArray();
    }
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry(NAME);
      if (as.equals("stored")) {
        CRC32 sum = new CRC32();
        sum.update(list);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(list.length);
        entry.setCrc(sum.getValue());
      }
      zip.putNextEntry(entry);
      zip.write(list);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored", "deflated", "gz"})
  @DisplayName("whole it is read; each byte of its data changed, or its end lost, is told of")
  void damaged(String as) throws Exception {
    byte[] whole = packed(as);
    Path file = folder.resolve("saved");
    Files.write(file, whole);
    assertThat(run("check", file)).as("it holds no Replica").isEqualTo(1);
    assertThat(out).contains("1 volumes");
    int begin = as.equals("gz") ? 10 : 30 + NAME.length();
    int data = as.equals("stored") ? LIST.length() : 120;
    for (int at = begin; at < begin + data; at += 11) {
      byte[] bad = whole.clone();
      bad[at] ^= 0x15;
      Files.write(file, bad);
      assertThat(run("check", file)).as(as + " changed at " + at).isEqualTo(2);
      assertThat(err).containsPattern("damaged|cut off").containsIgnoringCase("bring");
    }
    for (int length = begin; length < whole.length - 8; length += 23) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(run("check", file)).as(as + " cut at " + length).isEqualTo(2);
      assertThat(err).contains("it was cut off. Bring it whole");
    }
  }
}
