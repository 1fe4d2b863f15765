package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.SavedReplica.History;
import firedrill.component.longhorn.replica.Glimpse;
import firedrill.component.longhorn.replica.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How far times are believed, to the second; of replicas of which nothing else is known. */
class TimesTest {
  private static final Instant NOON = Instant.parse("2026-04-13T12:00:00Z");
  private static final Duration MOMENT = Duration.ofMillis(1);

  private static Candidate seen(
      String id, Instant written, Instant born, Duration clock, Instant lastMade) {
    Orphan orphan = Orphan.named("pi-" + id, Path.of("/r/pvc-c-0000000" + id));
    Path head = orphan.directory().resolve("volume-head-00" + id + ".img");
    return new Candidate(
        orphan,
        Optional.empty(),
        "",
        0,
        Optional.of(Problem.CORRUPT_META),
        Optional.of("damaged"),
        Optional.empty(),
        new Glimpse(
            Optional.ofNullable(written).map(at -> new Glimpse.Head(head, at, 4096)),
            Optional.ofNullable(born),
            Optional.ofNullable(clock),
            Optional.ofNullable(lastMade),
            true,
            Optional.empty(),
            true,
            java.util.List.of(),
            false),
        Optional.empty(),
        Optional.empty());
  }

  private static Candidate written(String id, Instant at) {
    return seen(id, at, null, Duration.ZERO, null);
  }

  private static Comparison heads(Candidate one, Candidate other, Duration known) {
    Hearing said = new Hearing(one, other);
    new HeadTimes(one, other, Optional.ofNullable(known)).lastWrites(said);
    return said.decide();
  }

  @Test
  @DisplayName("a head is newer when it was written to more than 10 s later, on clocks that agree")
  void tolerance() {
    Candidate late = written("1", NOON);
    Candidate ten = written("2", NOON.minusSeconds(10));
    Candidate more = written("3", NOON.minusSeconds(10).minus(MOMENT));
    assertThat(heads(late, ten, null).newer()).isFalse();
    assertThat(heads(late, ten, null).reasons()).singleElement().asString().contains("together");
    assertThat(heads(late, more, null).likely()).isTrue();
    assertThat(heads(late, more, null).reasons())
        .containsExactly(
            "pvc-c-00000003 on pi-3 was last written 10 s before pvc-c-00000001 on pi-1: it had"
                + " dropped out",
            "nothing but the time of its head says so, and whoever touches, mounts, repairs or"
                + " copies a head moves that");
    assertThat(heads(more, late, null).newer()).as("the other way round").isFalse();
    assertThat(heads(late, more, Duration.ofSeconds(1)).newer()).as("a human's word").isFalse();
  }

  @Test
  @DisplayName("what both clocks were off is added, whichever way, and beyond 60 s orders nothing")
  void clocksOff() {
    Candidate ahead = seen("1", NOON, null, Duration.ofSeconds(3), null);
    Candidate behind = seen("2", NOON.minusSeconds(17), null, Duration.ofSeconds(-4), null);
    Candidate further = seen("3", NOON.minusSeconds(18), null, Duration.ofSeconds(-4), null);
    assertThat(heads(ahead, behind, null).newer()).isFalse();
    assertThat(heads(ahead, further, null).likely()).isTrue();
    Candidate far = seen("4", NOON.minusSeconds(9000), null, Duration.ofSeconds(60), null);
    Candidate farther = seen("5", NOON.minusSeconds(9000), null, Duration.ofSeconds(61), null);
    assertThat(heads(ahead, far, null).likely()).isTrue();
    assertThat(heads(ahead, farther, null).newer()).isFalse();
    assertThat(heads(ahead, farther, null).reasons())
        .singleElement()
        .asString()
        .contains("are not known to agree", NOON.toString());
    assertThat(heads(ahead, farther, Duration.ZERO).likely()).as("a human knows").isTrue();
    Candidate silent = seen("6", NOON.minusSeconds(9000), null, null, null);
    assertThat(heads(ahead, silent, null).newer()).as("a clock of which nothing tells").isFalse();
  }

  @Test
  @DisplayName("without a head to look at, neither is newer, and the one that lacks it is named")
  void unseen() {
    Candidate seen = written("1", NOON);
    Candidate unseen = written("2", null);
    assertThat(heads(seen, unseen, null).reasons())
        .containsExactly("when pvc-c-00000002 on pi-2 was last written to is not known");
    assertThat(heads(unseen, seen, null).reasons())
        .containsExactly("when pvc-c-00000002 on pi-2 was last written to is not known");
  }

