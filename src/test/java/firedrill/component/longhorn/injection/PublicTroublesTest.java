package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.Decision.Outcome;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.component.longhorn.replica.Overrides;
import firedrill.component.longhorn.replica.Problem;
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

/** States of replica directories that were reported to Longhorn's tracker (the number is there). */
class PublicTroublesTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;
  private static final Instant END = Instant.now().plus(Duration.ofDays(30));
  private static final String HEAD = "volume-head-002.img";

  @TempDir Path folder;
  private final List<Orphan> orphans = new ArrayList<>();
  private final List<SavedReplica> saved = new ArrayList<>();

  private Path replica(String id, int value, Instant end) throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve("pvc-c-" + id), SIZE);
    replica.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    replica.layer("volume-snap-two.img", SIZE).fill(2, 7);
    replica.layer(HEAD, SIZE).fill(3, value).finish();
    Files.setLastModifiedTime(replica.top(), FileTime.from(end));
    listed(replica.directory());
    return replica.directory();
  }

  private static void goOn(Path replica) throws IOException {
    MadeReplica.goOn(replica.resolve(HEAD));
  }

  private void listed(Path directory) {
    orphans.add(Orphan.named("pi" + (orphans.size() + 1), directory));
  }

  private static void change(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  private Candidates candidates() {
    return Candidates.of("pvc-c", orphans, saved, OptionalLong.empty());
  }

  private Decision decided(Outcome outcome) throws IOException {
    Decision decision = candidates().decide();
    assertThat(decision.outcome()).as(decision.text() + "\n" + decision.table()).isEqualTo(outcome);
    return decision;
  }

  private void certain(String name) throws IOException {
    assertThat(decided(Outcome.CERTAIN).require().orphan().name()).isEqualTo("pvc-c-" + name);
  }

  @Test
  @DisplayName(
      "1298: a snapshot was deleted in one replica: the whole one, if it was saved as good after")
  void snapshotDeleted() throws Exception {
    Files.delete(replica("aaaaaaaa", 3, END).resolve("volume-snap-two.img"));
    replica("bbbbbbbb", 3, END);
    decided(Outcome.OPEN);
    Instant closed = Instant.now();
    saved(closed.plus(Duration.ofDays(1)), closed, Optional.empty());
    certain("bbbbbbbb");
    saved(closed.minus(Duration.ofDays(1)), closed, Optional.empty());
    decided(Outcome.OPEN);
    saved(closed.plus(Duration.ofDays(1)), null, Optional.empty());
    decided(Outcome.OPEN);
  }

  /**
   * @param healthy null of one that was being rebuilt
   */
  private void saved(Instant at, Instant healthy, Optional<Instant> failed) {
    saved.clear();
    for (Orphan o : orphans) {
      saved.add(
          new SavedReplica(
              "pvc-c",
              o.node(),
              o.name(),
              failed,
              Optional.of(
                  new SavedReplica.History(
                      Optional.of(at),
                      Optional.ofNullable(healthy),
                      Optional.ofNullable(healthy),
                      Optional.empty()))));
    }
  }

  @Test
  @DisplayName("1298: a snapshot was changed in one replica: open, and the snapshot is the reason")
  void snapshotChanged() throws Exception {
    Path changed = replica("aaaaaaaa", 3, END).resolve("volume-snap-two.img");
    byte[] bytes = Files.readAllBytes(changed);
    bytes[2 * MadeReplica.BLOCK] ^= 1;
    Files.write(changed, bytes);
    replica("bbbbbbbb", 3, END);
    decided(Outcome.OPEN);
  }

  @Test
  @DisplayName("1253: a parent that is none, in one replica: the whole one, since the heads agree")
  void dummyParent() throws Exception {
    Path meta = replica("aaaaaaaa", 3, END).resolve("volume-snap-two.img.meta");
    change(meta, "volume-snap-one.img", "dummy.img");
    replica("bbbbbbbb", 3, END);
    certain("bbbbbbbb");
  }

  @Test
  @DisplayName("3469: the only replica was being rebuilt: none, until a human accepts that")
  void onlyARebuildingOne() throws Exception {
    Path meta = replica("aaaaaaaa", 3, END).resolve("volume.meta");
    change(meta, "\"Rebuilding\":false", "\"Rebuilding\":true");
    decided(Outcome.NONE);
    Decision accepted =
        candidates()
            .override("pvc-c-aaaaaaaa", Overrides.NONE.accept(Problem.REBUILDING))
            .choose("pvc-c-aaaaaaaa");
    assertThat(accepted.outcome()).isEqualTo(Outcome.BY_HAND);
    assertThat(accepted.text()).contains("REBUILDING is accepted");
  }

  @Test
  @DisplayName("cut in the middle of a rebuild: the source is certain, since the heads agree")
  void cutWhileRebuilding() throws Exception {
    Path meta = replica("aaaaaaaa", 3, END).resolve("volume.meta");
    change(meta, "\"Rebuilding\":false", "\"Rebuilding\":true");
    replica("bbbbbbbb", 3, END);
    certain("bbbbbbbb");
  }

  @Test
  @DisplayName(
      "5169: the head is a directory: nothing is read from it, and nothing else is certain")
  void headIsADirectory() throws Exception {
    Path head = replica("aaaaaaaa", 3, END).resolve(HEAD);
    Files.delete(head);
    Files.createDirectory(head);
    assertThat(decided(Outcome.NONE).table()).contains("is not a regular file");
    replica("bbbbbbbb", 9, END.minus(Duration.ofDays(21)));
    decided(Outcome.OPEN);
  }

  @Test
  @DisplayName("7174: an expansion that failed half-way: the old head is gone, the new one empty")
  void expansionHalfWay() throws Exception {
    Path directory = replica("aaaaaaaa", 3, END);
    Files.delete(directory.resolve(HEAD));
    Files.delete(directory.resolve(HEAD + ".meta"));
    Files.createFile(directory.resolve("volume-head-003.img"));
    assertThat(decided(Outcome.NONE).table()).contains(HEAD);
    Decision derived = candidates().override("pvc-c-aaaaaaaa", Overrides.NONE.derive()).decide();
    assertThat(derived.outcome()).isEqualTo(Outcome.NONE);
    assertThat(derived.table()).contains("has 0 B");
  }

  @Test
  @DisplayName("7425: a snapshot without metadata that is not in the chain is left alone")
  void strayLayer() throws Exception {
    Path directory = replica("aaaaaaaa", 3, END);
    Files.write(directory.resolve("volume-snap-stray.img"), new byte[SIZE]);
    certain("aaaaaaaa");
  }

  @Test
  @DisplayName("6391: one was expanded and nobody had asked for it: it is not chosen for its size")
  void unexpectedExpansion() throws Exception {
    MadeReplica grown = new MadeReplica(folder.resolve("pvc-c-aaaaaaaa"), 2 * SIZE);
    grown.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    grown.layer("volume-snap-expand-" + 2 * SIZE + ".img", SIZE).fill(2, 7);
    grown.layer("volume-head-003.img", 2 * SIZE).fill(3, 9).finish();
    Files.setLastModifiedTime(grown.top(), FileTime.from(END.minus(Duration.ofDays(2))));
    listed(grown.directory());
    replica("bbbbbbbb", 3, END);
    Decision decision = candidates().decide();
    assertThat(decision.chosen().filter(c -> c.orphan().name().endsWith("aaaaaaaa"))).isEmpty();
  }

  @Test
  @DisplayName("two that dropped out together are no majority against the one that went on")
  void noMajority() throws Exception {
    Instant out = END.minus(Duration.ofDays(2));
    replica("aaaaaaaa", 9, out);
    replica("bbbbbbbb", 9, out);
    goOn(replica("cccccccc", 3, END));
    certain("cccccccc");
    Files.write(folder.resolve("pvc-c-cccccccc/volume.meta"), new byte[0]);
    decided(Outcome.OPEN);
  }

  @Test
  @DisplayName("2212: five left-overs of reboots: the last written one, whatever the others are")
  void fiveLeftOvers() throws Exception {
    for (int i = 1; i <= 4; i++) {
      replica("0000000" + i, 10 + i, END.minus(Duration.ofDays(i)));
    }
    goOn(replica("eeeeeeee", 3, END));
    certain("eeeeeeee");
  }

  @Test
  @DisplayName("9988: the engine made volume.meta and a head anew, beside the layers: not certain")
  void headMadeAnew() throws Exception {
    Path directory = replica("aaaaaaaa", 3, END);
    Files.delete(directory.resolve(HEAD));
    Files.delete(directory.resolve(HEAD + ".meta"));
    MadeReplica anew = new MadeReplica(directory, SIZE);
    anew.layer("volume-head-000.img", SIZE).finish();
    assertThat(decided(Outcome.OPEN).text())
        .contains("stands on nothing", "volume-snap-two.img: the head may have been made anew");
    Decision named =
        candidates()
            .override(
                "pvc-c-aaaaaaaa",
                Overrides.NONE.parent("volume-head-000.img", "volume-snap-two.img"))
            .choose("pvc-c-aaaaaaaa");
    assertThat(named.require().bytes()).isEqualTo(2L * MadeReplica.BLOCK);
  }

  @Test
  @DisplayName("an engine has made a directory and nothing in it: it is no rival")
  void emptyDirectory() throws Exception {
    replica("aaaaaaaa", 3, END);
    listed(Files.createDirectory(folder.resolve("pvc-c-bbbbbbbb")));
    certain("aaaaaaaa");
  }

  @Test
  @DisplayName("somebody's copy of before a repair, under another name: the original is newer")
  void copyOfBefore() throws Exception {
    replica("aaaaaaaa.bak", 9, END.minus(Duration.ofDays(1)));
    goOn(replica("aaaaaaaa", 3, END));
    certain("aaaaaaaa");
  }

  @Test
  @DisplayName("no clock was set after the cut: equal ones are certain, different ones are not")
  void clocksNotSet() throws Exception {
    Instant epoch = Instant.parse("1970-01-01T00:10:00Z");
    for (String id : List.of("aaaaaaaa", "bbbbbbbb")) {
      MadeReplica replica = new MadeReplica(folder.resolve("pvc-c-" + id), SIZE);
      replica.layer(HEAD, SIZE).fill(3, id.startsWith("a") ? 3 : 9).fill(4, 0).finish();
      Files.setLastModifiedTime(
          replica.top(), FileTime.from(epoch.plusSeconds(id.startsWith("a") ? 0 : 4000)));
      listed(replica.directory());
    }
    decided(Outcome.OPEN);
  }
}
