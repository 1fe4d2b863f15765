package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.Candidate.Base;
import firedrill.component.longhorn.injection.SavedReplica.History;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.component.longhorn.replica.Overrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who vouches for what the newest replica holds, and who does not. */
class ContentCheckTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;
  private static final String ONE = "volume-snap-one.img";
  private static final String TWO = "volume-snap-two.img";
  private static final String HEAD = "volume-head-002.img";
  private static final String EMPTIED = "it may have been emptied";
  private static final String GROWN = "or it is cut short";
  private static final String ALONE = "and no other replica holds the same";
  private static final String NO_DATA = "holds no data at all, another one does";

  @TempDir Path folder;

  private MadeReplica replica(String id) throws IOException {
    return new MadeReplica(folder.resolve("pvc-c-" + id), SIZE);
  }

  private static Candidate read(MadeReplica replica) throws IOException {
    return read(replica, Optional.empty());
  }

  private static Candidate read(MadeReplica replica, Optional<SavedReplica> saved)
      throws IOException {
    replica.finish();
    Orphan orphan = Orphan.of("pi1", replica.directory()).orElseThrow();
    Candidate read = Candidate.read(orphan, saved, Overrides.NONE, Base.NONE);
    assertThat(read.readable()).as(read.text()).isTrue();
    return read;
  }

  private static List<String> doubts(Candidate best, Candidate... others) throws IOException {
    List<Candidate> all = new ArrayList<>(List.of(others));
    all.add(0, best);
    List<String> doubts = new ArrayList<>();
    new ContentCheck(best, all).judge(doubts, new ArrayList<>());
    return doubts;
  }

  private static boolean isTold(String what, Candidate best, Candidate... others)
      throws IOException {
    return doubts(best, others).stream().anyMatch(doubt -> doubt.contains(what));
  }

  /** Its second snapshot holds nothing, and was the head for no time. */
  private MadeReplica emptied(String id, int head) throws IOException {
    MadeReplica replica = replica(id).layer(ONE, SIZE).fill(1, 1).layer(TWO, SIZE);
    return replica.layer(HEAD, SIZE).fill(3, head);
  }

  @Test
  @DisplayName("for an empty snapshot vouches another replica that holds the same now, or did then")
  void emptySnapshot() throws Exception {
    Candidate best = read(emptied("aaaaaaaa", 3));
    assertThat(isTold(EMPTIED, best)).isTrue();
    assertThat(isTold(EMPTIED, best, read(emptied("bbbbbbbb", 3)))).as("now").isFalse();
    assertThat(isTold(EMPTIED, best, read(emptied("cccccccc", 9)))).as("then").isFalse();
  }

  @Test
  @DisplayName("one that took no part in a snapshot vouches for it only by holding the same")
  void withoutTheSnapshot() throws Exception {
    Candidate best = read(emptied("aaaaaaaa", 3));
    MadeReplica same = replica("bbbbbbbb").layer(ONE, SIZE).fill(1, 1);
    assertThat(isTold(EMPTIED, best, read(same.layer(HEAD, SIZE).fill(3, 3)))).isFalse();
    MadeReplica other = replica("cccccccc").layer(ONE, SIZE).fill(1, 1);
    assertThat(isTold(EMPTIED, best, read(other.layer(HEAD, SIZE).fill(3, 9)))).isTrue();
  }

  @Test
  @DisplayName(
      "one that holds something in that snapshot, or cannot be read any more, does not vouch")
  void againstTheSnapshot() throws Exception {
    Candidate best = read(emptied("aaaaaaaa", 3));
    MadeReplica full = replica("bbbbbbbb").layer(ONE, SIZE).fill(1, 1).layer(TWO, SIZE).fill(2, 2);
    assertThat(isTold(EMPTIED, best, read(full.layer(HEAD, SIZE).fill(3, 9)))).isTrue();
    Candidate gone = read(emptied("cccccccc", 9));
    assertThat(isTold(EMPTIED, best, gone)).isFalse();
    Files.delete(gone.orphan().directory().resolve(ONE));
    assertThat(isTold(EMPTIED, best, gone)).isTrue();
    assertThat(isTold("differ in a snapshot that both took part in", best, gone)).isTrue();
  }

  /** Its snapshot is smaller than the volume, and nothing tells that it was expanded. */
  private MadeReplica grown(String id, int snapshot, int head) throws IOException {
    MadeReplica replica = replica(id).layer(ONE, snapshot).fill(1, 1);
    return replica.layer(HEAD, SIZE).fill(3, head);
  }

  @Test
  @DisplayName(
      "for a snapshot that is smaller vouches another one of that size, or equal and whole")
  void smallerSnapshot() throws Exception {
    Candidate best = read(grown("aaaaaaaa", SIZE / 2, 3));
    assertThat(isTold(GROWN, best)).isTrue();
    assertThat(isTold(GROWN, best, read(grown("bbbbbbbb", SIZE / 2, 9)))).isFalse();
    assertThat(isTold(GROWN, best, read(grown("cccccccc", SIZE / 4, 9)))).isTrue();
    assertThat(isTold(GROWN, best, read(grown("dddddddd", SIZE / 4, 3)))).isTrue();
    MadeReplica whole = replica("eeeeeeee").layer(HEAD, SIZE).fill(1, 1).fill(3, 3);
    assertThat(isTold(GROWN, best, read(whole))).as("equal").isFalse();
    MadeReplica other = replica("ffffffff").layer(HEAD, SIZE).fill(1, 1).fill(3, 9);
    assertThat(isTold(GROWN, best, read(other))).as("whole, and not equal").isTrue();
  }

  @Test
  @DisplayName("a layer counts by name and size, and as a file: no directory, no link")
  void layers() throws Exception {
    Candidate best = read(grown("aaaaaaaa", SIZE / 2, 3));
    var layer = best.chain().orElseThrow().layers().get(0);
    assertThat(best.hasLayer(layer)).isTrue();
    assertThat(read(grown("bbbbbbbb", SIZE / 2, 9)).hasLayer(layer)).isTrue();
    assertThat(read(grown("cccccccc", SIZE / 2 + 512, 9)).hasLayer(layer)).isFalse();
    Candidate linked = read(grown("dddddddd", SIZE / 2, 9));
    Path own = linked.orphan().directory().resolve(ONE);
    Files.delete(own);
    assertThat(linked.hasLayer(layer)).isFalse();
    Files.createSymbolicLink(own, layer.file());
    assertThat(linked.hasLayer(layer)).isFalse();
  }

  private static Optional<SavedReplica> saved(String id, boolean healthy, Instant at) {
    Optional<Instant> since = healthy ? Optional.of(at) : Optional.empty();
    History said = new History(Optional.of(at), since, Optional.empty(), Optional.empty());
    return Optional.of(
        new SavedReplica("pvc-c", "pi1", "pvc-c-" + id, Optional.empty(), Optional.of(said)));
  }

  private Candidate rebuilt(String id, boolean healthy, Duration after) throws IOException {
    MadeReplica one = replica(id).layer(HEAD, SIZE).fill(3, 3);
    Instant now = Instant.now();
    Files.setLastModifiedTime(one.top(), FileTime.from(now));
    return read(one, saved(id, healthy, now.plus(after)));
  }

  @Test
  @DisplayName("one that was being rebuilt needs another one of its content that was not")
  void rebuilding() throws Exception {
    Duration hour = Duration.ofHours(1);
    Candidate best = rebuilt("aaaaaaaa", false, hour);
    assertThat(isTold(ALONE, best)).isTrue();
    assertThat(isTold(ALONE, best, rebuilt("bbbbbbbb", false, hour))).as("likewise").isTrue();
    assertThat(isTold(ALONE, best, rebuilt("cccccccc", true, hour))).isFalse();
    MadeReplica unsaved = replica("dddddddd").layer(HEAD, SIZE).fill(3, 3);
    assertThat(isTold(ALONE, best, read(unsaved))).isFalse();
    MadeReplica other = replica("eeeeeeee").layer(HEAD, SIZE).fill(3, 9);
    assertThat(isTold(ALONE, best, read(other))).as("another content").isTrue();
  }

  @Test
  @DisplayName(
      "one that was being rebuilt when it was saved, and was written to since, is no doubt")
  void rebuiltSince() throws Exception {
    assertThat(isTold(ALONE, rebuilt("aaaaaaaa", false, Duration.ofHours(-1)))).isFalse();
    assertThat(isTold(ALONE, rebuilt("bbbbbbbb", true, Duration.ofHours(1)))).isFalse();
  }

  @Test
  @DisplayName("one without data is a doubt when another one has some, and only then")
  void noData() throws Exception {
    MadeReplica none = replica("aaaaaaaa").layer(ONE, SIZE).layer(HEAD, SIZE);
    Candidate best = read(none);
    assertThat(isTold(NO_DATA, best)).isFalse();
    Candidate likewise = read(replica("bbbbbbbb").layer(HEAD, SIZE).fill(2, 0));
    assertThat(isTold(NO_DATA, best, likewise)).isFalse();
    Candidate some = read(replica("cccccccc").layer(HEAD, SIZE).fill(2, 2));
    assertThat(isTold(NO_DATA, best, some)).isTrue();
    assertThat(isTold(NO_DATA, some, best)).isFalse();
    MadeReplica more = replica("dddddddd").layer(HEAD, SIZE).fill(2, 9);
    assertThat(isTold(NO_DATA, some, read(more))).isFalse();
  }

  @Test
  @DisplayName("one without data, beside one that cannot be read: what that held is not known here")
  void unreadableBeside() throws Exception {
    Candidate best = read(replica("aaaaaaaa").layer(HEAD, SIZE));
    MadeReplica broken = replica("bbbbbbbb").layer(HEAD, SIZE).fill(2, 2);
    Orphan orphan = Orphan.of("pi2", broken.directory()).orElseThrow();
    Candidate other = Candidate.read(orphan, Optional.empty(), Overrides.NONE, Base.NONE);
    assertThat(other.readable()).isFalse();
    assertThat(isTold(NO_DATA, best, other)).isFalse();
  }
}