  @Test
  @DisplayName("a clock was wrong: before its birth, before Longhorn, or more than a year ahead")
  void wrongClocks() {
    Candidate born = seen("1", NOON.minusSeconds(5), NOON, Duration.ZERO, null);
    assertThat(HeadTimes.problem(born)).isEmpty();
    Candidate early = seen("2", NOON.minusSeconds(5).minus(MOMENT), NOON, Duration.ZERO, null);
    assertThat(HeadTimes.problem(early)).get().asString().contains("before its head was made at");
    assertThat(HeadTimes.problem(written("3", Glimpse.FIRST_ENGINE))).isEmpty();
    assertThat(HeadTimes.problem(written("4", Glimpse.FIRST_ENGINE.minus(MOMENT))))
        .get()
        .asString()
        .contains("before there was a Longhorn");
    Instant now = Instant.now();
    assertThat(HeadTimes.problem(written("5", now.plus(Duration.ofDays(365))))).isEmpty();
    Candidate future = written("6", now.plus(Duration.ofDays(367)));
    assertThat(HeadTimes.problem(future)).get().asString().contains("yet to come");
    assertThat(heads(future, written("7", NOON), null).reasons())
        .singleElement()
        .asString()
        .contains("yet to come");
    assertThat(heads(written("7", NOON), future, null).newer()).isFalse();
    assertThat(HeadTimes.problem(written("8", null))).as("nothing to be wrong").isEmpty();
  }

  @Test
  @DisplayName("two heads were written together within the tolerance, and only then")
  void together() {
    Candidate one = written("1", NOON);
    Candidate near = written("2", NOON.plusSeconds(10));
    Candidate apart = written("3", NOON.plusSeconds(11));
    assertThat(new HeadTimes(one, near, Optional.empty()).together()).isTrue();
    assertThat(new HeadTimes(near, one, Optional.empty()).together()).isTrue();
    assertThat(new HeadTimes(one, apart, Optional.empty()).together()).isFalse();
    assertThat(new HeadTimes(one, written("4", null), Optional.empty()).together()).isFalse();
    assertThat(new HeadTimes(written("4", null), one, Optional.empty()).together()).isFalse();
    Candidate wrong = seen("5", NOON, NOON.plusSeconds(60), Duration.ZERO, null);
    assertThat(new HeadTimes(one, wrong, Optional.empty()).together()).isFalse();
    assertThat(new HeadTimes(wrong, one, Optional.empty()).together()).isFalse();
  }

  private static Comparison births(Candidate one, Candidate other) {
    Hearing said = new Hearing(one, other);
    new LayerTimes(one, other).births(said);
    return said.decide();
  }

  @Test
  @DisplayName("who began its head more than a minute later took part in a snapshot")
  void missedSnapshot() {
    Candidate late = seen("1", NOON, NOON, null, null);
    Candidate minute = seen("2", NOON, NOON.minusSeconds(60), null, null);
    Candidate more = seen("3", NOON, NOON.minusSeconds(60).minus(MOMENT), null, null);
    assertThat(births(late, minute).newer()).isFalse();
    assertThat(births(minute, late).newer()).isFalse();
    assertThat(births(late, more).newer()).isTrue();
    assertThat(births(late, more).reasons())
        .singleElement()
        .asString()
        .contains("pvc-c-00000001 on pi-1 took part in a snapshot at " + NOON)
        .contains("pvc-c-00000003 on pi-3 did not");
    assertThat(births(more, late).newer()).isFalse();
    assertThat(births(late, seen("4", NOON, null, null, null)).newer()).isFalse();
    assertThat(births(seen("4", NOON, null, null, null), late).newer()).isFalse();
  }

  @Test
  @DisplayName("a layer that was made more than a second after a failure shows a rebuild")
  void rebuiltSince() {
    assertThat(LayerTimes.rebuiltSince(seen("1", NOON, null, null, NOON), NOON)).isFalse();
    Instant second = NOON.plusSeconds(1);
    assertThat(LayerTimes.rebuiltSince(seen("1", NOON, null, null, second), NOON)).isFalse();
    assertThat(LayerTimes.rebuiltSince(seen("1", NOON, null, null, second.plus(MOMENT)), NOON))
        .isTrue();
    assertThat(LayerTimes.rebuiltSince(seen("1", NOON, null, null, null), NOON)).isFalse();
  }

