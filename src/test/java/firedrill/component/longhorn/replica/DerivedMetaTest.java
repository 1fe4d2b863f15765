package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
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

  private Path file(String name) {
    return replica.directory().resolve(name);
  }

  private Chain chain(String... words) throws IOException {
    return ReplicaDirectory.at(replica.directory())
        .override(Overrides.parse(List.of(words)))
        .chain();
  }

  private String refused(String... words) {
    ReplicaException refusal = catchThrowableOfType(ReplicaException.class, () -> chain(words));
    assertThat(refusal).as("refused with %s", List.of(words)).isNotNull();
    return refusal.getMessage();
  }

  private void cut(String name, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file(name), StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  private void change(String from, String to) throws IOException {
    Path meta = file(VolumeMeta.FILE);
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
    VolumeMeta derived = chain("derive").volume();
    assertThat(derived.size()).isEqualTo(SIZE);
    assertThat(derived.parent()).isEqualTo(SNAPSHOT);
    assertThat(derived.encrypted()).isTrue();
    change("\"Head\":\"" + HEAD + "\"", "\"Head\":\"volume-head-009.img\"");
    derived = chain("derive").volume();
    assertThat(derived.head()).isEqualTo(HEAD);
    assertThat(derived.parent()).isEmpty();
    assertThat(derived.encrypted()).isTrue();
    Files.move(file(VolumeMeta.FILE), file(VolumeMeta.FILE + ".tmp"));
    Chain successor = chain("derive");
    assertThat(successor.volume().encrypted()).isTrue();
    assertThat(successor.warnings()).anySatisfy(w -> assertThat(w).endsWith("volume.meta.tmp"));
    Files.delete(file(VolumeMeta.FILE + ".tmp"));
    Chain nothing = chain("derive");
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
    assertThat(refused("derive"))
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
    assertThat(chain("derive", "short=" + HEAD).volume().size()).isEqualTo(SIZE);
    Files.delete(file(SNAPSHOT));
    replica.layerMeta(HEAD, "");
    assertThat(refused("derive", "short=" + HEAD))
        .contains("has " + SIZE / 2 + " B, so the volume's size is not known from it")
        .contains("(short=" + HEAD + ",size=<bytes>)")
        .doesNotContain("top=");
    assertThat(chain("size=" + SIZE, "short=" + HEAD).volume().size()).isEqualTo(SIZE);
  }

  @Test
  @DisplayName("of snapshots the largest whole one tells the size; odd ones and no files do not")
  void largest() throws Exception {
    cut(VolumeMeta.FILE, 0);
    cut(HEAD, 512);
    Files.write(file("volume-snap-odd.img"), new byte[2 * SIZE + 1]);
    Files.createDirectory(file("volume-snap-folder.img"));
    Files.createSymbolicLink(file("volume-snap-link.img"), file("volume-snap-odd.img"));
    assertThat(chain("derive", "short=" + HEAD).volume().size()).isEqualTo(SIZE);
    Files.write(file("volume-snap-two.img"), new byte[2 * SIZE]);
    assertThat(chain("derive", "short=" + HEAD).volume().size()).isEqualTo(2 * SIZE);
  }

  @Test
  @DisplayName("a snapshot that is offered as the newest is a file that no other one stands on")
  void offered() throws Exception {
    replica.layer("volume-snap-two.img", SIZE);
    replica.layerMeta("volume-snap-two.img", SNAPSHOT);
    Files.createDirectory(file("volume-snap-folder.img"));
    Files.createSymbolicLink(file("volume-snap-link.img"), file(SNAPSHOT));
    Files.delete(file(VolumeMeta.FILE));
    Files.delete(file(HEAD));
    assertThat(refused("derive")).endsWith("(top=volume-snap-two.img)");
    assertThat(refused()).endsWith("(top=volume-snap-two.img)");
    Files.delete(file("volume-snap-two.img.meta"));
    assertThat(refused("derive"))
        .as("what it stands on is not known")
        .endsWith("(top=" + SNAPSHOT + " or top=volume-snap-two.img)");
    assertThat(refused("top=volume-snap-folder.img")).contains("has no head");
    assertThat(chain("top=" + SNAPSHOT).layers()).hasSize(1);
  }

  @Test
  @DisplayName("a head that is not there is refused with those that are; one of none likewise")
  void whichHead() throws Exception {
    Files.delete(file(VolumeMeta.FILE));
    assertThat(refused()).contains("the directory has " + HEAD).endsWith("(derive)");
    assertThat(refused("head=volume-head-009.img"))
        .contains("has these heads: " + HEAD + "; name one (head=<file>)");
    assertThat(refused("top=volume-snap-nine.img"))
        .contains("has no volume-snap-nine.img, and has these heads: " + HEAD);
    Files.createFile(file("volume-head-002.img"));
    Files.createDirectory(file("volume-head-003.img"));
    assertThat(refused()).contains(HEAD + " and volume-head-002.img").endsWith("(head=<file>)");
    assertThat(refused("derive")).contains("has these heads: " + HEAD + ", volume-head-002.img;");
  }

  @Test
  @DisplayName("a name that is none is shown as it is, but for what is not printable")
  void names() throws Exception {
    change(
        "\"Head\":\"" + HEAD + "\"", "\"Head\":\"a ~\\u001f\\u007f\\u00fc" + "x".repeat(55) + "\"");
    assertThat(refused())
        .contains("Head is \"a ~???" + "x".repeat(54) + "…\", not the name of a layer");
    change("x".repeat(55), "x".repeat(54));
    assertThat(refused()).contains("Head is \"a ~???" + "x".repeat(54) + "\", not the name");
  }
}
