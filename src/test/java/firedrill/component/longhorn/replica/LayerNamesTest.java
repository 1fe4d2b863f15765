package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What files of a replica are called, and parts of its chain by their names. */
class LayerNamesTest {
  private static final int SIZE = 16 * MadeReplica.BLOCK;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "volume-head-000.img, true, false, false",
    "volume-head-1234567890.img, false, false, false",
    "volume-head-123456789.img, true, false, false",
    "volume-head-00.img, false, false, false",
    "volume-head-000.img.meta, false, false, false",
    "volume-snap-a.img, false, true, false",
    "volume-snap-a.img.meta, false, false, false",
    "volume-snap-expand-1024.img, false, true, true",
    "volume-snap-expand-.img, false, true, false",
    "volume-snap-expand-1024a.img, false, true, false",
    "volume-delta-a.img, false, false, false"
  })
  @DisplayName("heads, snapshots and those of expansions are told by their names")
  void kinds(String name, boolean head, boolean snapshot, boolean expansion) {
    assertThat(LayerNames.isHead(name)).isEqualTo(head);
    assertThat(LayerNames.isSnapshot(name)).isEqualTo(snapshot);
    assertThat(LayerNames.isExpansion(name)).isEqualTo(expansion);
    assertThat(LayerNames.isExpansion(LayerNames.expansionTo(1024))).isTrue();
  }

  @Test
  @DisplayName("of a directory all layers are listed, of whatever kind, and files of restores")
  void listed() throws Exception {
    for (String name :
        new String[] {
          "volume-head-000.img", "volume-snap-a.img", "volume-snap-a.img.meta", "volume.meta",
          "volume-delta-b.img", "volume-delta-a.img", "volume-delta-.img", "x"
        }) {
      Files.createFile(folder.resolve(name));
    }
    Files.createDirectory(folder.resolve("volume-snap-b.img"));
    Files.createDirectory(folder.resolve("volume-delta-c.img"));
    Files.createSymbolicLink(folder.resolve("volume-delta-d.img"), folder.resolve("x"));
    assertThat(LayerNames.in(folder))
        .containsExactlyInAnyOrder("volume-head-000.img", "volume-snap-a.img", "volume-snap-b.img");
    assertThat(LayerNames.in(folder.resolve("none"))).isEmpty();
    assertThat(LayerNames.deltas(folder))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("volume-delta-a.img", "volume-delta-b.img");
  }

  @Test
  @DisplayName("what a volume held at a snapshot is that layer and all below it, read as a head")
  void upTo() throws Exception {
    MadeReplica replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    replica.layer("volume-snap-a.img", SIZE).fill(1, 1);
    byte[] first = replica.model();
    replica.layer("volume-snap-b.img", SIZE).fill(1, 2).fill(2, 2);
    byte[] second = replica.model();
    replica.layer("volume-head-002.img", SIZE).fill(3, 3).finish();
    Chain chain = replica.chain();
    assertThat(MadeReplica.read(MergedContent.of(chain.upTo("volume-snap-a.img"))))
        .isEqualTo(first);
    Chain upToTwo = chain.upTo("volume-snap-b.img");
    assertThat(MadeReplica.read(MergedContent.of(upToTwo))).isEqualTo(second);
    assertThat(upToTwo.head().name()).isEqualTo("volume-snap-b.img");
    assertThat(upToTwo.allocated()).isEqualTo(3L * MadeReplica.BLOCK);
    assertThat(chain.allocated()).isEqualTo(4L * MadeReplica.BLOCK);
    assertThat(chain.upTo("volume-head-002.img").layers()).isEqualTo(chain.layers());
  }

  @Test
  @DisplayName("doubts that another replica can settle are told behind the others")
  void allDoubts() throws Exception {
    MadeReplica replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    replica.layer("volume-snap-a.img", SIZE / 2).fill(1, 1);
    replica.layer("volume-head-002.img", SIZE).fill(3, 3).finish();
    replica.layerMeta("volume-head-002.img", "volume-snap-a.img");
    Files.writeString(
        folder.resolve("pvc-c-0a1b2c3d/volume.meta"),
        Files.readString(folder.resolve("pvc-c-0a1b2c3d/volume.meta"))
            .replace("\"Parent\":\"volume-snap-a.img\"", "\"Parent\":\"volume-snap-b.img\""));
    Chain chain = replica.chain();
    assertThat(chain.doubts()).singleElement().asString().startsWith("volume.meta says that");
    assertThat(chain.allDoubts())
        .containsExactly(
            chain.doubts().get(0),
            "volume-snap-a.img has 32768 B and the layer above it more: it was closed before the"
                + " volume was expanded, or it is cut short");
    assertThat(chain.base()).isEqualTo(Optional.empty());
  }

  @Test
  @DisplayName("what is shown of names stays on its line, and is cut where there is more")
  void printable() {
    assertThat(Printable.of("a\nb\tc\u0085d\u2028e\u202ef\u007fg ü")).isEqualTo("a?b?c?d?e?f?g ü");
    assertThat(Printable.of("abc", 3)).isEqualTo("abc");
    assertThat(Printable.of("ab\n", 3)).isEqualTo("ab?");
    assertThat(Printable.of("abcd", 3)).isEqualTo("abc…");
    assertThat(Printable.of("a\n\n\n", 2)).isEqualTo("a?…");
  }
}