  private static SavedReplica saved(Instant savedAt) {
    History history =
        new History(
            Optional.ofNullable(savedAt), Optional.of(NOON), Optional.of(NOON), Optional.empty());
    return new SavedReplica("v", "n", "d", Optional.empty(), Optional.of(history));
  }

  @Test
  @DisplayName("what was saved knows a moment when it was saved a minute later or more")
  void knows() {
    assertThat(saved(NOON.plusSeconds(60)).knows(NOON)).isTrue();
    assertThat(saved(NOON.plusSeconds(60).minus(MOMENT)).knows(NOON)).isFalse();
    assertThat(saved(null).knows(NOON)).as("of an unknown moment").isFalse();
    SavedReplica end = new SavedReplica("v", "n", "d", Optional.empty());
    assertThat(end.knows(Instant.MAX)).as("of the very end").isTrue();
    assertThat(end.ofTheEnd()).isTrue();
    assertThat(saved(NOON).ofTheEnd()).isFalse();
  }

  @Test
  @DisplayName("it is said in words how a replica stood, and as of when")
  void standingInWords() {
    assertThat(saved(NOON).text()).isEqualTo("saved as good (as of " + NOON + ")");
    assertThat(saved(null).text()).isEqualTo("saved as good (of an unknown moment)");
    assertThat(new SavedReplica("v", "n", "d", Optional.of(NOON)).text())
        .isEqualTo("saved as failed at " + NOON);
    History never =
        new History(Optional.of(NOON), Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(new SavedReplica("v", "n", "d", Optional.empty(), Optional.of(never)).text())
        .isEqualTo("saved while it was rebuilt or just salvaged (as of " + NOON + ")");
  }

  @Test
  @DisplayName("salvaged is who failed after it was last seen healthy; at that moment it is not")
  void salvaged() {
    assertThat(standing(NOON, NOON)).isEqualTo(SavedReplica.Standing.GOOD);
    assertThat(standing(NOON, NOON.plus(MOMENT))).isEqualTo(SavedReplica.Standing.DOUBTFUL);
    assertThat(standing(null, NOON)).as("older managers").isEqualTo(SavedReplica.Standing.DOUBTFUL);
    assertThat(standing(null, null)).isEqualTo(SavedReplica.Standing.GOOD);
  }

  private static SavedReplica.Standing standing(Instant lastHealthy, Instant lastFailed) {
    History history =
        new History(
            Optional.of(NOON),
            Optional.of(NOON),
            Optional.ofNullable(lastHealthy),
            Optional.ofNullable(lastFailed));
    return new SavedReplica("v", "n", "d", Optional.empty(), Optional.of(history)).standing();
  }

  private static Hearing hearing(Candidate one, Candidate other) {
    return new Hearing(one, other);
  }

  @Test
  @DisplayName("one witness decides when none contradicts; all that was said is told otherwise")
  void hearings() {
    Candidate one = written("1", NOON);
    Candidate other = written("2", NOON);
    Hearing alone = hearing(one, other);
    alone.newer(one, "a");
    assertThat(alone.decide()).isEqualTo(new Comparison(true, false, java.util.List.of("a")));
    assertThat(alone.isToldOfAll()).isFalse();
    alone.tookPart();
    assertThat(alone.isToldOfAll()).isTrue();
    alone.newer(other, "b");
    assertThat(alone.decide())
        .isEqualTo(
            new Comparison(
                false, false, java.util.List.of("a", "b", "these contradict each other")));
    Hearing against = hearing(one, other);
    against.newer(one, "a");
    against.neither("c");
    assertThat(against.decide().reasons()).containsExactly("a", "c", "these contradict each other");
    Hearing unordered = hearing(one, other);
    unordered.newer(one, "a");
    unordered.unordered("d");
    assertThat(unordered.decide())
        .isEqualTo(new Comparison(false, false, java.util.List.of("a", "d")));
    unordered.missedSnapshot(one, "e");
    assertThat(unordered.decide())
        .isEqualTo(new Comparison(true, false, java.util.List.of("a", "e")));
    Hearing behind = hearing(one, other);
    behind.newer(other, "b");
    assertThat(behind.decide()).isEqualTo(new Comparison(false, false, java.util.List.of("b")));
  }
}
