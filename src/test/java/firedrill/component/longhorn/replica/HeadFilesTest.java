package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several heads may be the last one, by data, links, and the engine's clock. */
class HeadFilesTest {
  private static final int SIZE = 16 * MadeReplica.BLOCK;
  private static final String SNAPSHOT = "volume-snap-one.img";
  private static final String OWN = "volume-head-002.img";
  private static final String OTHER = "volume-head-001.img";
  private static final Instant NOON = Instant.parse("2026-04-13T12:00:00Z");

  @TempDir Path folder;
  private MadeReplica replica;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    replica.layer(SNAPSHOT, SIZE).fill(1, 1).layer(OWN, SIZE).fill(2, 2).finish();
    created(OWN, NOON);
    time(replica.file(OWN), NOON);
  }

  private Path meta(String name) {
    return replica.file(name + LayerMeta.SUFFIX);
  }

  private static void time(Path file, Instant at) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(at));
  }

  private void created(String name, Instant at) throws IOException {
    String text = Files.readString(meta(name));
    Files.writeString(meta(name), text.replaceFirst("Created\":\"[^\"]*", "Created\":\"" + at));
    time(meta(name), at);
  }

  private HeadFiles heads() {
    return HeadFiles.in(replica.directory());
  }

  /** Only its metadata lie there. */
  private void lost(Instant made) throws IOException {
    replica.layerMeta(OTHER, SNAPSHOT);
    created(OTHER, made);
  }

  private void ownCounts() throws IOException {
    assertThat(heads().others(OWN)).isEmpty();
    assertThat(heads().last()).contains(replica.file(OWN));
  }

  private void lostCounts() throws IOException {
    assertThat(heads().others(OWN)).containsExactly(OTHER + " is lost, and its metadata lie there");
    assertThat(heads().last()).isEmpty();
  }

  @Test
  @DisplayName(
      "a lost head that was made before the one of volume.meta was removed, and is no doubt")
  void removedBefore() throws Exception {
    lost(NOON.minusSeconds(1));
    ownCounts();
  }

  @Test
  @DisplayName("a lost head that was made in the same second or later may be the last one")
  void lostLater() throws Exception {
    lost(NOON);
    lostCounts();
    created(OTHER, NOON.plusSeconds(1));
    lostCounts();
  }

  @Test
  @DisplayName("where either was made at nobody knows what time, a lost head may be the last one")
  void timesUnknown() throws Exception {
    lost(NOON.minusSeconds(1));
    String text = Files.readString(meta(OTHER));
    Files.write(meta(OTHER), new byte[0]);
    lostCounts();
    Files.writeString(meta(OTHER), text);
    ownCounts();
    Files.delete(meta(OWN));
    lostCounts();
  }

  @Test
  @DisplayName("no volume.meta: a head that became a snapshot by a link is not the last one")
  void linked() throws Exception {
    Files.delete(replica.file(VolumeMeta.FILE));
    Files.createLink(replica.file(OTHER), replica.file(SNAPSHOT));
    time(replica.file(OTHER), NOON.plusSeconds(60));
    assertThat(heads().last()).contains(replica.file(OWN));
  }

  @Test
  @DisplayName(
      "no volume.meta: a head of the same bytes as a snapshot, and no link, may be the last")
  void sameBytes() throws Exception {
    Files.delete(replica.file(VolumeMeta.FILE));
    ExactCopy.directory(replica.directory(), folder.resolve("copy"));
    Files.copy(folder.resolve("copy").resolve(SNAPSHOT), replica.file(OTHER));
    time(replica.file(OTHER), NOON.plusSeconds(60));
    assertThat(heads().last()).contains(replica.file(OTHER));
  }

  @Test
  @DisplayName("another head that was written to and holds data of its own may be later")
  void dataOfItsOwn() throws Exception {
    Files.write(replica.file(OTHER), new byte[] {1});
    time(replica.file(OTHER), NOON.plusSeconds(60));
    assertThat(heads().others(OWN))
        .containsExactly(
            OTHER
                + " holds data that is in no snapshot and was last written at"
                + " 2026-04-13T12:01:00Z");
    assertThat(heads().last()).contains(replica.file(OTHER));
    time(replica.file(OTHER), NOON.minusSeconds(60));
    assertThat(heads().last()).contains(replica.file(OWN));
  }

  @Test
  @DisplayName(
      "an empty head counts when it was written to more than five seconds after its metadata")
  void emptied() throws Exception {
    Files.createFile(replica.file(OTHER));
    lost(NOON);
    Instant atOnce = NOON.plusSeconds(5);
    time(replica.file(OTHER), atOnce);
    ownCounts();
    time(replica.file(OTHER), atOnce.plus(Duration.ofNanos(1)));
    assertThat(heads().others(OWN))
        .singleElement()
        .asString()
        .startsWith(OTHER + " holds nothing, though it was last written, after it was made, at");
    assertThat(heads().last()).contains(replica.file(OTHER));
  }

  @Test
  @DisplayName("a replica was last written to when its own head was, or a later one beside it")
  void lastWritten() throws Exception {
    assertThat(seen().head()).get().extracting(Glimpse.Head::file).isEqualTo(replica.file(OWN));
    assertThat(seen().others()).isEmpty();
    Files.write(replica.file(OTHER), new byte[] {1});
    time(replica.file(OTHER), NOON.plusSeconds(60));
    Glimpse.Head later = seen().head().orElseThrow();
    assertThat(later.file()).isEqualTo(replica.file(OTHER));
    assertThat(later.modified()).isEqualTo(NOON.plusSeconds(60));
    assertThat(seen().others()).singleElement().asString().startsWith(OTHER + " holds data");
    Files.delete(replica.file(OTHER));
    lost(NOON);
    assertThat(seen().head()).as("of a lost one nobody knows").isEmpty();
  }

  private Glimpse seen() throws IOException {
    return Glimpse.of(ReplicaDirectory.at(replica.directory()).accept(Problem.COPIED).chain());
  }

  @Test
  @DisplayName("what vanishes while it is looked at is taken for a head that may be later")
  void vanished() {
    Path gone = replica.file("volume-snap-gone.img");
    Path own = replica.file(OWN);
    HeadFiles heads = new HeadFiles(Optional.empty(), List.of(own), List.of(), List.of(gone));
    assertThat(heads.last()).contains(own);
    assertThat(heads.isOther(own)).isTrue();
    assertThat(heads.isOther(replica.file(OTHER))).isTrue();
    assertThat(HeadFiles.holdsData(replica.file(OTHER))).isTrue();
  }
}
