package firedrill.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.replica.MadeReplica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas are found wherever they lie; what is not looked into is told of. */
class ReplicaSearchTest {
  private static final int SIZE = 4 * MadeReplica.BLOCK;

  @TempDir Path folder;
  private final List<String> skipped = new ArrayList<>();

  private Path replica(String place) throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve(place), SIZE);
    return replica.layer("volume-head-000.img", SIZE).fill(1, 1).finish().directory();
  }

  private List<Path> found(String... places) throws IOException {
    List<String> all = new ArrayList<>();
    for (String place : places) {
      int equals = place.indexOf('=') + 1;
      all.add(place.substring(0, equals) + folder.resolve(place.substring(equals)));
    }
    return ReplicaSearch.in(all, skipped::add).stream().map(Orphan::directory).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pi1/replicas/old/pvc-x-bbbbbbbb",
        "pi1/replicas/pvc-x-aaaaaaaa/pvc-x-aaaaaaaa",
        "pi1/replicas/pvc-x-bbbbbbbb/lost",
        "pi1/a/b/pvc-x-bbbbbbbb/c/d"
      })
  @DisplayName("below a folder in Longhorn's own, below a replica, below an empty one")
  void anywhere(String place) throws Exception {
    Path one = replica("pi1/replicas/pvc-x-aaaaaaaa");
    Path deep = replica(place);
    assertThat(found("pi1")).contains(one, deep);
    assertThat(skipped).isEmpty();
    if (place.contains("replicas")) {
      assertThat(ReplicaSearch.in(List.of(folder.resolve("pi1").toString())))
          .extracting(Orphan::node)
          .containsOnly("pi1");
      assertThat(ReplicaSearch.beside(one, skipped::add))
          .as("so does who merges one")
          .extracting(Orphan::directory)
          .contains(deep);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"volume-snap-list.txt", "volume.meta", "replicas/volume.meta", "volume-head.log"})
  @DisplayName("one stray file does not make a replica of all that lies below")
  void strayFile(String file) throws Exception {
    Path one = replica("pi1/replicas/pvc-x-aaaaaaaa");
    Path other = replica("pi1/replicas/pvc-y-bbbbbbbb");
    Files.writeString(folder.resolve("pi1").resolve(file), "");
    assertThat(found("pi1")).containsExactly(one, other);
  }

  @Test
  @DisplayName("one whose layers are all lost, or packed one by one, is a replica still")
  void withoutLayers() throws Exception {
    Path meta = Files.createDirectories(folder.resolve("pi1/x/pvc-x-aaaaaaaa"));
    Files.writeString(meta.resolve("volume.meta"), "");
    Path packed = Files.createDirectories(folder.resolve("pi1/x/other"));
    Files.writeString(packed.resolve("volume-head-000.img.gz"), "x");
    Path empty = Files.createDirectories(folder.resolve("pi1/replicas/pvc-z-cccccccc"));
    assertThat(found("pi1")).containsExactlyInAnyOrder(meta, packed, empty);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pvc-x-bbbbbbbb.tar", "pvc-x-bbbbbbbb.tar.gz", "replicas.tgz", "pi2-longhorn.zip"})
  @DisplayName("a packed replica beside the others is told of")
  void packed(String archive) throws Exception {
    Path one = replica("pi1/replicas/pvc-x-aaaaaaaa");
    Path file = Files.writeString(one.resolveSibling(archive), "x");
    assertThat(found("pi1")).containsExactly(one);
    assertThat(skipped).singleElement().asString().contains(file + " may be a packed replica");
    skipped.clear();
    ReplicaSearch.beside(one, skipped::add);
    assertThat(skipped).as("to who merges one, too").hasSize(1);
    skipped.clear();
    Files.move(file, file.resolveSibling("notes.txt"));
    found("pi1");
    assertThat(skipped).isEmpty();
  }

  @Test
  @DisplayName("one disk given as that of two nodes is told of: the other one is not there")
  void oneDiskForTwoNodes() throws Exception {
    Path one = replica("disk/replicas/pvc-x-aaaaaaaa");
    assertThat(found("pi1=disk", "pi2=disk")).containsExactly(one);
    assertThat(skipped).singleElement().asString().contains("pi2", "pi1", "own disk mounted?");
    skipped.clear();
    assertThat(found("disk", "disk/replicas", "disk")).containsExactly(one);
    assertThat(skipped).as("typed twice").isEmpty();
  }

  @Test
  @DisplayName("a node's whole root: what the kernel shows of itself is not looked into")
  void kernel() throws Exception {
    assertThat(OtherPlaces.isOfTheKernel(Path.of("/"), Path.of("/proc"))).isTrue();
    Path below = Files.createDirectory(folder.resolve("proc"));
    assertThat(OtherPlaces.isOfTheKernel(folder, below)).as("called so only").isFalse();
    assertThat(OtherPlaces.isOfTheKernel(folder, folder.resolve("none"))).isFalse();
  }

  @Test
  @DisplayName("a link that went away meanwhile is nothing; one that cannot be read is told of")
  void links() throws Exception {
    assertThat(SkippedLink.why(folder.resolve("gone"), Set.of())).isEmpty();
    Path none = Files.writeString(folder.resolve("no-link"), "");
    assertThat(SkippedLink.why(none, Set.of()).orElseThrow()).contains("cannot be read");
  }
}
