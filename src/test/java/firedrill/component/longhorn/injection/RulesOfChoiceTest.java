package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.Decision.Outcome;
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
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule of choice by itself: what it says, and that it says it only then. */
class RulesOfChoiceTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;
  private static final Instant END = Instant.now().plus(Duration.ofDays(30));
  private static final Instant STALE = END.minus(Duration.ofDays(21));

  @TempDir Path folder;
  private final List<Orphan> orphans = new ArrayList<>();
  private final List<SavedReplica> saved = new ArrayList<>();
  private OptionalLong size = OptionalLong.of(SIZE);

  private MadeReplica replica(String node, String name, int bytes, int value, Instant written)
      throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve(node).resolve(name), bytes);
    replica.layer("volume-snap-one.img", bytes).fill(1, 1).fill(2, 2);
    replica.layer("volume-head-001.img", bytes).fill(3, value).finish();
    Files.setLastModifiedTime(replica.top(), FileTime.from(written));
    orphans.add(Orphan.of(node, replica.directory()).orElseThrow());
    return replica;
  }

  private void saved(String volume, String node, String name, Instant savedAt) {
    Optional<History> history =
        savedAt == null
            ? Optional.empty()
            : Optional.of(
                new History(
                    Optional.of(savedAt),
                    Optional.of(STALE),
                    Optional.of(STALE),
                    Optional.empty()));
    saved.add(new SavedReplica(volume, node, name, Optional.empty(), history));
  }

  private Candidates candidates() {
    return Candidates.of("pvc-c", orphans, saved, size);
  }

  private String line(Decision decision, String node) {
    return decision.all().stream()
        .map(Candidate::text)
        .filter(line -> line.contains(" on " + node + ":"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName(
      "a size that was saved at the end rules others out, one that was saved before does not")
  void savedSize() throws Exception {
    replica("pi1", "pvc-c-aaaaaaaa", SIZE, 3, END);
    replica("pi2", "pvc-c-bbbbbbbb", 2 * SIZE, 3, END);
    assertThat(line(candidates().decide(), "pi2")).contains("not its last state");
    assertThat(line(candidates().sizeMayHaveChanged().decide(), "pi2"))
        .doesNotContain("not its last state");
    saved("pvc-c", "pi1", "pvc-c-aaaaaaaa", null);
    assertThat(line(candidates().decide(), "pi2")).contains("not its last state");
    saved.clear();
    saved("pvc-c", "pi1", "pvc-c-aaaaaaaa", STALE);
    assertThat(line(candidates().decide(), "pi2")).doesNotContain("not its last state");
  }

  @Test
  @DisplayName("that none has the size that was saved is told, and only then")
  void noneHasIt() throws Exception {
    replica("pi1", "pvc-c-aaaaaaaa", SIZE, 3, END);
    replica("pi2", "pvc-c-bbbbbbbb", SIZE, 3, END);
    assertThat(candidates().decide().text()).doesNotContain("none of them has");
    size = OptionalLong.of(2L * SIZE);
    assertThat(candidates().decide().text())
        .contains("none of them has the " + 2L * SIZE + " B that the volume was saved with");
    size = OptionalLong.empty();
    assertThat(candidates().decide().text()).doesNotContain("none of them has");
  }

  @Test
  @DisplayName("where none can be used, those that were saved and are not here are named")
  void noneHere() throws Exception {
    saved("pvc-c", "pi3", "pvc-c-cccccccc", null);
    Decision none = candidates().decide();
    assertThat(none.outcome()).isEqualTo(Outcome.NONE);
    assertThat(none.text())
        .contains("no replica of pvc-c is here")
        .contains("pvc-c-cccccccc on pi3, saved as good, was not found");
    MadeReplica broken = replica("pi1", "pvc-c-aaaaaaaa", SIZE, 3, END);
    Files.write(broken.directory().resolve("volume.meta"), new byte[0]);
    assertThat(candidates().decide().text()).contains("no replica of pvc-c can be used as it is");
  }

  @Test
  @DisplayName("a replica that was saved by name is none of which nothing is known")
  void known() throws Exception {
    replica("pi1", "pvc-c-aaaaaaaa", SIZE, 3, END);
    saved("pvc-c", "pi1", "pvc-c-aaaaaaaa", STALE);
    assertThat(candidates().expecting(2).decide().text())
        .contains("the volume was saved with 2 replicas and 1 is here");
    saved("pvc-c", "pi2", "pvc-c-bbbbbbbb", STALE);
    assertThat(candidates().expecting(2).decide().text())
        .doesNotContain("the volume was saved with");
    assertThat(candidates().expecting(3).decide().text())
        .contains("the volume was saved with 3 replicas and 2 are here");
  }

  @Test
  @DisplayName("what was saved is of the directory on its node, and of none of two on one node")
  void copies() throws Exception {
    replica("pi1", "pvc-c-aaaaaaaa", SIZE, 3, END);
    replica("pi2", "pvc-c-aaaaaaaa", SIZE, 3, END);
    saved("pvc-c", "pi2", "pvc-c-aaaaaaaa", null);
    Decision decision = candidates().decide();
    assertThat(line(decision, "pi1")).doesNotContain("saved as good");
    assertThat(line(decision, "pi2")).contains("saved as good");
    orphans.clear();
    replica("pi3/disk-a", "pvc-c-bbbbbbbb", SIZE, 3, END);
    replica("pi3/disk-b", "pvc-c-bbbbbbbb", SIZE, 3, END);
    List<Orphan> one =
        orphans.stream().map(o -> new Orphan("pvc-c", "pi3", o.directory())).toList();
    saved.clear();
    saved("pvc-c", "pi3", "pvc-c-bbbbbbbb", null);
    assertThat(Candidates.of("pvc-c", one, saved, size).decide().table())
        .doesNotContain("saved as good");
  }

  @Test
  @DisplayName("that all are equal, or those of the end are, is told, and only then")
  void equalOnes() throws Exception {
    MadeReplica one = replica("pi1", "pvc-c-aaaaaaaa", SIZE, 3, END);
    replica("pi2", "pvc-c-bbbbbbbb", SIZE, 3, END);
    assertThat(candidates().decide().text())
        .contains("all 2 usable ones merge to the same content")
        .doesNotContain("those written to until the end");
    replica("pi3", "pvc-c-cccccccc", SIZE, 9, STALE);
    Decision two = candidates().decide();
    assertThat(two.outcome()).isEqualTo(Outcome.CERTAIN);
    assertThat(two.text())
        .contains("those written to until the end merge to the same content")
        .doesNotContain("usable ones merge");
    orphans.remove(1);
    assertThat(candidates().decide().outcome()).as("by one time alone").isEqualTo(Outcome.OPEN);
    MadeReplica.goOn(one.top());
    Decision alone = candidates().decide();
    assertThat(alone.require().orphan().node()).isEqualTo("pi1");
    assertThat(alone.text()).doesNotContain("merge to the same content");
  }

  @Test
  @DisplayName("how two differ is told: in size, or in how many blocks and where")
  void differences() throws Exception {
    size = OptionalLong.empty();
    replica("pi1", "pvc-c-aaaaaaaa", SIZE, 3, END);
    replica("pi2", "pvc-c-bbbbbbbb", SIZE, 9, END);
    assertThat(candidates().decide().text())
        .contains("differ in 1 blocks, the first at " + 3 * MadeReplica.BLOCK)
        .contains("which of them is the newer one is not known");
    orphans.remove(1);
    replica("pi3", "pvc-c-cccccccc", 2 * SIZE, 9, END);
    assertThat(candidates().decide().text()).contains(" differ in size");
  }

  @Test
  @DisplayName("a volume that was saved under its own name is nobody's renamed replica")
  void ownName() throws Exception {
    replica("pi1", "pvc-c-aaaaaaaa", SIZE, 3, STALE);
    replica("pi2", "pvc-c-0a1b2c3d-20240412", SIZE, 9, END);
    assertThat(candidates().decide().all()).hasSize(2);
    saved("pvc-c-0a1b2c3d", "pi2", "pvc-c-0a1b2c3d-20240412", null);
    assertThat(candidates().decide().all()).hasSize(1);
  }

  @Test
  @DisplayName(
      "a line tells all that is known of one: what was saved, what is odd, what a human said")
  void line() throws Exception {
    MadeReplica replica = replica("pi1", "pvc-c-aaaaaaaa", SIZE, 3, END);
    Path meta = replica.directory().resolve("volume.meta");
    String text = Files.readString(meta);
    Files.writeString(
        meta, text.replace("\"Rebuilding\":false", "\"Rebuilding\":true").stripTrailing() + "{}\n");
    saved("pvc-c", "pi1", "pvc-c-aaaaaaaa", null);
    assertThat(line(candidates().decide(), "pi1"))
        .contains("unreadable")
        .contains(", saved as good")
        .contains("; out: ");
    Decision said =
        candidates().override("pvc-c-aaaaaaaa", Overrides.parse(List.of("rebuilding"))).decide();
    assertThat(line(said, "pi1"))
        .contains("last written " + END)
        .contains("; warning: ")
        .contains("; by a human's word: REBUILDING is accepted");
  }

  @Test
  @DisplayName("one is larger than a volume by more than an encrypted one's header")
  void larger() throws Exception {
    MadeReplica replica = replica("pi1", "pvc-c-aaaaaaaa", SIZE, 3, END);
    size = OptionalLong.empty();
    Candidate plain = candidates().decide().all().get(0);
    assertThat(plain.largerThan(SIZE)).isFalse();
    assertThat(plain.largerThan(SIZE - 1)).isTrue();
    assertThat(plain.largerThan(SIZE + 1)).isFalse();
    Path meta = replica.directory().resolve("volume.meta");
    Files.writeString(
        meta, Files.readString(meta).replace("\"Encrypted\":false", "\"Encrypted\":true"));
    Candidate encrypted = candidates().decide().all().get(0);
    assertThat(encrypted.largerThan(SIZE - (16 << 20))).isFalse();
    assertThat(encrypted.largerThan(SIZE - (16 << 20) - 1)).isTrue();
    assertThat(encrypted.largerThan(SIZE)).isFalse();
  }
}
