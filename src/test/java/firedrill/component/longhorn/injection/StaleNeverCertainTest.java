package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.injection.Decision.Outcome;
import firedrill.component.longhorn.injection.SavedReplica.History;
import firedrill.component.longhorn.replica.MadeReplica;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rarer histories than those of {@link ChosenOrOpenTest}, each told by what the engine and the
 * managers of 1.12 do to a directory: a stale replica is in each, and is never chosen with
 * certainty.
 */
class StaleNeverCertainTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;

  /** Ahead of now, so that no head, however stale, is older than its file. */
  private static final Instant END = Instant.now().plus(Duration.ofDays(30));

  @TempDir Path folder;
  private final List<Orphan> orphans = new ArrayList<>();
  private final List<SavedReplica> saved = new ArrayList<>();

  private MadeReplica begin(String id) throws IOException {
    return begin("pi" + (orphans.size() + 1), id, SIZE);
  }

  private MadeReplica begin(String node, String id, int size) throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve(node).resolve("pvc-c-" + id), size);
    orphans.add(Orphan.of(node, replica.directory()).orElseThrow());
    return replica;
  }

  private static Path file(MadeReplica replica, String name) {
    return replica.directory().resolve(name);
  }

  private static void written(MadeReplica replica, String layer, Instant time) throws IOException {
    Files.setLastModifiedTime(file(replica, layer), FileTime.from(time));
  }

  /** When the engine made a layer; its metadata were written then. */
  private static void made(MadeReplica replica, String layer, Instant time) throws IOException {
    made(replica, layer, time, time);
  }

  private static void made(MadeReplica replica, String layer, Instant said, Instant written)
      throws IOException {
    Path meta = file(replica, layer + ".meta");
    Files.writeString(
        meta,
        Files.readString(meta)
            .replaceFirst(
                "Created\":\"[^\"]*",
                "Created\":\"" + said.toString().replaceAll("\\.[0-9]+", "")));
    Files.setLastModifiedTime(meta, FileTime.from(written));
    Path volume = file(replica, "volume.meta");
    if (Files.exists(volume)) {
      Files.setLastModifiedTime(volume, FileTime.from(written)); // It is written with each layer.
    }
  }

  /** One snapshot, and a head with what only this one holds. */
  private MadeReplica usual(String id, int value, Instant end) throws IOException {
    MadeReplica replica = begin(id);
    replica.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    replica.layer("volume-head-001.img", SIZE).fill(3, value).finish();
    written(replica, "volume-head-001.img", end);
    return replica;
  }

  private static void holes(Path file) throws IOException {
    long size = Files.size(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
      channel.write(java.nio.ByteBuffer.allocate(1), size);
      channel.truncate(size);
    }
  }

  private void saved(String node, String id, Instant failedAt, Instant savedAt) {
    Instant healthy = END.minus(Duration.ofDays(29));
    saved.add(
        new SavedReplica(
            "pvc-c",
            node,
            "pvc-c-" + id,
            Optional.ofNullable(failedAt),
            Optional.of(
                new History(
                    Optional.of(savedAt),
                    Optional.of(healthy),
                    Optional.of(healthy),
                    Optional.empty()))));
  }

  private Decision decide() throws IOException {
    return Candidates.of("pvc-c", orphans, saved, OptionalLong.empty()).decide();
  }

  private void open(String... said) throws IOException {
    Decision decision = decide();
    assertThat(decision.outcome())
        .as(decision.text() + "\n" + decision.table())
        .isEqualTo(Outcome.OPEN);
    assertThat(decision.text()).contains(said);
  }

  private void chosen(String id) throws IOException {
    Decision decision = decide();
    assertThat(decision.outcome()).as(decision.text()).isEqualTo(Outcome.CERTAIN);
    assertThat(decision.require().orphan().name()).isEqualTo("pvc-c-" + id);
  }

  @Test
  @DisplayName("a fresh one without snapshots lost all its blocks: it is not taken for a new one")
  void freshWithoutSnapshotsLostItsBlocks() throws Exception {
    MadeReplica fresh = begin("aaaaaaaa");
    fresh.layer("volume-head-000.img", SIZE).fill(3, 3).finish();
    holes(fresh.top());
    written(fresh, "volume-head-000.img", END);
    usual("bbbbbbbb", 9, END.minus(Duration.ofDays(21)));
    open("pvc-c-aaaaaaaa on pi1");
  }

  @Test
  @DisplayName("two idle heads are both empty: that does not make an unreadable replica old")
  void emptyHeadsAreNoProof() throws Exception {
    MadeReplica stale = begin("aaaaaaaa");
    stale.layer("volume-snap-one.img", SIZE).fill(1, 1);
    stale.layer("volume-head-002.img", SIZE).finish();
    made(stale, "volume-head-002.img", END.minus(Duration.ofDays(21)));
    written(stale, "volume-head-002.img", END.minus(Duration.ofDays(21)));
    MadeReplica fresh = begin("bbbbbbbb");
    fresh.layer("volume-snap-one.img", SIZE).fill(1, 1);
    fresh.layer("volume-snap-two.img", SIZE).fill(5, 5);
    fresh.layer("volume-head-002.img", SIZE).finish();
    made(fresh, "volume-head-002.img", END);
    written(fresh, "volume-head-002.img", END);
    Files.write(file(fresh, "volume.meta"), new byte[0]);
    open("pvc-c-bbbbbbbb on pi2 cannot be used and may be newer");
  }

  @Test
  @DisplayName("a stale one that was salvaged and used alone: what it missed is not given up")
  void salvagedStaleOne() throws Exception {
    Instant out = END.minusSeconds(5000);
    Instant cut = END.minusSeconds(1000);
    MadeReplica stale = begin("aaaaaaaa");
    stale.layer("volume-snap-one.img", SIZE).fill(1, 1);
    stale.layer("volume-snap-rebuild.img", SIZE).fill(3, 3);
    stale.layer("volume-head-002.img", SIZE).fill(4, 4).finish();
    written(stale, "volume-snap-rebuild.img", out);
    made(stale, "volume-snap-rebuild.img", END.minusSeconds(600));
    made(stale, "volume-head-002.img", END.minusSeconds(600));
    written(stale, "volume-head-002.img", END);
    MadeReplica fresh = begin("bbbbbbbb");
    fresh.layer("volume-snap-one.img", SIZE).fill(1, 1);
    fresh.layer("volume-head-001.img", SIZE).fill(3, 3).fill(9, 9).finish();
    written(fresh, "volume-head-001.img", cut);
    open("was written to at " + cut, "pvc-c-aaaaaaaa on pi1 was not");
  }

  @Test
  @DisplayName("the engine's clock ran behind when it made the last layer: births order nothing")
  void engineClockBehind() throws Exception {
    Instant snapshot = END.minusSeconds(90_000);
    MadeReplica stale = begin("aaaaaaaa");
    stale.layer("volume-snap-one.img", SIZE).fill(1, 1);
    stale.layer("volume-head-001.img", SIZE).fill(3, 9).finish();
    made(stale, "volume-snap-one.img", snapshot);
    made(stale, "volume-head-001.img", snapshot);
    written(stale, "volume-head-001.img", END.minusSeconds(80_000));
    MadeReplica fresh = begin("bbbbbbbb");
    fresh.layer("volume-snap-one.img", SIZE).fill(1, 1);
    fresh.layer("volume-snap-two.img", SIZE).fill(3, 3);
    fresh.layer("volume-head-002.img", SIZE).fill(5, 5).finish();
    made(fresh, "volume-snap-one.img", snapshot);
    Instant behind = END.minus(Duration.ofDays(4));
    made(fresh, "volume-snap-two.img", behind, END.minusSeconds(3600));
    made(fresh, "volume-head-002.img", behind, END.minusSeconds(3600));
    written(fresh, "volume-snap-two.img", END.minusSeconds(3600));
    written(fresh, "volume-head-002.img", END);
    open("clock");
  }

  @Test
  @DisplayName(
      "a head's time that differs from its snapshot's tells of no snapshot that others missed")
  void aHeadsTimeChanged() throws Exception {
    MadeReplica stale = usual("aaaaaaaa", 9, END.minusSeconds(4));
    made(stale, "volume-head-001.img", END.minusSeconds(3600), Instant.now());
    usual("bbbbbbbb", 3, END);
    open("the layer it stands on at another time");
  }

  @Test
  @DisplayName("times before there was a Longhorn are a clock's that was not set")
  void clockThatWasNotSet() throws Exception {
    Instant epoch = Instant.parse("1970-01-01T00:05:00Z");
    MadeReplica fresh = begin("aaaaaaaa");
    fresh.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    fresh.layer("volume-head-001.img", SIZE).fill(3, 3).finish();
    made(fresh, "volume-snap-one.img", epoch);
    made(fresh, "volume-head-001.img", epoch);
    written(fresh, "volume-head-001.img", epoch.plusSeconds(500));
    usual("bbbbbbbb", 9, END.minus(Duration.ofDays(21)));
    open("clock");
  }

  @Test
  @DisplayName("Go's zero time is no time: it does not make a replica the older one")
  void zeroTime() throws Exception {
    MadeReplica fresh = usual("aaaaaaaa", 3, END);
    made(fresh, "volume-head-001.img", Instant.parse("0001-01-01T00:00:00Z"), Instant.now());
    usual("bbbbbbbb", 9, END.minus(Duration.ofDays(21)));
    Decision decision = decide();
    assertThat(decision.chosen().filter(c -> c.orphan().name().endsWith("bbbbbbbb"))).isEmpty();
  }

  @Test
  @DisplayName("snapshots without any metadata, and no head: something was there")
  void onlyLayersAreLeft() throws Exception {
    MadeReplica fresh = usual("aaaaaaaa", 3, END);
    try (Stream<Path> files = Files.list(fresh.directory())) {
      for (Path file : files.filter(f -> !f.endsWith("volume-snap-one.img")).toList()) {
        Files.delete(file);
      }
    }
    usual("bbbbbbbb", 9, END.minus(Duration.ofDays(21)));
    open("pvc-c-aaaaaaaa on pi1 cannot be used");
  }

  @Test
  @DisplayName("Head is empty beside snapshots: that one was filled once")
  void headLostFromVolumeMeta() throws Exception {
    MadeReplica fresh = usual("aaaaaaaa", 3, END);
    Path meta = file(fresh, "volume.meta");
    Files.writeString(meta, Files.readString(meta).replace("volume-head-001.img", ""));
    Files.delete(fresh.top());
    usual("bbbbbbbb", 9, END.minus(Duration.ofDays(21)));
    open("pvc-c-aaaaaaaa on pi1 cannot be used");
  }

  @Test
  @DisplayName("all failed, and the one that failed last is not there: the first one is not taken")
  void theLastToFailIsMissing() throws Exception {
    usual("aaaaaaaa", 9, END.minusSeconds(5000));
    saved("pi1", "aaaaaaaa", END.minusSeconds(4990), END.plusSeconds(90));
    saved("pi2", "bbbbbbbb", END.plusSeconds(3), END.plusSeconds(90));
    open("pvc-c-bbbbbbbb on pi2", "was not found: bring it, or wait");
  }

  @Test
  @DisplayName(
      "the first to fail is missing, the last one there: taken if a human says it ended then")
  void theFirstToFailIsMissing() throws Exception {
    usual("bbbbbbbb", 3, END);
    saved("pi2", "aaaaaaaa", END.minusSeconds(4990), END.plusSeconds(90));
    saved("pi1", "bbbbbbbb", END.plusSeconds(3), END.plusSeconds(90));
    // Whether it was rebuilt after the file was saved, nobody knows.
    open("pvc-c-aaaaaaaa on pi2", "it may be newer");
    Decision end =
        Candidates.of("pvc-c", orphans, saved, OptionalLong.empty()).savedAtTheEnd().decide();
    assertThat(end.outcome()).isEqualTo(Outcome.CERTAIN);
  }

  @Test
  @DisplayName("a failed one that is missing proves nothing about one that was not saved at all")
  void onlyTheMissingOneIsKnown() throws Exception {
    usual("aaaaaaaa", 9, END.minusSeconds(5000));
    saved("pi2", "bbbbbbbb", END.plusSeconds(3), END.plusSeconds(90));
    open("pvc-c-bbbbbbbb on pi2", "was not found: bring it, or wait");
  }

  @Test
  @DisplayName("saved less than a clock's error after the last write: that says nothing of the end")
  void savedJustBeforeTheEnd() throws Exception {
    usual("aaaaaaaa", 9, END.minusMillis(100));
    usual("bbbbbbbb", 3, END.minusMillis(200));
    saved("pi1", "aaaaaaaa", null, END.plusSeconds(20));
    saved("pi2", "bbbbbbbb", null, END.plusSeconds(20));
    open("neither is newer");
  }

  @Test
  @DisplayName("rebuilt elsewhere after the file was saved, and purged: no second volume")
  void rebuiltSinceTheFile() throws Exception {
    byte[] uuid = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    MadeReplica stale = begin("aaaaaaaa");
    stale.layer("volume-head-000.img", SIZE).fill(3, 9).write(1024 + 0x38, new byte[] {0x53, -17});
    stale.write(1024 + 0x68, uuid).finish();
    written(stale, "volume-head-000.img", END.minusSeconds(5000));
    MadeReplica fresh = begin("bbbbbbbb");
    fresh.layer("volume-head-003.img", SIZE).fill(3, 3).write(1024 + 0x38, new byte[] {0x53, -17});
    fresh.write(1024 + 0x68, uuid).finish();
    made(fresh, "volume-head-003.img", END.minusSeconds(900));
    written(fresh, "volume-head-003.img", END);
    saved("pi1", "aaaaaaaa", null, END.minusSeconds(9000));
    open("hold the same file system");
  }

  @Test
  @DisplayName("two directories of one name: what was saved is said of one of them only")
  void oneNameOnTwoNodes() throws Exception {
    usual("aaaaaaaa", 9, END.minusSeconds(5000));
    MadeReplica fresh = begin("pi7", "aaaaaaaa", SIZE);
    fresh.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    fresh.layer("volume-head-001.img", SIZE).fill(3, 3).finish();
    written(fresh, "volume-head-001.img", END);
    saved("pi1", "aaaaaaaa", null, END.plusSeconds(90));
    Decision decision = decide();
    assertThat(decision.all()).filteredOn(c -> c.saved().isPresent()).hasSize(1);
    assertThat(decision.chosen().filter(c -> c.orphan().node().equals("pi1"))).isEmpty();
    assertThatThrownBy(
            () ->
                Candidates.of("pvc-c", orphans, saved, OptionalLong.empty())
                    .choose("pvc-c-aaaaaaaa"))
        .hasMessageContaining("pi1")
        .hasMessageContaining("pi7")
        .hasMessageContaining("more than one");
  }

  @Test
  @DisplayName("volume.meta is older than the last snapshot: the head it names is not the last one")
  void volumeMetaOfBeforeTheSnapshot() throws Exception {
    MadeReplica replica = usual("aaaaaaaa", 3, END.minusSeconds(5000));
    byte[] before = Files.readAllBytes(file(replica, "volume.meta"));
    replica.layer("volume-head-002.img", SIZE).fill(5, 5).finish();
    written(replica, "volume-head-002.img", END);
    Files.write(file(replica, "volume.meta"), before);
    open("volume-head-002.img");
  }

  @Test
  @DisplayName("after the cut the fresh one's clock ran an hour behind: what it took shows it")
  void clockBehindAfterTheCut() throws Exception {
    Instant snapshot = END.minus(Duration.ofDays(9));
    for (String id : List.of("aaaaaaaa", "bbbbbbbb")) {
      boolean fresh = id.equals("bbbbbbbb");
      MadeReplica replica = begin(id);
      replica.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
      replica.layer("volume-head-001.img", SIZE).fill(3, fresh ? 3 : 9);
      if (fresh) {
        replica.fill(4, 4);
      }
      replica.finish();
      made(replica, "volume-snap-one.img", snapshot);
      made(replica, "volume-head-001.img", snapshot);
      written(replica, "volume-snap-one.img", snapshot);
      written(replica, "volume-head-001.img", fresh ? END.minusSeconds(3000) : END);
    }
    open("pvc-c-bbbbbbbb on pi2 holds data in its head where pvc-c-aaaaaaaa on pi1 was never");
    assertThat(
            Candidates.of("pvc-c", orphans, saved, OptionalLong.empty()).choose("pvc-c-bbbbbbbb"))
        .extracting(Decision::outcome)
        .isEqualTo(Outcome.BY_HAND);
  }

  @Test
  @DisplayName(
      "blocks of zeros that only the older one has are no writes that the newer one missed")
  void zerosAreNoWrites() throws Exception {
    Instant snapshot = END.minus(Duration.ofDays(9));
    for (String id : List.of("aaaaaaaa", "bbbbbbbb")) {
      boolean fresh = id.equals("bbbbbbbb");
      MadeReplica replica = begin(id);
      replica.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
      replica.layer("volume-head-001.img", SIZE).fill(3, fresh ? 3 : 9);
      replica.fill(fresh ? 4 : 5, fresh ? 4 : 0).finish();
      made(replica, "volume-snap-one.img", snapshot);
      made(replica, "volume-head-001.img", snapshot);
      written(replica, "volume-snap-one.img", snapshot);
      written(replica, "volume-head-001.img", fresh ? END : END.minusSeconds(3000));
    }
    chosen("bbbbbbbb");
  }

  @Test
  @DisplayName(
      "an idle volume's file calls it good hours after its last write: nobody knows the rest")
  void idleWhenSaved() throws Exception {
    usual("aaaaaaaa", 9, END.minus(Duration.ofDays(21)));
    Instant noon = END.minus(Duration.ofDays(21)).plus(Duration.ofHours(9));
    saved("pi1", "aaaaaaaa", null, noon);
    saved("pi2", "bbbbbbbb", null, noon);
    open("pvc-c-bbbbbbbb on pi2", "was not found: bring it, or wait");
  }

  /** What it missed is in block 9 of the other one. */
  private MadeReplica fresh(String id, Instant cut) throws IOException {
    MadeReplica fresh = begin(id);
    fresh.layer("volume-snap-one.img", SIZE).fill(1, 1);
    fresh.layer("volume-head-001.img", SIZE).fill(3, 3).fill(9, 9).finish();
    written(fresh, "volume-head-001.img", cut);
    return fresh;
  }

  private MadeReplica rebuiltFrom(String id) throws IOException {
    MadeReplica stale = begin(id);
    stale.layer("volume-snap-one.img", SIZE).fill(1, 1);
    stale.layer("volume-snap-rebuild.img", SIZE).fill(3, 3);
    stale.layer("volume-head-002.img", SIZE).fill(4, 4).finish();
    written(stale, "volume-snap-rebuild.img", END.minusSeconds(5000));
    made(stale, "volume-snap-rebuild.img", END.minusSeconds(600));
    made(stale, "volume-head-002.img", END.minusSeconds(600));
    written(stale, "volume-head-002.img", END);
    return stale;
  }

  @Test
  @DisplayName("salvaged when stale, on a restored or cloned base: what it missed is not given up")
  void salvagedOnAClonedBase() throws Exception {
    MadeReplica stale = rebuiltFrom("aaaaaaaa");
    MadeReplica fresh = fresh("bbbbbbbb", END.minusSeconds(1000));
    for (MadeReplica one : List.of(stale, fresh)) {
      Files.writeString(file(one, "volume-snap-one.img.meta"), "{\"Parent\":\"\"}");
    }
    open("of pvc-c-aaaaaaaa on pi1 was last written at", "it may have been out in between");
  }

  @Test
  @DisplayName("salvaged when stale, and a clock is an hour off: a later snapshot proves nothing")
  void salvagedAndAClockIsOff() throws Exception {
    for (boolean ofTheStale : List.of(true, false)) {
      orphans.clear();
      folder = Files.createDirectory(folder.resolve("clock-" + ofTheStale));
      MadeReplica stale = rebuiltFrom("aaaaaaaa");
      MadeReplica fresh = fresh("bbbbbbbb", END.minusSeconds(1000));
      MadeReplica off = ofTheStale ? stale : fresh;
      try (Stream<Path> files = Files.list(off.directory())) {
        for (Path meta : files.filter(f -> f.toString().endsWith(".img.meta")).toList()) {
          Instant time = Files.getLastModifiedTime(meta).toInstant();
          Files.setLastModifiedTime(meta, FileTime.from(time.plusSeconds(3600)));
        }
      }
      open("the clocks are not known to agree");
    }
  }

  @Test
  @DisplayName("salvaged when stale and used, no snapshot since: what only the other holds is seen")
  void salvagedWithoutASnapshot() throws Exception {
    usual("aaaaaaaa", 4, END);
    MadeReplica fresh = usual("bbbbbbbb", 3, END.minusSeconds(5000)).fill(9, 9);
    written(fresh, "volume-head-001.img", END.minusSeconds(5000));
    open("pvc-c-bbbbbbbb on pi2 holds data");
    Files.write(file(fresh, "volume.meta"), new byte[0]);
    open("pvc-c-bbbbbbbb on pi2 holds data", "cannot be used and may be newer");
  }

  @Test
  @DisplayName("dropped out before two snapshots of the fresh one: the fresh one is certain")
  void staleBeforeTwoSnapshots() throws Exception {
    usual("aaaaaaaa", 9, END.minusSeconds(9000));
    MadeReplica fresh = begin("bbbbbbbb");
    fresh.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    fresh.layer("volume-snap-two.img", SIZE).fill(3, 3);
    fresh.layer("volume-snap-three.img", SIZE).fill(3, 4);
    fresh.layer("volume-head-003.img", SIZE).fill(3, 5).finish();
    int hours = 2;
    for (String layer : List.of("two", "three")) {
      Instant taken = END.minusSeconds(3600L * hours--);
      made(fresh, "volume-snap-" + layer + ".img", taken);
      written(fresh, "volume-snap-" + layer + ".img", taken.minusSeconds(1));
    }
    made(fresh, "volume-head-003.img", END.minusSeconds(3600));
    written(fresh, "volume-head-003.img", END);
    chosen("bbbbbbbb");
  }

  @Test
  @DisplayName("the file is older than the volume's second life: the first one is not certain")
  void savedBeforeTheSecondLife() throws Exception {
    usual("aaaaaaaa", 9, END.minusSeconds(90_000));
    MadeReplica second = begin("bbbbbbbb");
    second.layer("volume-head-000.img", SIZE).fill(3, 3).fill(7, 7).finish();
    made(second, "volume-head-000.img", END.minusSeconds(50_000));
    written(second, "volume-head-000.img", END);
    saved("pi1", "aaaaaaaa", null, END.minusSeconds(80_000));
    open("may be older than pvc-c-bbbbbbbb on pi2");
    saved.clear();
    saved("pi1", "aaaaaaaa", null, END.minusSeconds(40_000));
    chosen("aaaaaaaa");
  }

  @Test
  @DisplayName("a copy of a damaged replica does not vouch for it, under whatever name or node")
  void aCopyVouchesForNothing() throws Exception {
    MadeReplica damaged = usual("aaaaaaaa", 3, END);
    Files.writeString(
        file(damaged, "volume-snap-one.img.checksum"),
        "{\"method\":\"crc64\",\"checksum\":\"0000000000000001\",\"last_hashed_at\":\""
            + END
            + "\"}");
    MadeReplica copy = new MadeReplica(folder.resolve("copies/pvc-c-aaaaaaaa.bak"), SIZE);
    copy.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    copy.layer("volume-head-001.img", SIZE).fill(3, 3).finish();
    written(copy, "volume-head-001.img", END.minusSeconds(1));
    orphans.add(Orphan.named("pi1", copy.directory()));
    open("is not what the engine hashed");
  }

  @Test
  @DisplayName("one that was being rebuilt, and its own copy on another node: no second witness")
  void aCopyOfADoubtfulOne() throws Exception {
    usual("aaaaaaaa", 3, END);
    MadeReplica copy = begin("pi7", "aaaaaaaa", SIZE);
    copy.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    copy.layer("volume-head-001.img", SIZE).fill(3, 3).finish();
    written(copy, "volume-head-001.img", END);
    saved.add(
        new SavedReplica(
            "pvc-c",
            "pi1",
            "pvc-c-aaaaaaaa",
            Optional.empty(),
            Optional.of(
                new History(
                    Optional.of(END.plusSeconds(90)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))));
    open("no other replica holds the same");
  }

  @Test
  @DisplayName("renamed with a date or a word of 8 behind its name: a replica of its volume still")
  void renamedWithEight() throws Exception {
    for (String behind : List.of("-20240412", "-original", ".bak-20240412", "-original-20240412")) {
      orphans.clear();
      Path place = Files.createDirectory(folder.resolve("renamed" + behind));
      MadeReplica fresh = usual("bbbbbbbb" + behind, 3, END, place);
      usual("aaaaaaaa", 9, END.minusSeconds(5000), place);
      MadeReplica.goOn(fresh.top());
      chosen("bbbbbbbb" + behind);
      Files.write(file(fresh, "volume.meta"), new byte[0]);
      open("cannot be used and may be newer");
    }
  }

  private MadeReplica usual(String id, int value, Instant end, Path place) throws IOException {
    MadeReplica replica = new MadeReplica(place.resolve("pvc-c-" + id), SIZE);
    orphans.add(Orphan.named("pi1", replica.directory()));
    replica.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    replica.layer("volume-head-001.img", SIZE).fill(3, value).finish();
    written(replica, "volume-head-001.img", end);
    return replica;
  }

  @Test
  @DisplayName("all of a volume renamed with a date are one volume; names of other volumes are not")
  void groupedByWhatTheyShare() {
    List<Orphan> dated =
        Stream.of("pvc-x-0a1b2c3d-20240412", "pvc-x-1a1b2c3d-20240412", "data-postgres-0a1b2c3d")
            .map(name -> Orphan.named("pi1", Path.of("/r").resolve(name)))
            .toList();
    assertThat(Orphan.grouped(dated, java.util.Set.of("data")))
        .extracting(Orphan::volume)
        .containsExactly("pvc-x", "pvc-x", "data-postgres");
    String uuid = "pvc-0a1b2c3d-0000-4000-8000-0123456789ab";
    List<Orphan> whole =
        Stream.of(uuid, uuid + "-0a1b2c3d", uuid + "-1a1b2c3d.bak")
            .map(name -> Orphan.named("pi1", Path.of("/r").resolve(name)))
            .toList();
    assertThat(Orphan.grouped(whole, java.util.Set.of()))
        .extracting(Orphan::volume)
        .containsOnly(uuid);
  }

  @Test
  @DisplayName("a bad sector: that replica is unreadable and named, the others are still told of")
  void badSector() throws Exception {
    MadeReplica based = usual("aaaaaaaa", 3, END);
    based.volumeMeta("/host/backing");
    usual("bbbbbbbb", 9, END.minusSeconds(5000));
    // What the kernel answers with EIO when its first page is read.
    Decision decision =
        Candidates.of("pvc-c", orphans, saved, OptionalLong.empty())
            .backing(Path.of("/proc/self/mem"))
            .decide();
    assertThat(decision.outcome()).as(decision.text()).isEqualTo(Outcome.OPEN);
    assertThat(decision.table()).contains("/proc/self/mem", "cannot be read", "pvc-c-bbbbbbbb");
  }
}
