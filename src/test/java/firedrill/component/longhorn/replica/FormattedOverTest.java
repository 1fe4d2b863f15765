package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume that was formatted, wiped or cut shorter than its file system, and one that was not. */
class FormattedOverTest {
  private static final int BLOCK = MadeReplica.BLOCK;
  private static final int SIZE = 64 * BLOCK;

  @TempDir Path folder;
  private int made;

  private MadeReplica replica() throws IOException {
    return new MadeReplica(folder.resolve("pvc-c-0000000" + made++), SIZE);
  }

  private static MadeReplica snapshot(MadeReplica replica, String name, byte[] first)
      throws IOException {
    return replica.layer("volume-snap-" + name + ".img", SIZE).write(0, first);
  }

  private static MadeReplica head(MadeReplica replica) throws IOException {
    return replica.layer("volume-head-009.img", SIZE);
  }

  private static Chain chain(MadeReplica replica) throws IOException {
    replica.finish();
    return replica.chain();
  }

  /** The first block of it; the rest is nobody's. */
  private static byte[] ext(int id) {
    return Arrays.copyOf(MadeContent.of(ContentKind.EXT4, id), BLOCK);
  }

  private static byte[] ext(int at, int value) {
    byte[] first = ext(1);
    ByteBuffer sb = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
    sb.putInt(1024 + 0x18, 2).putInt(1024 + at, value);
    return first;
  }

  private static final String FORMATTED = ": it was formatted anew after that snapshot";
  private static final String HELD =
      "volume-snap-a.img holds an ext4 file system, and the volume as it is now ";

  @Test
  @DisplayName("another identity than a snapshot's: formatted anew, of one kind or another")
  void formatted() throws Exception {
    MadeReplica again = head(snapshot(replica(), "a", ext(1))).write(0, ext(2));
    assertThat(chain(again).doubts())
        .containsExactly(
            HELD
                + "another one"
                + FORMATTED
                + ". What it held before is in the snapshot: look into both"
                + " (top=volume-snap-a.img)");
    byte[] xfs = Arrays.copyOf(MadeContent.of(ContentKind.XFS, 2), BLOCK);
    MadeReplica other = head(snapshot(replica(), "a", ext(1))).write(0, xfs);
    assertThat(chain(other).doubts())
        .singleElement()
        .asString()
        .startsWith(HELD + "an XFS file system" + FORMATTED);
    assertThat(chain(head(snapshot(replica(), "a", ext(1)))).doubts()).as("the same").isEmpty();
  }

  @Test
  @DisplayName("no identity any more: wiped or written over; a snapshot without one tells nothing")
  void wiped() throws Exception {
    MadeReplica zeros = head(snapshot(replica(), "a", ext(1))).write(0, new byte[BLOCK]);
    assertThat(chain(zeros).doubts())
        .singleElement()
        .asString()
        .startsWith(HELD + "only zeros where a file system begins: its beginning was wiped");
    byte[] some = new byte[BLOCK];
    some[7] = 1;
    assertThat(chain(head(snapshot(replica(), "a", some)).write(0, ext(1))).doubts()).isEmpty();
  }

  @Test
  @DisplayName("of several snapshots with another one the newest is named")
  void newest() throws Exception {
    MadeReplica three = snapshot(snapshot(replica(), "a", ext(1)), "b", ext(2));
    assertThat(chain(head(snapshot(three, "c", ext(3)))).doubts())
        .singleElement()
        .asString()
        .startsWith("volume-snap-b.img holds an ext4 file system")
        .endsWith("(top=volume-snap-b.img)");
  }

  private Chain onBase(MadeReplica replica, byte[] image) throws IOException {
    replica.volumeMeta("/images/base");
    Path base = Files.write(folder.resolve("base" + made++), image);
    return ReplicaDirectory.at(replica.directory()).backing(base).chain();
  }

  @Test
  @DisplayName("what a backing image holds was no snapshot's: formatted over it is no doubt")
  void backingImage() throws Exception {
    byte[] image = ext(3);
    assertThat(onBase(head(replica()).write(0, ext(1)), image).doubts()).isEmpty();
    assertThat(onBase(head(snapshot(replica(), "a", ext(1))), image).doubts()).isEmpty();
    MadeReplica over = head(snapshot(replica(), "a", ext(1))).write(0, ext(2));
    assertThat(onBase(over, image).doubts())
        .singleElement()
        .asString()
        .startsWith(HELD + "another one");
  }

  @Test
  @DisplayName("a file system that is longer than its volume, by one block, is told")
  void longer() throws Exception {
    assertThat(chain(head(replica()).write(0, ext(4, 64))).doubts()).isEmpty();
    assertThat(chain(head(replica()).write(0, ext(4, 65))).doubts())
        .singleElement()
        .asString()
        .startsWith("its file system has " + 65 * BLOCK + " B and the volume " + SIZE + ": it was")
        .endsWith("(truncate -s " + 65 * BLOCK + ")");
  }

  private List<String> ofEncrypted(MadeReplica replica) throws IOException {
    replica.finish();
    Path meta = replica.directory().resolve(VolumeMeta.FILE);
    String text = Files.readString(meta);
    Files.writeString(meta, text.replace("\"Encrypted\":false", "\"Encrypted\":true"));
    return replica.chain().warnings();
  }

  @Test
  @DisplayName("an encrypted volume without a LUKS header is told, unless it was never written to")
  void encrypted() throws Exception {
    assertThat(ofEncrypted(head(replica()).write(0, ext(1))))
        .singleElement()
        .asString()
        .startsWith("volume.meta says that it is encrypted, and it holds an ext4 file system");
    byte[] luks = Arrays.copyOf(MadeContent.of(ContentKind.LUKS, 1), BLOCK);
    assertThat(ofEncrypted(head(replica()).write(0, luks))).isEmpty();
    assertThat(ofEncrypted(head(replica()))).isEmpty();
    assertThat(chain(head(replica()).write(0, ext(1))).warnings()).isEmpty();
  }

  @Test
  @DisplayName("a file system that was made more than a day after the volume's first layer is told")
  void madeLater() throws Exception {
    MadeReplica replica = snapshot(replica(), "a", ext(1));
    head(replica);
    Instant first = chain(replica).layers().get(0).meta().created().orElseThrow();
    Instant day = first.plus(Duration.ofDays(1));
    replica.write(0, ext(0x108, (int) day.getEpochSecond()));
    assertThat(chain(replica).warnings()).isEmpty();
    replica.write(0, ext(0x108, (int) day.getEpochSecond() + 1));
    assertThat(chain(replica).warnings())
        .containsExactly(
            "its file system was made at "
                + day.plusSeconds(1)
                + ", and the volume's first layer at "
                + first
                + ": if it was in use before, it was formatted anew then");
  }
}
