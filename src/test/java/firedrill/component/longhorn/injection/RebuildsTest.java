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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replica tells by the snapshot of a rebuild that there was another one then. */
class RebuildsTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;
  private static final Instant END = Instant.now().plus(Duration.ofDays(30));
  private static final Instant LONG_AGO = END.minus(Duration.ofDays(29));
  private static final Instant REBUILT = END.minus(Duration.ofDays(10));
  private static final String REBUILD = "volume-snap-rebuild.img";

  @TempDir Path folder;
  private final List<Orphan> orphans = new ArrayList<>();
  private final List<SavedReplica> saved = new ArrayList<>();

  private TimedReplica begin(String id) throws IOException {
    String node = "pi" + (orphans.size() + 1);
    Path directory = folder.resolve(node).resolve("pvc-c-" + id);
    orphans.add(Orphan.named(node, directory));
    return new TimedReplica(directory, SIZE)
        .layer("volume-snap-s1.img", LONG_AGO, LONG_AGO, 1, 1, 9, 9);
  }

  private static void system(TimedReplica replica, String snapshot) throws IOException {
    Path meta = replica.file(snapshot + ".meta");
    FileTime time = Files.getLastModifiedTime(meta);
    String text = Files.readString(meta);
    assertThat(text).contains("UserCreated\":true");
    Files.writeString(meta, text.replace("UserCreated\":true", "UserCreated\":false"));
    Files.setLastModifiedTime(meta, time);
  }

  /** It took part in a snapshot ten days ago, and until the end. */
  private TimedReplica fresh(String id, String snapshot, Instant end) throws IOException {
    TimedReplica replica = begin(id);
    replica.layer(snapshot, REBUILT, REBUILT, 5, 4);
    return replica.layer("volume-head-002.img", REBUILT, end, 5, 5, 7, 7).finish();
  }

  private void stale() throws IOException {
    begin("aaaaaaaa")
        .layer("volume-head-001.img", LONG_AGO, END.minus(Duration.ofDays(20)), 5, 1)
        .finish();
  }

  private void saved(String id, Instant at) {
    Optional<Instant> healthy = Optional.of(LONG_AGO);
    saved.add(
        new SavedReplica(
            "pvc-c",
            "pi1",
            "pvc-c-" + id,
            Optional.empty(),
            Optional.of(new History(Optional.of(at), healthy, healthy, Optional.empty()))));
  }

  private Decision decided(Outcome outcome) throws IOException {
    Decision decision = Candidates.of("pvc-c", orphans, saved, OptionalLong.empty()).decide();
    assertThat(decision.outcome()).as(decision.text() + "\n" + decision.table()).isEqualTo(outcome);
    return decision;
  }

  private void certain(String id) throws IOException {
    assertThat(decided(Outcome.CERTAIN).require().orphan().name()).isEqualTo("pvc-c-" + id);
  }

  @Test
  @DisplayName("nobody else has the snapshot of its last rebuild: who was filled is not here: open")
  void partnerIsNotHere() throws Exception {
    stale();
    TimedReplica fresh = fresh("bbbbbbbb", REBUILD, END);
    certain("bbbbbbbb");
    system(fresh, REBUILD);
    assertThat(decided(Outcome.OPEN).text())
        .contains(
            "pvc-c-bbbbbbbb on pi2 took part in a rebuild that began at "
                + REBUILT.toString().replaceAll("\\.[0-9]+", ""),
            REBUILD,
            "Name the disks of all nodes",
            "choose by hand");
    assertThat(
            Candidates.of("pvc-c", orphans, saved, OptionalLong.empty())
                .choose("pvc-c-bbbbbbbb")
                .outcome())
        .isEqualTo(Outcome.BY_HAND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"good", "dropped out since", "unreadable, and the same"})
  @DisplayName("another one has it, whatever became of that one: it is judged as it lies here")
  void partnerIsHere(String partner) throws Exception {
    system(fresh("bbbbbbbb", REBUILD, END), REBUILD);
    boolean out = partner.equals("dropped out since");
    TimedReplica other = fresh("cccccccc", REBUILD, out ? END.minus(Duration.ofDays(5)) : END);
    if (out) {
      MadeReplica.goOn(folder.resolve("pi1/pvc-c-bbbbbbbb/volume-head-002.img"));
    } else if (!partner.equals("good")) {
      Files.write(other.file("volume.meta"), new byte[0]);
    }
    Decision decision = decided(Outcome.CERTAIN);
    assertThat(decision.text()).doesNotContain("took part in a rebuild");
    assertThat(decision.require().hash()).isEqualTo(decision.all().get(0).hash()).isNotEmpty();
  }

  @Test
  @DisplayName("its own copy is no other one")
  void ownCopy() throws Exception {
    TimedReplica fresh = fresh("bbbbbbbb", REBUILD, END);
    system(fresh, REBUILD);
    system(fresh("bbbbbbbb.bak", REBUILD, END), REBUILD);
    assertThat(decided(Outcome.OPEN).text()).contains("took part in a rebuild");
  }

  @Test
  @DisplayName(
      "saved after the rebuild began, the file names who took part; one of before does not")
  void savedSince() throws Exception {
    system(fresh("bbbbbbbb", REBUILD, END), REBUILD);
    saved("bbbbbbbb", REBUILT.minusSeconds(1));
    decided(Outcome.OPEN);
    saved.clear();
    saved("bbbbbbbb", REBUILT.plusSeconds(59));
    assertThat(decided(Outcome.OPEN).text()).as("clocks differ").contains("in a rebuild");
    saved.clear();
    saved("bbbbbbbb", REBUILT.plusSeconds(61));
    certain("bbbbbbbb");
  }

  @Test
  @DisplayName(
      "that nothing was written after the file, which is of before the rebuild, is believed")
  void savedAtTheEnd() throws Exception {
    system(fresh("bbbbbbbb", REBUILD, END), REBUILD);
    saved("bbbbbbbb", REBUILT.minusSeconds(100));
    Candidates candidates = Candidates.of("pvc-c", orphans, saved, OptionalLong.empty());
    assertThat(candidates.savedAtTheEnd().decide().outcome()).isEqualTo(Outcome.CERTAIN);
  }

  @Test
  @DisplayName("only the newest one tells: that of a rebuild before it was shared with who is gone")
  void newestTells() throws Exception {
    TimedReplica one = begin("bbbbbbbb");
    one.layer("volume-snap-before.img", LONG_AGO.plusSeconds(90), LONG_AGO.plusSeconds(90), 9, 9);
    one.layer(REBUILD, REBUILT, REBUILT, 5, 4);
    one.layer("volume-head-002.img", REBUILT, END, 5, 5, 7, 7).finish();
    system(one, "volume-snap-before.img");
    system(one, REBUILD);
    system(fresh("cccccccc", REBUILD, END.minus(Duration.ofDays(5))), REBUILD);
    assertThat(decided(Outcome.CERTAIN).text()).doesNotContain("in a rebuild");
  }

  @Test
  @DisplayName("an expansion, and what was restored or cloned, are no rebuild")
  void noRebuild() throws Exception {
    TimedReplica expanded = fresh("bbbbbbbb", "volume-snap-expand-" + SIZE + ".img", END);
    system(expanded, "volume-snap-expand-" + SIZE + ".img");
    certain("bbbbbbbb");
    orphans.clear();
    TimedReplica restored = fresh("cccccccc", REBUILD, END);
    Files.writeString(restored.file(REBUILD + ".meta"), "{\"Parent\":\"volume-snap-s1.img\"}");
    certain("cccccccc");
  }
}
