package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine's own word on a snapshot's content. */
class SnapshotChecksumTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;
  private static final String SNAPSHOT = "volume-snap-one.img";

  @TempDir Path folder;
  private MadeReplica replica;

  @BeforeEach
  void replica() throws IOException {
    replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    replica.layer(SNAPSHOT, SIZE).fill(1, 1).fill(2, 2).fill(40, 3);
    replica.layer("volume-head-001.img", SIZE).fill(3, 3).finish();
  }

  private Path snapshot() {
    return replica.directory().resolve(SNAPSHOT);
  }

  private static String crc(byte[] bytes) {
    Crc64 crc = new Crc64();
    crc.update(ByteBuffer.wrap(bytes));
    return crc.hex();
  }

  private void checksum(String method, String checksum, Instant hashed, boolean corrupted)
      throws IOException {
    Files.writeString(
        replica.directory().resolve(SNAPSHOT + ".checksum"),
        String.format(
            "{\"method\":\"%s\",\"checksum\":\"%s\",\"change_time\":\"2026-01-01 00:00:00 +0000"
                + " UTC\",\"last_hashed_at\":\"%s\",\"silently_corrupted\":%s}%n",
            method, checksum, hashed, corrupted));
  }

  private SnapshotChecksum said() throws IOException {
    Chain chain = replica.chain();
    return SnapshotChecksum.of(chain.layers().get(0));
  }

  @Test
  @DisplayName("the CRC is that of the catalogue's CRC-64/GO-ISO")
  void knownValue() {
    assertThat(crc("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo("b90956c775a41001");
  }

  @Test
  @DisplayName("a run of zeros has the CRC of its bytes")
  void zeros() {
    for (int count : new int[] {0, 1, 7, 4096, 100_001}) {
      byte[] all = new byte[count + 6];
      all[0] = 'a';
      all[count + 5] = 'b';
      Crc64 crc = new Crc64();
      crc.update(ByteBuffer.wrap(new byte[] {'a'}));
      crc.zeros(count + 4L);
      crc.update(ByteBuffer.wrap(new byte[] {'b'}));
      assertThat(crc.hex()).as(count + " zeros").isEqualTo(crc(all));
    }
  }

  @Test
  @DisplayName("a snapshot that is as it was hashed matches, holes read as zeros")
  void matches() throws Exception {
    checksum("crc64", crc(Files.readAllBytes(snapshot())), Instant.now(), false);
    assertThat(said()).isEqualTo(SnapshotChecksum.MATCHES);
    assertThat(replica.chain().doubts()).isEmpty();
  }

  @Test
  @DisplayName("one that changed without being written to is doubted, whatever changed in it")
  void differs() throws Exception {
    FileTime time = Files.getLastModifiedTime(snapshot());
    checksum("crc64", crc(Files.readAllBytes(snapshot())), Instant.now(), false);
    byte[] bytes = Files.readAllBytes(snapshot());
    bytes[41 * MadeReplica.BLOCK - 1] ^= 1;
    Files.write(snapshot(), bytes);
    Files.setLastModifiedTime(snapshot(), time);
    assertThat(said()).isEqualTo(SnapshotChecksum.DIFFERS);
    assertThat(replica.chain().doubts()).singleElement().asString().contains(SNAPSHOT, ".checksum");
  }

  @Test
  @DisplayName("one that was written to after it was hashed: the checksum tells nothing")
  void outOfDate() throws Exception {
    checksum("crc64", "0123456789abcdef", Instant.now().minusSeconds(3600), false);
    assertThat(said()).isEqualTo(SnapshotChecksum.SILENT);
  }

  @Test
  @DisplayName("the engine's own mark that it was silently corrupted is believed")
  void markedByTheEngine() throws Exception {
    checksum("crc64", crc(Files.readAllBytes(snapshot())), Instant.now(), true);
    assertThat(said()).isEqualTo(SnapshotChecksum.DIFFERS);
  }

  @Test
  @DisplayName("a checksum file that is empty, cut off, of another method or none tells nothing")
  void tellsNothing() throws Exception {
    assertThat(said()).isEqualTo(SnapshotChecksum.SILENT);
    Path file = replica.directory().resolve(SNAPSHOT + ".checksum");
    for (String text : new String[] {"", "\0\0\0", "{\"method\":\"crc6", "{}", "[]", "7"}) {
      Files.writeString(file, text);
      assertThat(said()).as(text).isEqualTo(SnapshotChecksum.SILENT);
    }
    checksum("sha512", "0123", Instant.now(), false);
    assertThat(said()).isEqualTo(SnapshotChecksum.SILENT);
    checksum("crc64", "", Instant.now(), false);
    assertThat(said()).isEqualTo(SnapshotChecksum.SILENT);
  }

  @Test
  @DisplayName("hashed at a time that cannot be read: it tells nothing")
  void timeUnreadable() throws Exception {
    checksum("crc64", "0123456789abcdef", Instant.now(), false);
    Path file = replica.directory().resolve(SNAPSHOT + ".checksum");
    Files.writeString(
        file,
        Files.readString(file).replaceFirst("last_hashed_at\":\"[^\"]*", "last_hashed_at\":\"x"));
    assertThat(said()).isEqualTo(SnapshotChecksum.SILENT);
  }
}
