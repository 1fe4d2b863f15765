package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.Decision.Outcome;
import firedrill.component.longhorn.replica.MadeJournal;
import firedrill.component.longhorn.replica.MadeReplica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * After the accident somebody mounted, repaired, touched or copied a head: its time is the newest
 * of all, and says nothing of what the replica holds.
 */
class TouchedHeadTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;
  private static final String HEAD = "volume-head-001.img";
  private static final Instant END = Instant.now().plus(Duration.ofDays(30));
  private static final Instant DROPPED_OUT = END.minus(Duration.ofDays(21));
  private static final Instant TOUCHED = END.plus(Duration.ofHours(3));

  @TempDir Path folder;
  private final List<Orphan> orphans = new ArrayList<>();

  private MadeReplica replica(String id, int value, Instant written) throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve("pvc-c-" + id), SIZE);
    replica.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    replica.layer(HEAD, SIZE).fill(30, value).finish();
    written(replica.top(), written);
    orphans.add(Orphan.of("pi" + (orphans.size() + 1), replica.directory()).orElseThrow());
    return replica;
  }

  private static void written(Path file, Instant at) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(at));
  }

  private Decision decide() throws IOException {
    return Candidates.of("pvc-c", orphans, List.of(), OptionalLong.of(SIZE)).decide();
  }

  private Decision open(String said) throws IOException {
    Decision decision = decide();
    assertThat(decision.outcome()).as(decision.text()).isEqualTo(Outcome.OPEN);
    assertThat(decision.text()).contains(said);
    return decision;
  }

  private void certain(String id) throws IOException {
    Decision decision = decide();
    assertThat(decision.outcome()).as(decision.text()).isEqualTo(Outcome.CERTAIN);
    assertThat(decision.require().orphan().name()).isEqualTo("pvc-c-" + id);
  }

  @Test
  @DisplayName("the same blocks, and one head touched: nothing but its time tells, so it is open")
  void sameBlocks() throws Exception {
    replica("aaaaaaaa", 9, TOUCHED);
    replica("bbbbbbbb", 3, END);
    open("nothing but the time of its head says so");
  }

  @Test
  @DisplayName("the one that went on wrote elsewhere too: the touched one lacks that")
  void lacking() throws Exception {
    replica("aaaaaaaa", 9, TOUCHED);
    MadeReplica.goOn(replica("bbbbbbbb", 3, END).top());
    open("pvc-c-bbbbbbbb on pi2 holds data in its head where pvc-c-aaaaaaaa on pi1 was never");
  }

  @Test
  @DisplayName("a second replica that holds the same, written to at the same time, is a witness")
  void secondOne() throws Exception {
    replica("aaaaaaaa", 9, DROPPED_OUT);
    replica("bbbbbbbb", 3, END);
    open("nothing but the time of its head says so");
    MadeReplica same = replica("cccccccc", 3, END);
    certain("bbbbbbbb");
    written(same.top(), END.minusSeconds(14));
    open("nothing but the time of its head says so");
    written(same.top(), END.minusSeconds(10));
    certain("bbbbbbbb");
  }

  @Test
  @DisplayName("somebody's copy of the touched one is no second witness")
  void copyOfIt() throws Exception {
    replica("aaaaaaaa", 9, TOUCHED);
    replica("bbbbbbbb", 3, END);
    MadeReplica copy = new MadeReplica(folder.resolve("pvc-c-aaaaaaaa.bak"), SIZE);
    copy.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    copy.layer(HEAD, SIZE).fill(30, 9).finish();
    written(copy.top(), TOUCHED);
    orphans.add(Orphan.named("pi1", copy.directory()));
    open("nothing but the time of its head says so");
  }

  @ParameterizedTest
  @CsvSource({"12, 15, true", "12, 12, false", "15, 12, false", "4294967290, 3, true"})
  @DisplayName("an ext4 journal that went on is a witness; one that did not contradicts")
  void journal(long stale, long fresh, boolean certain) throws Exception {
    MadeReplica old = replica("aaaaaaaa", 9, DROPPED_OUT);
    MadeReplica late = replica("bbbbbbbb", 3, END);
    for (MadeReplica one : List.of(old, late)) {
      FileTime time = Files.getLastModifiedTime(one.top());
      one.write(0, MadeJournal.of(one == old ? stale : fresh));
      Files.setLastModifiedTime(one.top(), time);
    }
    if (certain) {
      certain("bbbbbbbb");
      assertThat(decide().text())
          .contains("the last transaction in the file system's journal is " + fresh);
      // The stale one is touched: its journal did not go on.
      written(old.top(), TOUCHED);
      open("these contradict each other");
    } else {
      open(stale == fresh ? "nothing but the time" : "these contradict each other");
    }
  }

  @Test
  @DisplayName("journals of two file systems are not compared")
  void otherFileSystem() throws Exception {
    byte[] first = MadeJournal.of(12);
    first[1024 + 0x68] = 5;
    replica("aaaaaaaa", 9, DROPPED_OUT).write(0, first);
    replica("bbbbbbbb", 3, END).write(0, MadeJournal.of(15));
    written(folder.resolve("pvc-c-aaaaaaaa").resolve(HEAD), DROPPED_OUT);
    written(folder.resolve("pvc-c-bbbbbbbb").resolve(HEAD), END);
    assertThat(decide().outcome()).isEqualTo(Outcome.OPEN);
    assertThat(decide().text()).doesNotContain("the last transaction");
  }

  @ParameterizedTest
  @CsvSource({"true, 10001, false", "false, 10000, false", "false, 10001, true"})
  @DisplayName("closed by the engine and written to more than 10 s later: not by an engine")
  void afterItWasClosed(boolean dirty, long millis, boolean touched) throws Exception {
    MadeReplica.goOn(replica("aaaaaaaa", 9, TOUCHED).top());
    Path meta = folder.resolve("pvc-c-aaaaaaaa/volume.meta");
    Files.writeString(meta, Files.readString(meta).replace("Dirty\":true", "Dirty\":" + dirty));
    written(meta, TOUCHED.minusMillis(millis));
    replica("bbbbbbbb", 3, END);
    Decision decision = decide();
    assertThat(HeadTimes.problem(decision.all().get(0)).isPresent()).isEqualTo(touched);
    if (touched) {
      open("after the engine had closed it at " + TOUCHED.minusMillis(millis));
    }
  }
}
