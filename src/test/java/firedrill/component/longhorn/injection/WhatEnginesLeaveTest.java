package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.Decision.Outcome;
import firedrill.component.longhorn.injection.SavedReplica.History;
import firedrill.component.longhorn.replica.MadeReplica;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

/**
 * What expansions, purges, reverts and restores leave in replicas that are as they should be, and
 * in those in which they were interrupted.
 */
class WhatEnginesLeaveTest {
  private static final int OLD = 32 * MadeReplica.BLOCK;
  private static final int SIZE = 64 * MadeReplica.BLOCK;
  private static final String EXPANSION = "volume-snap-expand-" + SIZE + ".img";
  private static final Instant END = Instant.now().plus(Duration.ofDays(30));

  @TempDir Path folder;
  private final List<Orphan> orphans = new ArrayList<>();
  private final List<SavedReplica> saved = new ArrayList<>();

  private MadeReplica made(String id) throws IOException {
    Path directory = folder.resolve("pi" + (orphans.size() + 1)).resolve("pvc-c-" + id);
    orphans.add(Orphan.of("pi" + (orphans.size() + 1), directory).orElseThrow());
    return new MadeReplica(directory, SIZE);
  }

  private static void end(MadeReplica replica) throws IOException {
    replica.finish();
    Files.setLastModifiedTime(replica.top(), FileTime.from(END));
  }

  private Decision decided(Outcome outcome) throws IOException {
    Decision decision = Candidates.of("pvc-c", orphans, saved, OptionalLong.empty()).decide();
    assertThat(decision.outcome()).as(decision.text() + "\n" + decision.table()).isEqualTo(outcome);
    return decision;
  }

  /** A purge makes the snapshot of the expansion as large as the head above it. */
  private void pruned(String id) throws IOException {
    MadeReplica replica = made(id);
    replica.layer("volume-snap-one.img", OLD).fill(1, 1);
    replica.layer(EXPANSION, SIZE).fill(2, 2);
    replica.layer("volume-head-002.img", SIZE).fill(40, 4);
    end(replica);
  }

  /** A purge writes the snapshot above that of the expansion into that one, and keeps one name. */
  private MadeReplica folded(String id, int oldest) throws IOException {
    MadeReplica replica = made(id);
    replica.layer("volume-snap-one.img", oldest).fill(1, 1);
    replica.layer("volume-snap-two.img", SIZE).fill(2, 2);
    replica.layer("volume-head-003.img", SIZE).fill(40, 4);
    end(replica);
    return replica;
  }

  @Test
  @DisplayName("expanded, and the expansion's snapshot purged while it was the newest one: certain")
  void prunedExpansion() throws Exception {
    pruned("aaaaaaaa");
    pruned("bbbbbbbb");
    decided(Outcome.CERTAIN);
    orphans.remove(1);
    assertThat(decided(Outcome.OPEN).text()).contains("closed before the volume was expanded, or");
  }

  @Test
  @DisplayName("expanded, and the expansion's snapshot purged later: certain, as two say the same")
  void foldedExpansion() throws Exception {
    folded("aaaaaaaa", OLD);
    folded("bbbbbbbb", OLD);
    decided(Outcome.CERTAIN);
  }

