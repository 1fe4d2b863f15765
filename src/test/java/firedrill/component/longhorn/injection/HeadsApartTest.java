package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.replica.Glimpse;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.component.longhorn.replica.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heads that are days apart, or were made apart: what their times order, to the nanosecond. */
class HeadsApartTest {
  private static final Instant NOON = Instant.parse("2026-04-13T12:00:00Z");
  private static final Duration TICK = Duration.ofNanos(1);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final int SIZE = 4 * MadeReplica.BLOCK;

  @TempDir Path folder;

  private record Clock(Duration off, boolean steady, Instant lastMade) {
    static final Clock AGREES = new Clock(Duration.ZERO, true, NOON);
    static final Clock UNKNOWN = new Clock(null, false, null);
    static final Clock FAR = new Clock(Duration.ofSeconds(61), true, NOON);
  }

  private static Candidate seen(String id, Path head, Instant written, Instant born, Clock clock) {
    return new Candidate(
        Orphan.named("pi-" + id, Path.of("/r/pvc-c-0000000" + id)),
        Optional.empty(),
        "",
        0,
        Optional.of(Problem.CORRUPT_META),
        Optional.of("damaged"),
        Optional.empty(),
        new Glimpse(
            Optional.of(new Glimpse.Head(head, written, SIZE)),
            Optional.ofNullable(born),
            Optional.ofNullable(clock.off()),
            Optional.ofNullable(clock.lastMade()),
            true,
            Optional.empty(),
            clock.steady(),
            List.of(),
            false),
        Optional.empty(),
        Optional.empty());
  }

  private static Candidate written(String id, Instant at, Clock clock) {
    return seen(id, Path.of("/r/volume-head-001.img"), at, null, clock);
  }

  private static Comparison heads(Candidate one, Candidate other) {
    Hearing said = new Hearing(one, other);
    new HeadTimes(one, other, Optional.empty()).lastWrites(said);
    return said.decide();
  }

  @Test
  @DisplayName("clocks of which nothing tells: more than a week and two minutes apart are ordered")
  void nothingTells() {
    Duration most = WEEK.plusSeconds(120);
    Candidate late = written("1", NOON, Clock.UNKNOWN);
    Candidate just = written("2", NOON.minus(most), Clock.UNKNOWN);
    Candidate more = written("3", NOON.minus(most).minus(TICK), Clock.UNKNOWN);
    assertThat(heads(late, just).reasons()).singleElement().asString().contains("not known to");
    assertThat(heads(late, just).likely()).isFalse();
    assertThat(heads(late, more).likely()).isTrue();
    assertThat(heads(more, late).likely()).isFalse();
  }

  @Test
  @DisplayName("more than a week apart: one clock may be known, or none, but none to be wrong")
  void oneClockTells() {
    Instant early = NOON.minus(WEEK).minusSeconds(121);
    Candidate late = written("1", NOON, Clock.AGREES);
    assertThat(heads(late, written("2", early, Clock.UNKNOWN)).likely()).isTrue();
    assertThat(heads(late, written("3", early, Clock.FAR)).likely()).isFalse();
    Candidate unknown = written("4", NOON, Clock.UNKNOWN);
    assertThat(heads(unknown, written("5", early, Clock.AGREES)).likely()).isTrue();
    assertThat(heads(unknown, written("6", early, Clock.FAR)).likely()).isFalse();
    assertThat(heads(written("7", NOON, Clock.FAR), written("8", early, Clock.FAR)).likely())
        .isFalse();
  }

  @Test
  @DisplayName("a replica that was opened again orders by itself what is more than a week apart")
  void openedAgain() {
    Clock again = new Clock(Duration.ZERO, false, NOON.minusSeconds(7));
    Duration most = WEEK.plusSeconds(10);
    Candidate late = written("1", NOON, Clock.AGREES);
    assertThat(heads(late, written("2", NOON.minus(most).minus(TICK), again)).likely()).isTrue();
    assertThat(heads(late, written("3", NOON.minus(most), again)).likely()).isFalse();
  }

  @Test
  @DisplayName("the one that was opened again is named, with the time of its newest layer")
  void whichWasOpenedAgain() {
    Clock again = new Clock(Duration.ZERO, false, NOON.minusSeconds(7));
    Candidate steady = written("1", NOON, Clock.AGREES);
    Candidate opened = written("2", NOON.minusSeconds(60), again);
    String named =
        "pvc-c-00000002 on pi-2 was opened again since its newest layer was made"
            + " (2026-04-13T11:59:53Z)";
    assertThat(String.join("\n", heads(steady, opened).reasons())).contains(named);
    assertThat(String.join("\n", heads(opened, steady).reasons())).contains(named);
    Candidate both = written("3", NOON, again);
    assertThat(String.join("\n", heads(both, opened).reasons()))
        .contains("pvc-c-00000003 on pi-3 was opened again");
    Candidate never = written("4", NOON, new Clock(Duration.ZERO, false, null));
    assertThat(String.join("\n", heads(never, opened).reasons())).contains("(when is not known)");
  }

  private Path head(String name, int... blocks) throws IOException {
    MadeReplica made = new MadeReplica(folder.resolve(name), SIZE);
    made.layer("volume-head-001.img", SIZE);
    for (int block : blocks) {
      made.fill(block, 7);
    }
    return made.top();
  }

  @Test
  @DisplayName(
      "heads that were made within a minute are compared block by block, later ones are not")
  void madeApart() throws Exception {
    Path more = head("more", 1, 2);
    Path less = head("less", 1);
    Candidate one = seen("1", more, NOON, NOON, Clock.AGREES);
    for (int apart : new int[] {-61, -60, 0, 60, 61}) {
      Instant born = NOON.plusSeconds(apart);
      Candidate other = seen("2", less, NOON, born, Clock.AGREES);
      Hearing said = new Hearing(other, one);
      new HeadTimes(other, one, Optional.empty()).blocks(said);
      boolean told = String.join("\n", said.decide().reasons()).contains("was never written to");
      assertThat(told).as("%d s apart", apart).isEqualTo(Math.abs(apart) <= 60);
    }
    Candidate nanos = seen("3", less, NOON, NOON.plusSeconds(60).plus(TICK), Clock.AGREES);
    Hearing said = new Hearing(nanos, one);
    new HeadTimes(nanos, one, Optional.empty()).blocks(said);
    assertThat(said.decide().reasons()).singleElement().asString().contains("together");
  }
}
