package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.Decision.Outcome;
import firedrill.component.longhorn.injection.SavedReplica.History;
import firedrill.component.longhorn.replica.ContentKind;
import firedrill.component.longhorn.replica.MadeContent;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.component.longhorn.replica.Overrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories in which a wrong replica was taken with certainty, each kind told by its cause. */
class WrongReplicaTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;
  private static final Instant END = Instant.now().plus(Duration.ofDays(30));
  private static final Instant LONG_AGO = END.minus(Duration.ofDays(29));

  @TempDir Path folder;
  private final List<Orphan> orphans = new ArrayList<>();
  private final List<SavedReplica> saved = new ArrayList<>();

  private TimedReplica begin(String name) throws IOException {
    Path directory = folder.resolve("pi" + (orphans.size() + 1)).resolve(name);
    TimedReplica replica = new TimedReplica(directory, SIZE);
    orphans.add(Orphan.named("pi" + (orphans.size() + 1), directory));
    return replica.layer("volume-snap-s1.img", LONG_AGO, LONG_AGO, 1, 1, 9, 9);
  }

  private Candidates candidates() {
    return Candidates.of("pvc-c", orphans, saved, OptionalLong.empty());
  }

  private Decision decided(Outcome outcome, String... said) throws IOException {
    Decision decision = candidates().decide();
    assertThat(decision.outcome()).as(decision.text() + "\n" + decision.table()).isEqualTo(outcome);
    for (String word : said) {
      assertThat(decision.text()).contains(word);
    }
    return decision;
  }

  private void certain(String id) throws IOException {
    assertThat(decided(Outcome.CERTAIN).require().orphan().name()).isEqualTo("pvc-c-" + id);
  }

  private static Instant ago(Duration before) {
    return END.minus(before);
  }

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  @DisplayName(
      "after head 010 comes 001: with an old volume.meta, the head that goes on is a doubt")
  void headsGoRound() throws Exception {
    TimedReplica one = begin("pvc-c-aaaaaaaa");
    one.layer("volume-head-010.img", LONG_AGO, ago(DAY.multipliedBy(2)), 5, 1).finish();
    Files.createLink(one.file("volume-snap-s2.img"), one.file("volume-head-010.img"));
    Files.createLink(one.file("volume-snap-s2.img.meta"), one.file("volume-head-010.img.meta"));
    one.beside("volume-head-001.img", "volume-snap-s2.img", ago(DAY.multipliedBy(2)), END, 7, 78);
    decided(
        Outcome.OPEN,
        "volume-head-001.img holds data that is in no snapshot and was last written at 20",
        "volume.meta names volume-head-010.img");
  }

  @ParameterizedTest
  @ValueSource(strings = {"linked", "copied"})
  @DisplayName("a head 010 that became a snapshot is a leftover beside 001, linked or copied")
  void leftOverOfASnapshot(String how) throws Exception {
    TimedReplica one = begin("pvc-c-aaaaaaaa");
    one.layer("volume-snap-s2.img", ago(DAY), ago(DAY), 5, 1);
    one.layer("volume-head-001.img", ago(DAY), END, 7, 78).finish();
    Path left = one.file("volume-head-010.img");
    if (how.equals("linked")) {
      Files.createLink(left, one.file("volume-snap-s2.img"));
    } else {
      MadeReplica.run(
          "cp", "--sparse=always", one.file("volume-snap-s2.img").toString(), left.toString());
    }
    Files.copy(one.file("volume-snap-s2.img.meta"), one.file("volume-head-010.img.meta"));
    certain("aaaaaaaa");
  }

  @Test
  @DisplayName("the head that volume.meta names is lost: an older one's time says nothing of it")
  void namedHeadIsLost() throws Exception {
    TimedReplica fresh = begin("pvc-c-aaaaaaaa");
    fresh.layer("volume-head-001.img", LONG_AGO, END, 5, 2).finish();
    fresh.beside("volume-head-010.img", "volume-snap-s1.img", LONG_AGO, LONG_AGO, 3, 3);
    Files.delete(fresh.file("volume-head-001.img"));
    begin("pvc-c-bbbbbbbb")
        .layer("volume-head-001.img", LONG_AGO, ago(DAY.multipliedBy(20)), 5, 1)
        .finish();
    decided(Outcome.OPEN, "pvc-c-aaaaaaaa on pi1 cannot be used and may be newer");
  }

  @Test
  @DisplayName("volume.meta and the head are lost: a snapshot's old name is no head of its own")
  void onlyALinkIsLeft() throws Exception {
    TimedReplica fresh = begin("pvc-c-aaaaaaaa");
    fresh.layer("volume-snap-s2.img", LONG_AGO, LONG_AGO, 3, 3);
    fresh.layer("volume-head-001.img", LONG_AGO, END, 5, 2).finish();
    Files.createLink(fresh.file("volume-head-010.img"), fresh.file("volume-snap-s2.img"));
    Files.delete(fresh.file("volume-head-001.img"));
    Files.write(fresh.file("volume.meta"), new byte[0]);
    begin("pvc-c-bbbbbbbb")
        .layer("volume-head-001.img", LONG_AGO, ago(DAY.multipliedBy(20)), 5, 1)
        .finish();
    decided(Outcome.OPEN, "pvc-c-aaaaaaaa on pi1 cannot be used and may be newer");
  }

  /** Both got the snapshot of a rebuild, its head, and what was written then. */
  private TimedReplica aboutToBeRebuilt(String id, boolean stale, int head) throws IOException {
    TimedReplica replica = begin("pvc-c-" + id);
    Instant written = stale ? ago(DAY.multipliedBy(20)) : ago(HOUR.plusSeconds(100));
    replica.layer("volume-snap-u.img", ago(HOUR), written, 5, stale ? 1 : 2);
    Instant end = head == 0 ? ago(HOUR) : END;
    return head == 0
        ? replica.layer("volume-head-002.img", ago(HOUR), end).finish()
        : replica.layer("volume-head-002.img", ago(HOUR), end, 3, head).finish();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  @DisplayName("a rebuild has begun: equal heads do not make what lies below them equal")
  void rebuildHasBegun(int head) throws Exception {
    aboutToBeRebuilt("aaaaaaaa", true, head);
    TimedReplica fresh = aboutToBeRebuilt("bbbbbbbb", false, head);
    Files.write(fresh.file("volume.meta"), new byte[0]);
    decided(Outcome.OPEN, "pvc-c-bbbbbbbb on pi2 cannot be used and may be newer");
    Files.delete(fresh.file("volume-snap-u.img"));
    decided(Outcome.OPEN, "pvc-c-bbbbbbbb on pi2 cannot be used and may be newer");
  }

  @Test
  @DisplayName("all layers are equal: it does not matter that the other one lost its volume.meta")
  void allLayersAreEqual() throws Exception {
    aboutToBeRebuilt("aaaaaaaa", false, 3);
    Files.write(aboutToBeRebuilt("bbbbbbbb", false, 3).file("volume.meta"), new byte[0]);
    certain("aaaaaaaa");
  }

  @ParameterizedTest
  @ValueSource(strings = {"with its metadata", "without"})
  @DisplayName(
      "a next head that was made and never used says nothing of when the chain was written")
  void unusedHead(String how) throws Exception {
    TimedReplica stale = begin("pvc-c-aaaaaaaa");
    stale.layer("volume-head-001.img", LONG_AGO, ago(DAY.multipliedBy(20)), 5, 1).finish();
    stale.beside("volume-head-002.img", "volume-snap-u.img", ago(HOUR), ago(HOUR));
    if (how.equals("without")) {
      Files.delete(stale.file("volume-head-002.img.meta"));
    }
    begin("pvc-c-bbbbbbbb").layer("volume-head-001.img", LONG_AGO, ago(DAY), 5, 2, 6, 2).finish();
    certain("bbbbbbbb");
  }

  @Test
  @DisplayName("with an old volume.meta, the head that goes on was emptied: it is a doubt still")
  void emptiedNextHead() throws Exception {
    TimedReplica fresh = begin("pvc-c-aaaaaaaa");
    fresh.layer("volume-head-002.img", LONG_AGO, LONG_AGO, 5, 1).finish();
    fresh.beside("volume-head-003.img", "volume-snap-s2.img", LONG_AGO, END);
    begin("pvc-c-bbbbbbbb")
        .layer("volume-head-002.img", LONG_AGO, ago(DAY.multipliedBy(20)), 5, 2)
        .finish();
    decided(Outcome.OPEN, "shows damage");
    assertThat(candidates().decide().table())
        .contains("volume-head-003.img holds nothing, though it was last written, after it was");
  }

  @Test
  @DisplayName("volume.meta is old, and the head that went on is lost: its metadata tell of it")
  void lostNextHead() throws Exception {
    TimedReplica fresh = begin("pvc-c-aaaaaaaa");
    fresh.layer("volume-head-002.img", LONG_AGO, LONG_AGO, 5, 1).finish();
    Files.delete(fresh.beside("volume-head-003.img", "volume-snap-s2.img", LONG_AGO, END, 6, 6));
    begin("pvc-c-bbbbbbbb")
        .layer("volume-head-002.img", LONG_AGO, ago(DAY.multipliedBy(20)), 5, 2)
        .finish();
    decided(Outcome.OPEN);
    assertThat(candidates().decide().table())
        .contains("volume-head-003.img is lost, and its metadata lie there");
  }

  @Test
  @DisplayName("a stale one that equals what an old volume.meta names does not vouch for it")
  void staleOneVouchesForNothing() throws Exception {
    TimedReplica fresh = begin("pvc-c-aaaaaaaa");
    fresh.layer("volume-head-002.img", LONG_AGO, ago(DAY.multipliedBy(20)), 5, 1).finish();
    fresh.beside("volume-head-003.img", "volume-snap-s2.img", LONG_AGO, END, 6, 6);
    begin("pvc-c-bbbbbbbb")
        .layer("volume-head-002.img", LONG_AGO, ago(DAY.multipliedBy(20)), 5, 1)
        .finish();
    decided(Outcome.OPEN, "pvc-c-aaaaaaaa on pi1 has another head than volume.meta names");
  }

  private void saved(String id) {
    saved.add(
        new SavedReplica(
            "pvc-c",
            "pi",
            "pvc-c-" + id,
            Optional.empty(),
            Optional.of(
                new History(
                    Optional.of(ago(DAY)),
                    Optional.of(LONG_AGO),
                    Optional.of(LONG_AGO),
                    Optional.empty()))));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName(
      "a file that names only some of the volume's replicas leaves the others to be feared")
  void namesOnlySome(int named) throws Exception {
    for (String id : List.of("aaaaaaaa", "bbbbbbbb").subList(0, named)) {
      begin("pvc-c-" + id)
          .layer("volume-head-001.img", LONG_AGO, ago(DAY.multipliedBy(20)), 5, 1)
          .finish();
      saved(id);
    }
    Decision open = candidates().expecting(3).decide();
    assertThat(open.outcome()).as(open.text()).isEqualTo(Outcome.OPEN);
    assertThat(open.text()).contains("was saved with 3 replicas and " + named, "may be cut short");
    assertThat(candidates().expecting(named).decide().outcome()).isEqualTo(Outcome.CERTAIN);
    assertThat(candidates().expecting(3).savedAtTheEnd().decide().outcome())
        .as("a human says that there were no others then")
        .isEqualTo(Outcome.CERTAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"volume-head-000.img.gz", "old-volume-head-000.img", "lost/x", "note.txt"})
  @DisplayName("a directory in which anything lies is not one that never held data")
  void somethingLiesThere(String file) throws Exception {
    Path fresh = folder.resolve("pi9/pvc-c-aaaaaaaa");
    Files.createDirectories(fresh);
    orphans.add(Orphan.of("pi9", fresh).orElseThrow());
    begin("pvc-c-bbbbbbbb").layer("volume-head-001.img", LONG_AGO, END, 5, 1).finish();
    certain("bbbbbbbb");
    Files.createDirectories(fresh.resolve(file).getParent());
    Files.writeString(fresh.resolve(file), "x");
    decided(Outcome.OPEN, "pvc-c-aaaaaaaa on pi9 cannot be used and may be newer");
    Files.delete(fresh.resolve(file));
    Files.deleteIfExists(fresh.resolve("lost"));
    decided(Outcome.OPEN, "pvc-c-aaaaaaaa on pi9 cannot be used and may be newer");
  }

  /**
   * Two that wrote over the same blocks, the one for an hour longer, on a clock two hours behind.
   */
  private void cutAndBehind(Instant opened) throws IOException {
    begin("pvc-c-aaaaaaaa")
        .layer("volume-head-001.img", LONG_AGO, ago(HOUR), 5, 1, 6, 1, 7, 1)
        .opened(opened);
    begin("pvc-c-bbbbbbbb")
        .layer("volume-head-001.img", LONG_AGO, ago(HOUR.multipliedBy(2)), 5, 2, 6, 2)
        .opened(opened.minus(HOUR.multipliedBy(2)));
  }

  @Test
  @DisplayName("clocks that agreed before a cut order nothing after it")
  void clocksOfBeforeTheCut() throws Exception {
    cutAndBehind(ago(HOUR.multipliedBy(9)));
    decided(Outcome.OPEN, "if no clock was set back in between", "was opened again since");
    assertThat(candidates().clocksWithin(Duration.ofSeconds(2)).decide().outcome())
        .as("a human knows that none was")
        .isEqualTo(Outcome.CERTAIN);
  }

  @Test
  @DisplayName("nothing was opened since the newest layer: its times order the last writes")
  void notOpenedSince() throws Exception {
    cutAndBehind(LONG_AGO);
    decided(Outcome.OPEN);
    TimedReplica.time(orphans.get(1).directory().resolve("volume.meta"), LONG_AGO);
    certain("aaaaaaaa");
  }

  @Test
  @DisplayName("weeks apart: no clock that went down with its node is behind for that long")
  void weeksApart() throws Exception {
    begin("pvc-c-aaaaaaaa")
        .layer("volume-head-001.img", LONG_AGO, ago(DAY.multipliedBy(8)), 5, 1)
        .opened(ago(DAY.multipliedBy(9)));
    begin("pvc-c-bbbbbbbb")
        .layer("volume-head-001.img", LONG_AGO, END, 5, 2, 6, 2)
        .opened(ago(DAY));
    certain("bbbbbbbb");
  }

  @Test
  @DisplayName("the newest layer shows a clock that is behind, however many older ones agreed")
  void newestLayerTellsTheClock() throws Exception {
    for (String id : List.of("aaaaaaaa", "bbbbbbbb")) {
      boolean fresh = id.equals("bbbbbbbb");
      TimedReplica one = begin("pvc-c-" + id);
      one.layer("volume-snap-s2.img", LONG_AGO, LONG_AGO, 3, 3);
      one.layer("volume-snap-s3.img", ago(DAY), ago(DAY), 4, 4);
      Instant written = ago(HOUR.multipliedBy(fresh ? 2 : 1));
      one.layer("volume-head-003.img", ago(DAY), written, 5, fresh ? 6 : 5).finish();
      if (fresh) {
        for (String file : List.of("volume-head-003.img.meta", "volume.meta")) {
          TimedReplica.time(one.file(file), ago(DAY.plus(HOUR.multipliedBy(2))));
        }
      }
    }
    decided(Outcome.OPEN, "are not known to agree");
  }

  private TimedReplica volume(String name, String snapshot, Instant end, int value, int system)
      throws IOException {
    Path directory = folder.resolve("pi" + (orphans.size() + 1)).resolve(name);
    TimedReplica replica = new TimedReplica(directory, SIZE);
    orphans.add(Orphan.named("pi" + (orphans.size() + 1), directory));
    replica.layer(snapshot, LONG_AGO, LONG_AGO, 1, 1);
    try (var layer =
        java.nio.channels.FileChannel.open(
            replica.file(snapshot), java.nio.file.StandardOpenOption.WRITE)) {
      layer.write(java.nio.ByteBuffer.wrap(MadeContent.of(ContentKind.EXT4, system)), 0);
    }
    TimedReplica.time(replica.file(snapshot), LONG_AGO);
    return replica.layer("volume-head-001.img", LONG_AGO, end, 5, value).finish();
  }

  private Decision of(String volume) throws IOException {
    return Candidates.of(
            volume,
            Renamed.grouped(orphans, java.util.Set.of(), java.util.Set.of()),
            saved,
            OptionalLong.empty())
        .decide();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2"})
  @DisplayName("volumes that are called after a date are not one volume")
  void calledAfterADate(int first, int second) throws Exception {
    volume("db-20240101-aaaaaaaa", "volume-snap-x.img", ago(DAY.multipliedBy(9)), 1, first);
    volume("db-20240201-bbbbbbbb", "volume-snap-y.img", ago(DAY), 2, second);
    for (String name : List.of("db-20240101", "db-20240201")) {
      assertThat(of(name).require().orphan().volume()).isEqualTo(name);
    }
    assertThat(of("db").all()).isEmpty();
  }

  @Test
  @DisplayName("a restored copy is not its origin: neither is recovered in the other one's place")
  void restoredCopy() throws Exception {
    volume("db-cccccccc", "volume-snap-x.img", ago(DAY.multipliedBy(5)), 1, 1);
    volume("db-20240101-aaaaaaaa", "volume-snap-r.img", ago(DAY), 2, 1);
    Decision db = of("db");
    assertThat(db.outcome()).as(db.text()).isEqualTo(Outcome.OPEN);
    assertThat(db.text()).contains("db-20240101-aaaaaaaa on pi2", "may be one of this volume");
    Decision copy = of("db-20240101");
    assertThat(copy.require().orphan().name()).isEqualTo("db-20240101-aaaaaaaa");
    assertThat(copy.text()).contains("may be a volume of its own, or a replica of db");
  }

  @Test
  @DisplayName("what may be a renamed replica is neither merged into the volume nor let go")
  void renamedWithAWord() throws Exception {
    volume("data-11111111", "volume-snap-x.img", ago(DAY.multipliedBy(5)), 1, 1);
    volume("data-0a1b2c3d-deadbeef", "volume-snap-z.img", ago(DAY), 2, 1);
    assertThat(of("data").text()).contains("data-0a1b2c3d-deadbeef on pi2", "may be one of this");
    assertThat(of("data").outcome()).isEqualTo(Outcome.OPEN);
    assertThat(of("data-0a1b2c3d").outcome()).isEqualTo(Outcome.OPEN);
    volume("data-22222222-deadbeef", "volume-snap-x.img", END, 3, 1);
    assertThat(of("data").all())
        .as("it has a snapshot of data's")
        .extracting(c -> c.orphan().name())
        .containsExactly("data-11111111", "data-22222222-deadbeef");
  }

  @Test
  @DisplayName(
      "volume.meta is lost, and the saved Volume names a backing image: nothing without it")
  void savedBackingImage() throws Exception {
    TimedReplica one = begin("pvc-c-aaaaaaaa");
    one.layer("volume-head-001.img", LONG_AGO, END, 5, 1).finish();
    Files.write(one.file("volume.meta"), new byte[0]);
    Candidates without =
        candidates().override("pvc-c-aaaaaaaa", Overrides.NONE.derive()).standsOn("ubuntu");
    Decision none = without.decide();
    assertThat(none.outcome()).isEqualTo(Outcome.NONE);
    assertThat(none.table()).contains("its saved resource names ubuntu");
    byte[] base = new byte[SIZE];
    Arrays.fill(base, (byte) 7);
    Path image = Files.write(folder.resolve("ubuntu.img"), base);
    assertThat(without.backing(image).decide().require().bytes()).isEqualTo(SIZE);
  }
}
