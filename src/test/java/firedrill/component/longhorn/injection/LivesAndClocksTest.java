package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.Decision.Outcome;
import firedrill.component.longhorn.injection.SavedReplica.History;
import firedrill.component.longhorn.replica.ContentKind;
import firedrill.component.longhorn.replica.MadeContent;
import firedrill.component.longhorn.replica.MadeReplica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which of two lives a volume had is the lost one, and what times tell that a replica gave itself.
 */
class LivesAndClocksTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;
  private static final String VOLUME = "pvc-8c7e1f2a-1b2c-4d5e-8f90-123456789abc";
  private static final Instant END = Instant.now().plus(Duration.ofDays(30));
  private static final Instant SNAPSHOT = END.minusSeconds(20_000);
  private static final String HEAD = "volume-head-000.img";

  @TempDir Path folder;
  private final List<Orphan> orphans = new ArrayList<>();
  private final List<SavedReplica> saved = new ArrayList<>();

  private TimedReplica begin(String id) throws IOException {
    String node = "pi" + (orphans.size() + 1);
    Path directory = folder.resolve(node).resolve(VOLUME + "-" + id);
    orphans.add(Orphan.named(node, directory));
    return new TimedReplica(directory, SIZE);
  }

  private void saved(String id, String node, Instant savedAt) {
    saved.add(
        new SavedReplica(
            VOLUME,
            node,
            VOLUME + "-" + id,
            Optional.empty(),
            Optional.of(
                new History(
                    Optional.of(savedAt),
                    Optional.of(END.minusSeconds(30_000)),
                    Optional.of(END.minusSeconds(30_000)),
                    Optional.empty()))));
  }

  private Decision decide() throws IOException {
    return Candidates.of(VOLUME, orphans, saved, OptionalLong.of(SIZE))
        .sizeMayHaveChanged()
        .decide();
  }

  private void open(String... said) throws IOException {
    Decision decision = decide();
    assertThat(decision.outcome()).as(decision.text()).isEqualTo(Outcome.OPEN);
    assertThat(decision.text()).contains(said);
  }

  private void chosen(String id) throws IOException {
    Decision decision = decide();
    assertThat(decision.outcome()).as(decision.text()).isEqualTo(Outcome.CERTAIN);
    assertThat(decision.require().orphan().name()).isEqualTo(VOLUME + "-" + id);
  }

  /** Of the lost volume, with a snapshot. */
  private TimedReplica lost(String id) throws IOException {
    TimedReplica old = begin(id);
    old.layer("volume-snap-one.img", SNAPSHOT, SNAPSHOT, 1, 1, 2, 2);
    return old.layer("volume-head-001.img", SNAPSHOT, END, 3, 3).finish();
  }

  private TimedReplica formatted(String id) throws IOException {
    TimedReplica fresh = begin(id);
    Instant made = END.plusSeconds(600);
    return fresh.layer(HEAD, made, made.plusSeconds(30), 0, 5, 9, 6).finish();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  @DisplayName("saved after the reinstallation: the new, formatted volume is never certain")
  void savedAfterTheReinstallation(int fresh) throws Exception {
    lost("aaaaaaaa");
    lost("bbbbbbbb");
    for (int i = 1; i <= fresh; i++) {
      formatted("0000000" + i);
      saved("0000000" + i, "pi" + (2 + i), END.plusSeconds(3600));
    }
    open("may have been saved after a reinstallation");
  }

  @Test
  @DisplayName("the same, with the lost volume's replicas unreadable, saved or not: open")
  void lostOnesAreUnreadable() throws Exception {
    for (String id : List.of("aaaaaaaa", "bbbbbbbb")) {
      Files.write(lost(id).file("volume.meta"), new byte[0]);
    }
    formatted("00000001");
    open("it may be a new volume in the place of the lost one");
    saved("00000001", "pi3", END.plusSeconds(3600));
    open("it may be a new volume in the place of the lost one");
  }

  @Test
  @DisplayName("the same, and the new one's clock came up behind: its file system tells")
  void newOneOnAClockBehind() throws Exception {
    MadeReplica old = new MadeReplica(folder.resolve("pi1").resolve(VOLUME + "-aaaaaaaa"), SIZE);
    old.layer(HEAD, SIZE).write(0, MadeContent.of(ContentKind.EXT4, 1)).fill(40, 3).finish();
    Files.setLastModifiedTime(old.top(), FileTime.from(END));
    MadeReplica fresh = new MadeReplica(folder.resolve("pi2").resolve(VOLUME + "-00000001"), SIZE);
    fresh.layer(HEAD, SIZE).write(0, MadeContent.of(ContentKind.EXT4, 2)).finish();
    Files.setLastModifiedTime(fresh.top(), FileTime.from(END.minusSeconds(900)));
    orphans.add(Orphan.named("pi1", old.directory()));
    orphans.add(Orphan.named("pi2", fresh.directory()));
    saved("00000001", "pi2", END.plusSeconds(3600));
    open("hold different file systems", "is not known to have begun after");
  }

  @ParameterizedTest
  @ValueSource(strings = {"put-aside", "#123", "old-" + VOLUME + "-aaaaaaaa", "replicas.bak-1"})
  @DisplayName("the lost one was put aside under another name before the new one was made: open")
  void putAside(String name) throws Exception {
    MadeReplica old = new MadeReplica(folder.resolve("pi9").resolve(name), SIZE);
    old.layer(HEAD, SIZE).write(0, MadeContent.of(ContentKind.EXT4, 1)).fill(40, 3).finish();
    Files.setLastModifiedTime(old.top(), FileTime.from(END));
    TimedReplica.created(old.directory().resolve(HEAD + ".meta"), END.minusSeconds(500_000));
    for (String id : List.of("00000001", "00000002")) {
      Path fresh = formatted(id).directory();
      try (java.nio.channels.FileChannel channel =
          java.nio.channels.FileChannel.open(
              fresh.resolve(HEAD), java.nio.file.StandardOpenOption.WRITE)) {
        channel.write(java.nio.ByteBuffer.wrap(MadeContent.of(ContentKind.EXT4, 2)), 0);
      }
      TimedReplica.time(fresh.resolve(HEAD), END.plusSeconds(630));
      saved(id, "pi" + orphans.size(), END.plusSeconds(3600));
    }
    chosen("00000001");
    orphans.add(Orphan.named("pi9", old.directory()));
    open(name + " on pi9, last written at " + END, "may be one of this volume");
  }

  @Test
  @DisplayName("a file that knows the first life, and the beginning of the second: the first one")
  void savedBefore() throws Exception {
    used("aaaaaaaa", END.minus(Duration.ofDays(10)));
    formatted("00000001");
    saved("aaaaaaaa", "pi1", END.plusSeconds(3600));
    chosen("aaaaaaaa");
  }

  @Test
  @DisplayName("a volume that is younger than clocks may be wrong is not known to be the first one")
  void savedOfAYoungOne() throws Exception {
    used("aaaaaaaa", END.minus(Duration.ofDays(6)));
    formatted("00000001");
    saved("aaaaaaaa", "pi1", END.plusSeconds(3600));
    open("may have been saved after a reinstallation");
  }

  /** Since that moment, until the end. */
  private void used(String id, Instant since) throws IOException {
    TimedReplica old = begin(id);
    old.layer("volume-snap-one.img", since, since, 1, 1, 2, 2);
    old.layer("volume-head-001.img", SNAPSHOT, END, 3, 3).finish();
  }

  /** Dropped out long ago, came back alone, and was mounted just before its rebuild's snapshot. */
  private void salvagedAndMounted(int more) throws Exception {
    TimedReplica stale = begin("aaaaaaaa");
    stale.layer("volume-snap-one.img", SNAPSHOT, SNAPSHOT, 1, 1);
    stale.layer("volume-snap-rebuild.img", END.minusSeconds(600), END.minusSeconds(605), 3, 9);
    Instant taken = END.minusSeconds(600);
    for (int i = 0; i < more; i++) {
      taken = END.minusSeconds(500 - i);
      stale.layer("volume-snap-later" + i + ".img", taken, taken, 3, 8);
    }
    stale.layer("volume-head-002.img", taken, END, 4, 4).finish();
    TimedReplica fresh = begin("bbbbbbbb");
    fresh.layer("volume-snap-one.img", SNAPSHOT, SNAPSHOT, 1, 1);
    fresh.layer("volume-head-001.img", SNAPSHOT, END.minusSeconds(1000), 3, 3, 9, 9).finish();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @DisplayName("salvaged when stale, mounted, then snapshots: what only the other one holds counts")
  void salvagedMountedSnapshotted(int more) throws Exception {
    salvagedAndMounted(more);
    open(VOLUME + "-bbbbbbbb on pi2 holds data that " + VOLUME + "-aaaaaaaa on pi1 has not");
  }

  /** The snapshot-less replica of a node whose clock is wrong since before it was made. */
  private void neverSnapshotted(String id, Instant made, Instant written, int value)
      throws IOException {
    begin(id).layer(HEAD, made, written, 1, 1, 3, value).finish();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 38, 60",
    "0, 100, 3600",
    "90, 100, 200",
    "3600, 5, 3600",
    "-7200, 5, 0",
    "0, 0, 90"
  })
  @DisplayName("never in a snapshot: times that a replica gave itself order nothing within a week")
  void neverInASnapshot(int bornApart, int droppedOut, int ahead) throws Exception {
    Instant made = END.minusSeconds(500_000);
    // The same blocks are written again and again; only times could tell.
    neverSnapshotted("aaaaaaaa", made, END, 3);
    Instant stale = END.minusSeconds(droppedOut).plusSeconds(ahead);
    neverSnapshotted("bbbbbbbb", made.plusSeconds(bornApart).plusSeconds(ahead), stale, 9);
    open("are not known to agree");
  }

  @Test
  @DisplayName("never in a snapshot and weeks apart: the later one; or as a human says of clocks")
  void neverInASnapshotForWeeks() throws Exception {
    Instant made = END.minus(Duration.ofDays(60));
    neverSnapshotted("aaaaaaaa", made, END, 3);
    MadeReplica.goOn(orphans.get(0).directory().resolve(HEAD));
    neverSnapshotted("bbbbbbbb", made, END.minus(Duration.ofDays(21)), 9);
    chosen("aaaaaaaa");
    neverSnapshotted("cccccccc", made, END.minusSeconds(500), 9);
    open("are not known to agree");
    Decision known =
        Candidates.of(VOLUME, orphans, saved, OptionalLong.of(SIZE))
            .clocksWithin(Duration.ofSeconds(2))
            .decide();
    assertThat(known.outcome()).as(known.text()).isEqualTo(Outcome.CERTAIN);
  }

  @Test
  @DisplayName(
      "expanded by two nodes' clocks, minutes apart: that is no snapshot one of them missed")
  void expandedByTwoClocks() throws Exception {
    String expansion = "volume-snap-expand-" + SIZE + ".img";
    for (boolean late : List.of(true, false)) {
      Instant made = SNAPSHOT.plusSeconds(late ? 120 : 0);
      TimedReplica one = begin(late ? "aaaaaaaa" : "bbbbbbbb");
      one.layer(
          "volume-snap-one.img", SNAPSHOT.minusSeconds(900), SNAPSHOT.minusSeconds(900), 1, 1);
      one.layer(expansion, made, made, 2, 2);
      one.layer("volume-head-002.img", made, END.minusSeconds(late ? 3 : 0), 3, late ? 9 : 3);
      one.finish();
    }
    open("neither is newer");
  }

  @Test
  @DisplayName("never in a snapshot, and stopped before that of the others' rebuild: it is stale")
  void staleBeforeTheFirstSnapshot() throws Exception {
    Instant made = END.minusSeconds(500_000);
    neverSnapshotted("bbbbbbbb", made, SNAPSHOT.minusSeconds(3), 9);
    for (String id : List.of("aaaaaaaa", "cccccccc")) {
      TimedReplica fresh = begin(id);
      fresh.layer("volume-snap-rebuild.img", SNAPSHOT, SNAPSHOT.minusSeconds(1), 1, 1, 3, 2);
      fresh.layer("volume-head-001.img", SNAPSHOT, END, 3, 3).finish();
    }
    chosen("aaaaaaaa");
  }
}
