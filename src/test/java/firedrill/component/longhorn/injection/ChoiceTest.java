package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.Decision.Outcome;
import firedrill.component.longhorn.injection.SavedReplica.History;
import firedrill.component.longhorn.replica.MadeReplica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it takes that a difference counts as writes in flight, or a stranger as another volume. */
class ChoiceTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;

  /** Ahead of now, so that no layer is older than its file. */
  private static final Instant BEGAN =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(1));

  private static final Instant END = BEGAN.plus(Duration.ofDays(9));
  private static final String ONE_OF_THEM = "the saved resources name only those of one of them";

  @TempDir Path folder;
  private final List<Orphan> orphans = new ArrayList<>();
  private final List<SavedReplica> saved = new ArrayList<>();

  private TimedReplica replica(String id, Instant began, Instant end, int value)
      throws IOException {
    TimedReplica replica = new TimedReplica(folder.resolve("pvc-c-" + id), SIZE);
    String snapshot = "volume-snap-" + began.getEpochSecond() + ".img";
    replica.layer(snapshot, began, began, 1, 1, 2, 2);
    replica.layer("volume-head-001.img", began, end, 3, value).finish();
    orphans.add(Orphan.of("pi" + (orphans.size() + 1), replica.directory()).orElseThrow());
    return replica;
  }

  /**
   * Saved as good.
   *
   * @param at null for the volume's very end
   */
  private void good(String id, Instant at) {
    Optional<Instant> since = Optional.of(BEGAN);
    Optional<History> history =
        Optional.ofNullable(at).map(when -> new History(Optional.of(when), since, since, none()));
    saved.add(new SavedReplica("pvc-c", "pi", "pvc-c-" + id, Optional.empty(), history));
  }

  private static Optional<Instant> none() {
    return Optional.empty();
  }

  private Decision decided(Outcome outcome) throws IOException {
    Decision decision = Candidates.of("pvc-c", orphans, saved, OptionalLong.empty()).decide();
    assertThat(decision.outcome()).as(decision.text() + "\n" + decision.table()).isEqualTo(outcome);
    return decision;
  }

  /** Whether their nodes' clocks agreed is not known: both were opened again since. */
  private void differing() throws IOException {
    replica("aaaaaaaa", BEGAN, END, 3).opened(END.minusSeconds(3600));
    replica("bbbbbbbb", BEGAN, END.minusMillis(3), 9).opened(END.minusSeconds(3600));
  }

  @Test
  @DisplayName("both were saved as good at the very end: what differs was in flight")
  void bothOfTheEnd() throws Exception {
    differing();
    good("aaaaaaaa", null);
    good("bbbbbbbb", null);
    Decision decision = decided(Outcome.CERTAIN);
    assertThat(decision.require().orphan().name()).isEqualTo("pvc-c-aaaaaaaa");
    assertThat(decision.text()).contains("writes in flight, which nobody was told of");
  }

  @Test
  @DisplayName("one of the two was saved later than at the end, on clocks that are not known: open")
  void oneOfTheEnd() throws Exception {
    differing();
    Instant later = END.plusSeconds(600);
    good("aaaaaaaa", null);
    good("bbbbbbbb", later);
    assertThat(decided(Outcome.OPEN).text()).doesNotContain("writes in flight");
    saved.clear();
    good("aaaaaaaa", later);
    good("bbbbbbbb", null);
    assertThat(decided(Outcome.OPEN).text()).doesNotContain("writes in flight");
  }

  @Test
  @DisplayName("that only a head's time says so is not said where a second replica says so too")
  void seconded() throws Exception {
    replica("aaaaaaaa", BEGAN, END, 3);
    replica("cccccccc", BEGAN, END.minusSeconds(5000), 9);
    assertThat(decided(Outcome.OPEN).text()).contains(Hearing.BY_TIME);
    replica("bbbbbbbb", BEGAN, END, 3);
    assertThat(decided(Outcome.CERTAIN).text()).doesNotContain(Hearing.BY_TIME);
  }

  @Test
  @DisplayName(
      "beside a new volume of that name: of two that were saved the newer one, in any order")
  void newestOfTheSaved() throws Exception {
    replica("aaaaaaaa", BEGAN, END.minusMillis(3), 3);
    replica("bbbbbbbb", BEGAN, END, 9);
    replica("cccccccc", END.plusSeconds(600), END.plusSeconds(1200), 5);
    good("aaaaaaaa", null);
    good("bbbbbbbb", null);
    Decision decision = decided(Outcome.CERTAIN);
    assertThat(decision.require().orphan().name()).isEqualTo("pvc-c-bbbbbbbb");
    assertThat(decision.text()).contains(ONE_OF_THEM);
  }

  @Test
  @DisplayName("beside a new volume of that name: the saved one is not called the only usable one")
  void onlySavedOne() throws Exception {
    replica("aaaaaaaa", BEGAN, END, 3);
    replica("cccccccc", END.plusSeconds(600), END.plusSeconds(1200), 5);
    good("aaaaaaaa", null);
    assertThat(decided(Outcome.CERTAIN).text())
        .contains(ONE_OF_THEM)
        .doesNotContain("the only one that can be used");
  }

  @Test
  @DisplayName("what was saved names two volumes of that name, and there is a third one: open")
  void savedOnesOfTwoLives() throws Exception {
    replica("aaaaaaaa", BEGAN, END, 3);
    replica("bbbbbbbb", END.plusSeconds(600), END.plusSeconds(1200), 9);
    replica("cccccccc", END.plusSeconds(1800), END.plusSeconds(2400), 5);
    good("aaaaaaaa", null);
    good("bbbbbbbb", null);
    assertThat(decided(Outcome.OPEN).text())
        .contains("the newer one may hold no more than an empty file system")
        .doesNotContain(ONE_OF_THEM);
  }

  @Test
  @DisplayName("a volume whose name may be a replica's is doubted unless it was saved by that name")
  void doubtfulName() throws Exception {
    String volume = "pvc-c-0a1b2c3d";
    Path own = folder.resolve(volume + "-aaaaaaaa");
    TimedReplica replica = new TimedReplica(own, SIZE);
    replica.layer("volume-head-000.img", BEGAN, END, 3, 3).finish();
    orphans.add(Orphan.of("pi1", own).orElseThrow());
    replica("bbbbbbbb", BEGAN, END, 9);
    good("bbbbbbbb", null);
    String doubt = volume + " may be a volume of its own, or a replica of pvc-c";
    assertThat(Candidates.of(volume, orphans, saved, OptionalLong.empty()).decide().text())
        .contains(doubt);
    saved.add(new SavedReplica(volume, "pi1", volume + "-aaaaaaaa", Optional.empty()));
    assertThat(Candidates.of(volume, orphans, saved, OptionalLong.empty()).decide().text())
        .doesNotContain("may be a volume of its own");
  }

  @Test
  @DisplayName("a head that was touched on a whole replica of the end is no write of its own")
  void headTime() throws Exception {
    TimedReplica one = replica("aaaaaaaa", BEGAN, END, 3);
    Files.setLastModifiedTime(one.file("volume-head-001.img"), FileTime.from(END.plusSeconds(9)));
    replica("bbbbbbbb", BEGAN, END, 3);
    assertThat(decided(Outcome.CERTAIN).text()).contains("merge to the same content");
  }
}