  @Test
  @DisplayName("a smaller snapshot that nobody else has so: it may be cut short")
  void cutShort() throws Exception {
    folded("aaaaaaaa", OLD);
    folded("bbbbbbbb", SIZE);
    decided(Outcome.CERTAIN);
    orphans.remove(1);
    assertThat(decided(Outcome.OPEN).text()).contains("volume-snap-one.img", "it is cut short");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("an expansion in the chain, or beside it, does not excuse a later layer that is cut")
  void cutAboveTheExpansion(boolean reverted) throws Exception {
    MadeReplica replica = made("aaaaaaaa");
    if (reverted) {
      replica.layer("volume-snap-two.img", OLD / 2).fill(2, 2);
    } else {
      replica.layer(EXPANSION, OLD).fill(1, 1);
      replica.layer("volume-snap-two.img", OLD + MadeReplica.BLOCK).fill(2, 2);
    }
    replica.layer("volume-head-003.img", SIZE).fill(40, 4);
    end(replica);
    if (reverted) {
      Files.write(replica.directory().resolve(EXPANSION), new byte[OLD]);
      replica.layerMeta(EXPANSION, "");
    }
    assertThat(decided(Outcome.OPEN).text()).contains("volume-snap-two.img", "it is cut short");
  }

  @Test
  @DisplayName("a copy of the same replica does not tell that a snapshot is whole")
  void copyOfACutOne() throws Exception {
    folded("aaaaaaaa", OLD);
    Path copy = folded("bbbbbbbb", OLD).directory();
    Path renamed = Files.move(copy, copy.resolveSibling("pvc-c-aaaaaaaa.bak"));
    orphans.set(1, Orphan.named("pi2", renamed));
    decided(Outcome.OPEN);
  }

  @Test
  @DisplayName("a layer that is smaller than the one below it: damaged, whoever has it so")
  void smallerThanBelow() throws Exception {
    for (String id : List.of("aaaaaaaa", "bbbbbbbb")) {
      MadeReplica replica = made(id);
      replica.layer("volume-snap-one.img", SIZE).fill(1, 1);
      replica.layer("volume-snap-two.img", OLD).fill(2, 2);
      replica.layer("volume-head-003.img", SIZE).fill(40, 4);
      end(replica);
    }
    assertThat(decided(Outcome.OPEN).text()).contains("which no engine makes");
  }

  @Test
  @DisplayName("reverted to a snapshot of before the expansion: certain")
  void revertedBeforeTheExpansion() throws Exception {
    for (String id : List.of("aaaaaaaa", "bbbbbbbb")) {
      MadeReplica replica = made(id);
      replica.layer("volume-snap-one.img", OLD).fill(1, 1);
      replica.layer("volume-head-003.img", SIZE).fill(40, 4);
      end(replica);
      Path aside = replica.directory().resolve(EXPANSION);
      Files.write(aside, new byte[OLD]);
      replica.layerMeta(EXPANSION, "volume-snap-one.img");
    }
    assertThat(decided(Outcome.CERTAIN).table()).doesNotContain("cut short");
  }

  /** A backup is restored into a snapshot, over an older one. */
  private Path restored(String id, Duration foldedAfter) throws IOException {
    MadeReplica replica = made(id);
    replica.layer("volume-snap-backup-1.img", SIZE).fill(1, 1).fill(2, 2);
    replica.layer("volume-head-001.img", SIZE);
    replica.finish();
    Path snapshot = replica.directory().resolve("volume-snap-backup-1.img");
    Files.writeString(
        snapshot.resolveSibling("volume-snap-backup-1.img.meta"), "{\"Parent\":\"\"}\n");
    Path delta = replica.directory().resolve("volume-delta-backup-1.img");
    Files.write(delta, new byte[SIZE]);
    Files.setLastModifiedTime(delta, FileTime.from(END));
    Files.setLastModifiedTime(snapshot, FileTime.from(END.plus(foldedAfter)));
    return replica.directory();
  }

  @Test
  @DisplayName("a standby volume cut off while a backup went into it: half of two backups is open")
  void restoreHalfWay() throws Exception {
    restored("aaaaaaaa", Duration.ofSeconds(3));
    restored("bbbbbbbb", Duration.ofSeconds(3));
    assertThat(decided(Outcome.OPEN).text()).contains("volume-delta-backup-1.img lies there");
  }

  @Test
  @DisplayName("cut off while the backup was loaded still: it is the one before, and whole")
  void restoreNotBegun() throws Exception {
    restored("aaaaaaaa", Duration.ofDays(-1));
    restored("bbbbbbbb", Duration.ofDays(-1));
    decided(Outcome.CERTAIN);
  }

  @Test
  @DisplayName("a volume that was used since had been restored, whatever lies there still")
  void restoredAndUsed() throws Exception {
    for (String id : List.of("aaaaaaaa", "bbbbbbbb")) {
      Path head = restored(id, Duration.ofSeconds(3)).resolve("volume-head-001.img");
      Files.write(head, new byte[SIZE]);
      try (FileChannel file = FileChannel.open(head, StandardOpenOption.WRITE)) {
        file.write(java.nio.ByteBuffer.wrap(new byte[] {1}), 5L * MadeReplica.BLOCK);
      }
      Files.setLastModifiedTime(head, FileTime.from(END.plusSeconds(4000)));
    }
    assertThat(decided(Outcome.CERTAIN).table()).doesNotContain("volume-delta");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("the first restore, or a clone, cut off: blank, and open")
  void restoreBegun(boolean meta) throws Exception {
    for (String id : List.of("aaaaaaaa", "bbbbbbbb")) {
      MadeReplica replica = made(id);
      replica.layer("volume-head-000.img", SIZE);
      replica.finish();
      Files.write(replica.directory().resolve("volume-snap-backup-1.img"), new byte[SIZE]);
      if (meta) {
        replica.layerMeta("volume-snap-backup-1.img", "");
      }
    }
    Decision open = decided(Outcome.OPEN);
    assertThat(open.text().contains("a restore from a backup, a clone or a rebuild"))
        .isEqualTo(!meta);
  }

  @Test
  @DisplayName("one that lost a layer, and one in which all that is left is the same: it is said")
  void sameLayers() throws Exception {
    pruned("aaaaaaaa");
    pruned("bbbbbbbb");
    Files.write(orphans.get(0).directory().resolve("volume.meta"), new byte[0]);
    assertThat(decided(Outcome.CERTAIN).text())
        .contains("pvc-c-aaaaaaaa on pi1 cannot be used, and all that is left of it is the same");
  }

  @Test
  @DisplayName("two saved Replicas of one directory that contradict each other say nothing of it")
  void savedTwice() throws Exception {
    folded("aaaaaaaa", SIZE);
    folded("bbbbbbbb", SIZE).fill(41, 4);
    for (Orphan o : orphans) {
      Instant last = o.node().equals("pi1") ? END.minusSeconds(600) : END;
      Path head = o.directory().resolve("volume-head-003.img");
      Files.setLastModifiedTime(head, FileTime.from(last));
    }
    Optional<History> then =
        Optional.of(
            new History(
                Optional.of(END.plusSeconds(90)),
                Optional.of(END.minusSeconds(9000)),
                Optional.empty(),
                Optional.empty()));
    Optional<Instant> failed = Optional.of(END.minusSeconds(600));
    saved.add(new SavedReplica("pvc-c", "pi1", "pvc-c-aaaaaaaa", failed, then));
    saved.add(new SavedReplica("pvc-c", "pi2", "pvc-c-bbbbbbbb", Optional.empty(), then));
    assertThat(decided(Outcome.CERTAIN).require().orphan().name()).isEqualTo("pvc-c-bbbbbbbb");
    saved.add(new SavedReplica("pvc-c", "pi1", "pvc-c-aaaaaaaa", Optional.empty(), then));
    Decision open = Candidates.of("pvc-c", orphans, saved, OptionalLong.empty()).decide();
    assertThat(open.table()).doesNotContain("had failed");
  }

  @Test
  @DisplayName("two directories of one name on one node are told apart by where they lie")
  void oneNameOnOneNode() throws Exception {
    Path one = folded("aaaaaaaa", SIZE).directory();
    Path other = folder.resolve("usb").resolve("pvc-c-aaaaaaaa");
    Files.createDirectories(other.getParent());
    Files.move(folded("bbbbbbbb", SIZE).fill(41, 4).directory(), other);
    orphans.set(1, Orphan.of("pi1", other).orElseThrow());
    assertThat(Candidates.of("pvc-c", orphans, saved, OptionalLong.empty()).decide().table())
        .contains("pvc-c-aaaaaaaa on pi1 in " + one.getParent() + ":")
        .contains("pvc-c-aaaaaaaa on pi1 in " + other.getParent() + ":");
  }
}
