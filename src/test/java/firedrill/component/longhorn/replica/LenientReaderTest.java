package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an engine reads is read; what is lost is refused by name, until a human stands in for it.
 */
class LenientReaderTest {
  private static final int SIZE = 16 * MadeReplica.BLOCK;
  private static final String HEAD = "volume-head-002.img";

  @TempDir Path folder;
  private MadeReplica replica;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("vol-0a1b2c3d"), SIZE);
    replica.layer("volume-snap-one.img", SIZE).fill(0, 1);
    replica.layer("volume-snap-two.img", SIZE).fill(1, 2);
    replica.layer(HEAD, SIZE).fill(2, 3).finish();
  }

  private Chain read(Overrides words) throws IOException {
    Untouched before = Untouched.now(replica.directory());
    Chain chain = ReplicaDirectory.at(replica.directory()).override(words).chain();
    before.still();
    return chain;
  }

  private ReplicaException refused(Problem problem, Overrides words) {
    ReplicaException refusal = catchThrowableOfType(ReplicaException.class, () -> read(words));
    assertThat(refusal).as("refused with %s", problem).isNotNull();
    assertThat(refusal.problem()).as(refusal.getMessage()).isEqualTo(problem);
    return refusal;
  }

  private void whole(Chain chain) throws IOException {
    assertThat(MadeReplica.read(MergedContent.of(chain))).isEqualTo(replica.model());
  }

  private static void truncate(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  @Test
  @DisplayName("after a restore or a clone a snapshot's metadata are only a parent: read")
  void onlyAParent() throws Exception {
    Files.writeString(replica.file("volume-snap-one.img.meta"), "{\"Parent\":\"\"}\n");
    Files.writeString(
        replica.file("volume-snap-two.img.meta"), "{\"Parent\":\"volume-snap-one.img\"}\n");
    Chain chain = read(Overrides.NONE);
    whole(chain);
    LayerMeta oldest = chain.layers().get(0).meta();
    assertThat(oldest.removed()).isFalse();
    assertThat(oldest.userCreated()).isFalse();
    assertThat(oldest.created()).isEmpty();
    assertThat(chain.doubts()).isEmpty();
  }

  @Test
  @DisplayName("metadata of an old engine, without Error and with BackingFileName: read")
  void oldEngine() throws Exception {
    Files.writeString(
        replica.file("volume.meta"),
        "{\"Size\":"
            + SIZE
            + ",\"Head\":\""
            + HEAD
            + "\",\"Dirty\":true,\"Rebuilding\":false,\"Parent\":\"volume-snap-two.img\","
            + "\"SectorSize\":512,\"BackingFileName\":\"\"}");
    whole(read(Overrides.NONE));
    Files.writeString(
        replica.file("volume.meta"),
        "{\"Size\":" + SIZE + ",\"Head\":\"" + HEAD + "\",\"Later\":[1]}");
    whole(read(Overrides.NONE));
    Files.writeString(
        replica.file("volume.meta"),
        "{\"Size\":" + SIZE + ",\"Head\":\"" + HEAD + "\",\"BackingFileName\":\"debian.img\"}");
    refused(Problem.BACKING_IMAGE, Overrides.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"empty", "nuls", "missing", "cut short", "empty beside a whole .tmp"})
  @DisplayName("a lost volume.meta: refused, and derived from the head by a human's word")
  void lostVolumeMeta(String how) throws Exception {
    Path meta = replica.file("volume.meta");
    byte[] before = Files.readAllBytes(meta);
    switch (how) {
      case "nuls" -> Files.write(meta, new byte[before.length]);
      case "missing" -> Files.delete(meta);
      case "cut short" -> truncate(meta, 40);
      default -> {
        Files.write(meta, new byte[0]);
        if (how.contains("tmp")) {
          Files.write(replica.file("volume.meta.tmp"), before);
        }
      }
    }
    assertThat(
            refused(
                how.equals("cut short") ? Problem.CORRUPT_META : Problem.NOT_A_REPLICA,
                Overrides.NONE))
        .hasMessageContaining(HEAD)
        .hasMessageContaining("(derive)");
    Chain chain = read(Overrides.NONE.derive());
    whole(chain);
    assertThat(chain.volume().size()).isEqualTo(SIZE);
    assertThat(chain.words()).containsExactly("volume.meta is derived from the head");
    assertThat(chain.warnings()).singleElement().asString().contains("volume.meta is derived");
  }

  @Test
  @DisplayName("a lost volume.meta whose successor says Rebuilding: still refused")
  void lostWhileRebuilding() throws Exception {
    String text = Files.readString(replica.file("volume.meta"));
    Files.write(replica.file("volume.meta"), new byte[0]);
    Files.writeString(
        replica.file("volume.meta.tmp"),
        text.replace("\"Rebuilding\":false", "\"Rebuilding\":true"));
    refused(Problem.REBUILDING, Overrides.NONE.derive());
    whole(read(Overrides.NONE.derive().accept(Problem.REBUILDING)));
  }

  @Test
  @DisplayName("a lost volume.meta with two heads: the human names one")
  void twoHeads() throws Exception {
    Files.write(replica.file("volume.meta"), new byte[0]);
    Files.createFile(replica.file("volume-head-003.img"));
    assertThat(refused(Problem.CORRUPT_META, Overrides.NONE.derive()))
        .hasMessageContaining("volume-head-002.img, volume-head-003.img; name one");
    whole(read(Overrides.NONE.derive(HEAD)));
    assertThat(refused(Problem.SIZE_MISMATCH, Overrides.NONE.derive("volume-head-003.img")))
        .hasMessageContaining("volume's size is not known");
  }

  @ParameterizedTest
  @ValueSource(strings = {"volume-snap-two.img", HEAD})
  @DisplayName("a layer's metadata emptied: refused by name, and its parent may be named")
  void lostLayerMeta(String layer) throws Exception {
    Files.write(replica.file(layer + ".meta"), new byte[0]);
    String parent = layer.equals(HEAD) ? "volume-snap-two.img" : "volume-snap-one.img";
    assertThat(refused(Problem.CORRUPT_META, Overrides.NONE))
        .hasMessageContaining(layer + ".meta: is empty")
        .hasMessageContaining("parent=" + layer + ":");
    Chain chain = read(Overrides.NONE.parent(layer, parent));
    whole(chain);
    assertThat(chain.words()).containsExactly(layer + " stands on " + parent);
    refused(Problem.HOSTILE_NAME, Overrides.NONE.parent(layer, "../../etc/passwd"));
    refused(
        Problem.CYCLE,
        Overrides.NONE
            .parent("volume-snap-two.img", "volume-snap-two.img")
            .parent(HEAD, "volume-snap-two.img"));
  }

  @Test
  @DisplayName("a layer of 0 bytes: refused by name, and may be left out")
  void emptiedLayer() throws Exception {
    truncate(replica.file(HEAD), 0);
    assertThat(refused(Problem.SIZE_MISMATCH, Overrides.NONE))
        .hasMessageContaining(HEAD + ": has 0 B")
        .hasMessageContaining("without=" + HEAD);
    Chain chain = read(Overrides.NONE.without(HEAD));
    assertThat(chain.layers())
        .extracting(Layer::name)
        .containsExactly("volume-snap-one.img", "volume-snap-two.img");
    assertThat(chain.words()).containsExactly(HEAD + " is left out");
    assertThat(chain.warnings()).singleElement().asString().contains("is lost");
    truncate(replica.file("volume-snap-one.img"), 0);
    refused(Problem.SIZE_MISMATCH, Overrides.NONE.without(HEAD));
    Files.delete(replica.file("volume-snap-two.img"));
    refused(
        Problem.MISSING_LAYER,
        Overrides.NONE.without(HEAD).without("volume-snap-two.img").without("volume-snap-one.img"));
  }

  @Test
  @DisplayName("a layer that has all its bytes cannot be left out")
  void wholeLayerIsKept() {
    assertThat(refused(Problem.SIZE_MISMATCH, Overrides.NONE.without("volume-snap-two.img")))
        .hasMessageContaining("can be left out");
  }

  @Test
  @DisplayName("a replica that was never filled is called that; one that has a head is not")
  void neverFilled() throws Exception {
    MadeReplica made = replica;
    Path empty = Files.createDirectories(folder.resolve("vol-eeeeeeee"));
    String meta = Files.readString(replica.file("volume.meta")).replace(HEAD, "");
    Files.writeString(empty.resolve("volume.meta"), meta);
    assertThatThrownBy(() -> ReplicaDirectory.at(empty).chain())
        .isInstanceOfSatisfying(
            ReplicaException.class, e -> assertThat(e.problem()).isEqualTo(Problem.NEVER_FILLED))
        .hasMessageContaining("never held data");
    Files.writeString(made.directory().resolve("volume.meta"), meta);
    refused(Problem.CORRUPT_META, Overrides.NONE);
  }

  @Test
  @DisplayName("sizes, NULs and parents that speak of damage are doubts, an expansion is none")
  void doubts() throws Exception {
    assertThat(read(Overrides.NONE).allDoubts()).isEmpty();
    truncate(replica.file("volume-snap-one.img"), SIZE / 2);
    assertThat(read(Overrides.NONE).allDoubts())
        .singleElement()
        .asString()
        .contains("volume-snap-one.img has 32768 B", "cut short");
    MadeReplica grown = new MadeReplica(folder.resolve("vol-99999999"), SIZE);
    grown.layer("volume-snap-expand-" + SIZE + ".img", SIZE / 2).fill(0, 1);
    grown.layer("volume-head-001.img", SIZE).fill(1, 1).finish();
    assertThat(grown.chain().allDoubts()).isEmpty();
    Files.write(replica.file("volume-snap-one.img"), new byte[SIZE]);
    assertThat(read(Overrides.NONE).allDoubts())
        .singleElement()
        .asString()
        .contains("nothing but zeros from end to end");
    Files.writeString(replica.file(HEAD + ".meta"), "{}");
    assertThat(read(Overrides.NONE).allDoubts())
        .anySatisfy(d -> assertThat(d).contains("volume.meta says that the head stands on"))
        .anySatisfy(d -> assertThat(d).contains("nothing leads to: volume-snap-one.img, "));
  }

  @Test
  @DisplayName("a human's words are parsed, and one that is none is named")
  void words() {
    Overrides all =
        Overrides.parse(
            List.of(
                "rebuilding",
                "error",
                "copied",
                "holes-lost",
                "head=" + HEAD,
                "parent=a:b",
                "parent=c:",
                "without=d"));
    assertThat(all.words())
        .containsExactly(
            "REBUILDING is accepted",
            "ERROR_RECORDED is accepted",
            "HOLES_LOST is accepted",
            "COPIED is accepted",
            "volume.meta is derived from " + HEAD,
            "a stands on b",
            "c stands on nothing",
            "d is left out");
    assertThat(Overrides.parse(List.of("derive")).derived()).isTrue();
    assertThat(Overrides.parse(List.of())).isEqualTo(Overrides.NONE);
    assertThat(all).isNotEqualTo(Overrides.NONE);
    for (String word : List.of("open", "head=", "parent=x", "parent=:x", "", "without=")) {
      assertThatThrownBy(() -> Overrides.parse(List.of(word)))
          .hasMessageContaining("\"" + word + "\" is none of: ");
    }
  }

  @Test
  @DisplayName(
      "metadata with NULs behind them, as a power cut leaves them: read; NULs alone are not")
  void paddedWithNuls() throws Exception {
    for (String name : List.of("volume.meta", HEAD + ".meta", "volume-snap-two.img.meta")) {
      Files.writeString(
          replica.file(name), Files.readString(replica.file(name)) + "\0".repeat(4000));
    }
    whole(read(Overrides.NONE));
    Files.writeString(replica.file(HEAD + ".meta"), "\0\0");
    refused(Problem.CORRUPT_META, Overrides.NONE);
  }

  @Test
  @DisplayName(
      "a head that is shorter than volume.meta says: refused, and a human may take its size")
  void expansionNotFinished() throws Exception {
    Path meta = replica.file("volume.meta");
    Files.writeString(
        meta, Files.readString(meta).replace("\"Size\":" + SIZE, "\"Size\":" + 2 * SIZE));
    assertThat(refused(Problem.SIZE_MISMATCH, Overrides.NONE))
        .hasMessageContaining(HEAD)
        .hasMessageContaining("(derive)");
    Chain chain = read(Overrides.NONE.derive());
    assertThat(chain.volume().size()).isEqualTo(SIZE);
    whole(chain);
  }

  @Test
  @DisplayName("a layer of before an expansion is smaller and whole: it cannot be left out either")
  void wholeLayerOfBeforeAnExpansion() throws Exception {
    String expansion = "volume-snap-expand-" + 2 * SIZE + ".img";
    MadeReplica grown = new MadeReplica(folder.resolve("pvc-g-00000001"), 2 * SIZE);
    grown.layer("volume-snap-old.img", SIZE).fill(1, 1);
    grown.layer(expansion, SIZE).fill(2, 2);
    grown.layer("volume-head-002.img", 2 * SIZE).fill(3, 3).finish();
    for (String whole : new String[] {"volume-snap-old.img", expansion}) {
      assertThatThrownBy(
              () ->
                  ReplicaDirectory.at(grown.directory())
                      .override(Overrides.NONE.without(whole))
                      .chain())
          .hasMessageContaining("has all its bytes");
    }
    truncate(grown.directory().resolve("volume-snap-old.img"), SIZE / 2);
    Chain chain =
        ReplicaDirectory.at(grown.directory())
            .override(Overrides.NONE.without("volume-snap-old.img"))
            .chain();
    assertThat(chain.layers()).hasSize(2);
  }

  @Test
  @DisplayName(
      "the head that volume.meta names is lost: whatever other one lies there tells no time")
  void leftOverHead() throws Exception {
    MadeReplica lost = new MadeReplica(folder.resolve("pvc-h-00000001"), SIZE);
    lost.layer("volume-snap-one.img", SIZE).fill(1, 1);
    lost.layer("volume-head-003.img", SIZE).fill(3, 3).finish();
    Path old = Files.copy(lost.top(), lost.directory().resolve("volume-head-001.img"));
    Files.setLastModifiedTime(
        old, java.nio.file.attribute.FileTime.from(java.time.Instant.now().minusSeconds(900)));
    assertThat(Glimpse.of(lost.directory()).head().orElseThrow().file()).isEqualTo(lost.top());
    Files.delete(lost.top());
    assertThat(Glimpse.of(lost.directory()).head()).isEmpty();
    Files.createFile(lost.directory().resolve("volume-head-004.img"));
    assertThat(Glimpse.of(lost.directory()).head()).isEmpty();
  }
}
