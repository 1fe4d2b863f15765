package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands for a lost volume.meta, and what of it cannot. */
class DerivedMetaTest {
  private static final int SIZE = 16 * MadeReplica.BLOCK;
  private static final String SNAPSHOT = "volume-snap-one.img";
  private static final String HEAD = "volume-head-001.img";

  @TempDir Path folder;
  private MadeReplica replica;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    replica.layer(SNAPSHOT, SIZE).fill(1, 1).layer(HEAD, SIZE).fill(2, 2).finish();
  }

  private void cut(String name, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(replica.file(name), StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  private void change(String from, String to) throws IOException {
    Path meta = replica.file(VolumeMeta.FILE);
    String text = Files.readString(meta);
    assertThat(text).contains(from);
    Files.writeString(meta, text.replace(from, to));
  }

  @Test
  @DisplayName(
      "what is left of it counts in all but head and size; the parent for its own head alone")
  void whatIsLeft() throws Exception {
    change("\"Size\":" + SIZE, "\"Size\":7");
    change("\"Encrypted\":false", "\"Encrypted\":true");
    VolumeMeta derived = replica.chain("derive").volume();
    assertThat(derived.size()).isEqualTo(SIZE);
    assertThat(derived.parent()).isEqualTo(SNAPSHOT);
    assertThat(derived.encrypted()).isTrue();
    change("\"Head\":\"" + HEAD + "\"", "\"Head\":\"volume-head-009.img\"");
    derived = replica.chain("derive").volume();
    assertThat(derived.head()).isEqualTo(HEAD);
    assertThat(derived.parent()).isEmpty();
    assertThat(derived.encrypted()).isTrue();
    Files.move(replica.file(VolumeMeta.FILE), replica.file(VolumeMeta.FILE + ".tmp"));
    Chain successor = replica.chain("derive");
    assertThat(successor.volume().encrypted()).isTrue();
    assertThat(successor.warnings()).anySatisfy(w -> assertThat(w).endsWith("volume.meta.tmp"));
    Files.delete(replica.file(VolumeMeta.FILE + ".tmp"));
    Chain nothing = replica.chain("derive");
    assertThat(nothing.volume().encrypted()).isFalse();
    assertThat(nothing.volume().parent()).isEmpty();
    assertThat(nothing.warnings()).anySatisfy(w -> assertThat(w).endsWith("is not known"));
  }

  @Test
  @DisplayName(
      "an empty head: its size is not known, nothing is left of it, and it is not read short")
  void emptyHead() throws Exception {
    cut(VolumeMeta.FILE, 0);
    cut(HEAD, 0);
    assertThat(replica.refused("derive"))
        .message()
        .contains("has 0 B, so the volume's size is not known from it")
        .contains("nothing that was in it is left")
        .contains("(top=" + SNAPSHOT + ")")
        .doesNotContain("short=");
  }

  @Test
  @DisplayName("a head that was cut short, and no snapshot: a human must know the volume's size")
  void noSnapshot() throws Exception {
    cut(VolumeMeta.FILE, 0);
    cut(HEAD, SIZE / 2);
    assertThat(replica.chain("derive", "short=" + HEAD).volume().size()).isEqualTo(SIZE);
    Files.delete(replica.file(SNAPSHOT));
    replica.layerMeta(HEAD, "");
    assertThat(replica.refused("derive", "short=" + HEAD))
        .message()
        .contains("has " + SIZE / 2 + " B, so the volume's size is not known from it")
        .contains("(short=" + HEAD + ",size=<bytes>)")
        .doesNotContain("top=");
    assertThat(replica.chain("size=" + SIZE, "short=" + HEAD).volume().size()).isEqualTo(SIZE);
  }

  @Test
  @DisplayName("of snapshots the largest whole one tells the size; odd ones and no files do not")
  void largest() throws Exception {
    cut(VolumeMeta.FILE, 0);
    cut(HEAD, 512);
    Files.write(replica.file("volume-snap-odd.img"), new byte[2 * SIZE + 1]);
    Files.createDirectory(replica.file("volume-snap-folder.img"));
    Files.createSymbolicLink(
        replica.file("volume-snap-link.img"), replica.file("volume-snap-odd.img"));
    assertThat(replica.chain("derive", "short=" + HEAD).volume().size()).isEqualTo(SIZE);
    Files.write(replica.file("volume-snap-two.img"), new byte[2 * SIZE]);
    assertThat(replica.chain("derive", "short=" + HEAD).volume().size()).isEqualTo(2 * SIZE);
  }

  @Test
  @DisplayName("a snapshot that is offered as the newest is a file that no other one stands on")
  void offered() throws Exception {
    replica.layer("volume-snap-two.img", SIZE);
    replica.layerMeta("volume-snap-two.img", SNAPSHOT);
    Files.createDirectory(replica.file("volume-snap-folder.img"));
    Files.createSymbolicLink(replica.file("volume-snap-link.img"), replica.file(SNAPSHOT));
    Files.delete(replica.file(VolumeMeta.FILE));
    Files.delete(replica.file(HEAD));
    assertThat(replica.refused("derive")).message().endsWith("(top=volume-snap-two.img)");
    assertThat(replica.refused()).message().endsWith("(top=volume-snap-two.img)");
    Files.delete(replica.file("volume-snap-two.img.meta"));
    assertThat(replica.refused("derive"))
        .message()
        .as("what it stands on is not known")
        .endsWith("(top=" + SNAPSHOT + " or top=volume-snap-two.img)");
    assertThat(replica.refused("top=volume-snap-folder.img")).message().contains("has no head");
    assertThat(replica.chain("top=" + SNAPSHOT).layers()).hasSize(1);
  }

  @Test
  @DisplayName("a head that is not there is refused with those that are; one of none likewise")
  void whichHead() throws Exception {
    Files.delete(replica.file(VolumeMeta.FILE));
    assertThat(replica.refused())
        .message()
        .contains("the directory has " + HEAD)
        .endsWith("(derive)");
    assertThat(replica.refused("head=volume-head-009.img"))
        .message()
        .contains("has these heads: " + HEAD + "; name one (head=<file>)");
    assertThat(replica.refused("top=volume-snap-nine.img"))
        .message()
        .contains("has no volume-snap-nine.img, and has these heads: " + HEAD);
    Files.createFile(replica.file("volume-head-002.img"));
    Files.createDirectory(replica.file("volume-head-003.img"));
    assertThat(replica.refused())
        .message()
        .contains(HEAD + " and volume-head-002.img")
        .endsWith("(head=<file>)");
    assertThat(replica.refused("derive"))
        .message()
        .contains("has these heads: " + HEAD + ", volume-head-002.img;");
  }

  @Test
  @DisplayName("a name that is none is shown as it is, but for what is not printable")
  void names() throws Exception {
    change(
        "\"Head\":\"" + HEAD + "\"", "\"Head\":\"a ~\\u001f\\u007f\\u00fc" + "x".repeat(55) + "\"");
    assertThat(replica.refused())
        .message()
        .contains("Head is \"a ~???" + "x".repeat(54) + "…\", not the name of a layer");
    change("x".repeat(55), "x".repeat(54));
    assertThat(replica.refused())
        .message()
        .contains("Head is \"a ~???" + "x".repeat(54) + "\", not the name");
  }
}
