package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.Candidate.Base;
import firedrill.component.longhorn.injection.SavedReplica.History;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.component.longhorn.replica.Overrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a replica that cannot be used, and when it is no threat to the newest one. */
class ThreatsTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;
  private static final String ONE = "volume-snap-one.img";
  private static final String TWO = "volume-snap-two.img";
  private static final String HEAD = "volume-head-002.img";
  private static final Duration TICK = Duration.ofNanos(1);

  /** Ahead of now, so that no layer is older than its file. */
  private static final Instant BEGAN =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(1));

  private static final Instant CLOSED = BEGAN.plus(Duration.ofDays(1));
  private static final Instant END = BEGAN.plus(Duration.ofDays(2));

  /** What a clock and a disk lose of a layer's last write. */
  private static final Instant LAST = CLOSED.minusSeconds(10);

  @TempDir Path folder;
  private final List<String> doubts = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();

  @BeforeEach
  void nothingSaid() {
    doubts.clear();
    reasons.clear();
  }

  private TimedReplica replica(String id, Instant lastOfTwo, int... head) throws IOException {
    TimedReplica replica = new TimedReplica(folder.resolve("pvc-c-" + id), SIZE);
    replica.layer(ONE, BEGAN, BEGAN, 1, 1).layer(TWO, CLOSED, lastOfTwo, 2, 2);
    return replica.layer(HEAD, CLOSED, head.length == 0 ? CLOSED : END, head).finish();
  }

  private TimedReplica replica(String id, int... head) throws IOException {
    return replica(id, CLOSED, head);
  }

  private static Candidate read(TimedReplica replica, Optional<SavedReplica> saved)
      throws IOException {
    Orphan orphan = Orphan.of("pi1", replica.directory()).orElseThrow();
    return Candidate.read(orphan, saved, Overrides.NONE, Base.NONE);
  }

  private static Candidate best(TimedReplica replica) throws IOException {
    return best(replica, Optional.empty());
  }

  private static Candidate best(TimedReplica replica, Optional<SavedReplica> saved)
      throws IOException {
    Candidate best = read(replica, saved);
    assertThat(best.readable()).as(best.text()).isTrue();
    return best;
  }

  /** Its {@code volume.meta} is lost. */
  private static Candidate damaged(TimedReplica replica) throws IOException {
    Files.write(replica.file("volume.meta"), new byte[0]);
    Candidate damaged = read(replica, Optional.empty());
    assertThat(damaged.readable()).isFalse();
    return damaged;
  }

  private void judge(Candidate best, List<Candidate> others, List<SavedReplica> missing)
      throws IOException {
    nothingSaid();
    List<Candidate> all = new ArrayList<>(others);
    all.add(best);
    Threats.Absent absent = new Threats.Absent(0, 0);
    new Threats(all, missing, absent, List.of(), false, Optional.empty())
        .judge(best, List.of(best), doubts, reasons);
  }

  private void isTheSame(Candidate best, Candidate other) throws IOException {
    judge(best, List.of(other), List.of());
    assertThat(doubts).isEmpty();
    assertThat(reasons)
        .containsExactly(
            other.orphan() + " cannot be used, and all that is left of it is the same");
  }

  private void isAThreat(Candidate best, Candidate other) throws IOException {
    judge(best, List.of(other), List.of());
    assertThat(doubts).isNotEmpty();
    assertThat(doubts.get(0)).startsWith(other.orphan() + " cannot be used and may be newer");
    assertThat(reasons).isEmpty();
  }

  @Test
  @DisplayName("all layers are the same, and the head holds something: no threat")
  void sameData() throws Exception {
    TimedReplica other = replica("bbbbbbbb", 3, 3);
    isTheSame(best(replica("aaaaaaaa", 3, 3)), damaged(other));
    Files.delete(other.file(HEAD + ".meta"));
    isTheSame(best(replica("cccccccc", 3, 3)), damaged(other));
  }

  @Test
  @DisplayName("two heads that hold nothing are the same when they were made at one moment")
  void emptyHeads() throws Exception {
    Candidate best = best(replica("aaaaaaaa"));
    TimedReplica other = replica("bbbbbbbb");
    isTheSame(best, damaged(other));
    TimedReplica.created(other.file(HEAD + ".meta"), CLOSED.plusSeconds(3));
    TimedReplica.time(other.file(HEAD + ".meta"), CLOSED.plusSeconds(3));
    isAThreat(best, damaged(other));
    Files.delete(other.file(HEAD + ".meta"));
    isAThreat(best, damaged(other));
  }

  @Test
  @DisplayName("a layer that is no file any more, has another byte, or is one more is a threat")
  void anotherLayer() throws Exception {
    Candidate best = best(replica("aaaaaaaa", 3, 3));
    TimedReplica linked = replica("bbbbbbbb", 3, 3);
    Files.delete(linked.file(ONE));
    Files.createSymbolicLink(linked.file(ONE), best.orphan().directory().resolve(ONE));
    isAThreat(best, damaged(linked));
    isAThreat(best, damaged(replica("cccccccc", 3, 9)));
    TimedReplica more = replica("dddddddd", 3, 3);
    Files.copy(more.file(ONE), more.file("volume-snap-three.img"));
    isAThreat(best, damaged(more));
    TimedReplica headless = replica("eeeeeeee", 3, 3);
    Files.delete(headless.file(HEAD));
    isAThreat(best, damaged(headless));
    assertThat(doubts.get(0)).contains("it has no head to look at");
  }

  private static Optional<SavedReplica> saved(Instant failedAt, Instant savedAt) {
    Optional<Instant> healthy = failedAt == null ? Optional.of(BEGAN) : Optional.empty();
    Optional<History> history =
        Optional.ofNullable(savedAt)
            .map(at -> new History(Optional.of(at), healthy, Optional.empty(), Optional.empty()));
    return Optional.of(
        new SavedReplica("pvc-c", "pi1", "pvc-c-aaaaaaaa", Optional.ofNullable(failedAt), history));
  }

  private Candidate withoutTwo(String id) throws IOException {
    TimedReplica other = replica(id, 3, 3);
    Files.delete(other.file(TWO));
    return damaged(other);
  }

  @Test
  @DisplayName("a snapshot that the other one lost was written to until it was taken: no threat")
  void lostSnapshot() throws Exception {
    Candidate other = withoutTwo("bbbbbbbb");
    Candidate until = best(replica("aaaaaaaa", LAST, 3, 3), saved(null, null));
    isTheSame(until, other);
    Candidate before = best(replica("cccccccc", LAST.minus(TICK), 3, 3), saved(null, null));
    isAThreat(before, other);
  }

  @Test
  @DisplayName("the one that has that snapshot must have been saved as good after it was taken")
  void savedAfterTheSnapshot() throws Exception {
    Candidate other = withoutTwo("bbbbbbbb");
    TimedReplica own = replica("aaaaaaaa", LAST, 3, 3);
    isTheSame(best(own, saved(null, CLOSED.plusSeconds(60))), other);
    isAThreat(best(own, saved(null, CLOSED.plusSeconds(60).minus(TICK))), other);
    isAThreat(best(own, saved(CLOSED.minusSeconds(600), CLOSED.plusSeconds(600))), other);
    isAThreat(best(own), other);
  }

  @Test
  @DisplayName("one that was made and never filled is a threat only when it was saved as good")
  void neverFilled() throws Exception {
    Candidate best = best(replica("aaaaaaaa", 3, 3));
    Path directory = Files.createDirectory(folder.resolve("pvc-c-bbbbbbbb"));
    Files.writeString(
        directory.resolve("volume.meta"), "{\"Size\":" + SIZE + ",\"Head\":\"\",\"Dirty\":false}");
    Orphan orphan = Orphan.of("pi2", directory).orElseThrow();
    for (boolean good : new boolean[] {true, false}) {
      Optional<SavedReplica> said = saved(good ? null : BEGAN, null);
      Candidate empty = Candidate.read(orphan, said, Overrides.NONE, Base.NONE);
      judge(best, List.of(empty), List.of());
      assertThat(doubts.isEmpty()).as(doubts + "").isEqualTo(!good);
    }
    judge(
        best,
        List.of(Candidate.read(orphan, Optional.empty(), Overrides.NONE, Base.NONE)),
        List.of());
    assertThat(doubts).isEmpty();
  }

  @Test
  @DisplayName("one that failed more than a minute after an absent one had outlived it")
  void outlived() throws Exception {
    Instant failed = BEGAN.minusSeconds(600);
    SavedReplica gone = new SavedReplica("pvc-c", "pi9", "pvc-c-99999999", Optional.of(failed));
    TimedReplica own = replica("aaaaaaaa", 3, 3);
    Instant minute = failed.plusSeconds(60);
    judge(best(own, saved(minute, null)), List.of(), List.of(gone));
    assertThat(doubts).singleElement().asString().contains("pvc-c-99999999").contains("newer");
    judge(best(own, saved(minute.plus(TICK), null)), List.of(), List.of(gone));
    assertThat(doubts).isEmpty();
    judge(best(own, saved(null, null)), List.of(), List.of(gone));
    assertThat(doubts).as("it never failed").isEmpty();
  }
}
