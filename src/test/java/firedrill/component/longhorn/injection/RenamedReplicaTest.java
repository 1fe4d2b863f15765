package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.Decision.Outcome;
import firedrill.component.longhorn.replica.ContentKind;
import firedrill.component.longhorn.replica.MadeContent;
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
import org.junit.jupiter.params.provider.ValueSource;

/** The newest replica is there, and its directory's name does not say of what. */
class RenamedReplicaTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;
  private static final Instant END = Instant.now().plus(Duration.ofDays(30));

  @TempDir Path folder;
  private final List<Orphan> orphans = new ArrayList<>();
  private byte[] first = MadeContent.of(ContentKind.EXT4, 1);
  private String snapshot = "volume-snap-one.img";
  private int size = SIZE;

  private MadeReplica replica(String name, int value, Instant end) throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve(name), size);
    replica.layer(snapshot, size).write(0, first);
    replica.layer("volume-head-001.img", size).fill(40, value).finish();
    Files.setLastModifiedTime(replica.top(), FileTime.from(end));
    orphans.add(Orphan.named("pi" + (orphans.size() + 1), replica.directory()));
    return replica;
  }

  private Decision decided(Outcome outcome) throws IOException {
    Decision decision = Candidates.of("pvc-c", orphans, List.of(), OptionalLong.empty()).decide();
    assertThat(decision.outcome()).as(decision.text() + "\n" + decision.table()).isEqualTo(outcome);
    return decision;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"#12345", "old", "old-pvc-c-bbbbbbbb", "_pvc-c-bbbbbbbb", "x.pvc-c-bbbbbbbb.bak"})
  @DisplayName("a newer one without a replica's name, or with a word before it: open, and named")
  void newer(String name) throws Exception {
    replica("pvc-c-aaaaaaaa", 9, END.minusSeconds(5000));
    replica(name, 3, END);
    assertThat(decided(Outcome.OPEN).text())
        .contains(name + " on pi2, last written at " + END, "may be one of this volume");
    Decision byHand =
        Candidates.of("pvc-c", orphans, List.of(), OptionalLong.empty()).choose("pvc-c-aaaaaaaa");
    assertThat(byHand.outcome()).as("a human decides").isEqualTo(Outcome.BY_HAND);
  }

  private static final String UUID = "pvc-8c7e1f2a-1b2c-4d5e-8f90-123456789abc";

  @ParameterizedTest
  @ValueSource(strings = {"pvc-c.bak", "PVC-C-old", "old-pvc-c", "pvc-c-bbbbbbbb.bak"})
  @DisplayName("expanded when the other one was out, its snapshots purged, and renamed: open")
  void expandedAndRenamed(String name) throws Exception {
    first = new byte[MadeReplica.BLOCK];
    replica("pvc-c-aaaaaaaa", 9, END.minusSeconds(5000));
    snapshot = "volume-snap-two.img";
    size = 2 * SIZE;
    replica(name, 3, END);
    assertThat(decided(Outcome.OPEN).text()).contains(name + " on pi2");
  }

  @Test
  @DisplayName("another size without this volume's name is of another volume")
  void anotherSize() throws Exception {
    first = new byte[MadeReplica.BLOCK];
    replica("pvc-c-aaaaaaaa", 9, END.minusSeconds(5000));
    snapshot = "volume-snap-two.img";
    size = 2 * SIZE;
    replica("#12345", 3, END);
    decided(Outcome.CERTAIN);
  }

  /** One of the volume, and what it was called: put with its volume, or told of. */
  private Decision ofUuid(String name) throws IOException {
    replica(UUID + "-0a1b2c3d", 9, END.minusSeconds(5000));
    replica(name, 3, END);
    return Candidates.of(UUID, orphans, List.of(), OptionalLong.empty()).decide();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-old",
        ".bak",
        "_old",
        "-backup",
        "-broken",
        "-orig",
        " (copy)",
        "-2024-04-12",
        "-0a1b2c3d2",
        "-0a1b2c3dOLD",
        "-20240412",
        "-0a1b2c3e.bak",
        "-0a1b2c3e-old",
        "-original",
        "-copy-original",
        "~",
        ".1",
        "-0a1b2c3e.bak-20240412",
        "-0a1b2c3e-2024-04-12",
        "X"
      })
  @DisplayName("whatever is put behind a provisioned volume's name: the stale one is never certain")
  void behindAUuid(String behind) throws Exception {
    Decision decision = ofUuid(UUID + behind);
    String text = decision.text() + "\n" + decision.table();
    assertThat(text).contains(UUID + behind);
    assertThat(decision.chosen().filter(c -> c.orphan().name().equals(UUID + "-0a1b2c3d")))
        .as(text)
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "old-%s-old",
        "old_%s.bak",
        "old-%s",
        "x%s-0a1b2c3e",
        "%s/..",
        "8c7e1f2a",
        "pvc-8c7e1f2a",
        "pvc-8c7e1f2a-1b2c",
        "8c7e1f2a-1b2c-4d5e-8f90-123456789abc-0a1b2c3e",
        "0a1b2c3e",
        "PVC-8C7E1F2A-1B2C-4D5E-8F90-123456789ABC-0A1B2C3E",
        "replica-of-pvc-8c7e1f2a-0a1b2c3e"
      })
  @DisplayName("a word before a provisioned volume's name, or only a part of it: open, and named")
  void partsOfAUuid(String form) throws Exception {
    String name = form.replace("/..", "-old").formatted(UUID);
    Decision decision = ofUuid(name);
    assertThat(decision.chosen().filter(c -> c.orphan().name().equals(UUID + "-0a1b2c3d")))
        .as(decision.text() + "\n" + decision.table())
        .isEmpty();
    assertThat(decision.text() + decision.table()).contains(name);
  }

  @Test
  @DisplayName("two volumes' renamed replicas are each with their own volume")
  void twoVolumesRenamed() {
    String other = "pvc-9d7e1f2a-1b2c-4d5e-8f90-123456789abc";
    assertThat(Orphan.named("pi1", Path.of("/r", UUID + "-old")).volume()).isEqualTo(UUID);
    assertThat(Orphan.named("pi1", Path.of("/r", other + "-old")).volume()).isEqualTo(other);
    assertThat(Orphan.named("pi1", Path.of("/r", other + "-old")).mayBeOf(UUID)).isFalse();
    assertThat(Orphan.named("pi1", Path.of("/r", other + "-0a1b2c3d")).mayBeOf(UUID)).isFalse();
    assertThat(Orphan.named("pi1", Path.of("/r", "data-postgres-old")).mayBeOf("data-postgres"))
        .isTrue();
    assertThat(Orphan.named("pi1", Path.of("/r", "data-postgres-0a1b2c3d")).mayBeOf("data"))
        .isFalse();
  }

  @Test
  @DisplayName("a copy of which nobody knows whose it is counts for none, and vouches for none")
  void copiesAreNoWitnesses() throws Exception {
    replica(UUID + "-0a1b2c3d", 3, END);
    replica(UUID + "-old", 3, END);
    Decision decision =
        Candidates.of(UUID, orphans, List.of(), OptionalLong.empty()).expecting(2).decide();
    assertThat(decision.outcome()).as(decision.text()).isEqualTo(Outcome.OPEN);
    assertThat(decision.text()).contains("was saved with 2 replicas and 1 is here");
    for (String copy : List.of("-old", "-20240412", "-original", "-0a1b2c3d", "-0a1b2c3d.bak")) {
      assertThat(
              Orphan.named("pi1", Path.of("/r", UUID + copy))
                  .isAnother(Orphan.named("pi2", Path.of("/r", UUID + "-0a1b2c3d"))))
          .as(copy)
          .isFalse();
    }
  }

  @Test
  @DisplayName("an older one, or one with the same content, is no threat")
  void older() throws Exception {
    MadeReplica.goOn(replica("pvc-c-aaaaaaaa", 3, END).top());
    replica("old", 9, END.minusSeconds(5000));
    MadeReplica.goOn(replica("same", 3, END).top());
    assertThat(decided(Outcome.CERTAIN).require().orphan().name()).isEqualTo("pvc-c-aaaaaaaa");
  }

  @Test
  @DisplayName("one of another size, or with a file system of its own, is of another volume")
  void ofAnotherVolume() throws Exception {
    replica("pvc-c-aaaaaaaa", 9, END.minusSeconds(5000));
    snapshot = "volume-snap-other.img";
    first = MadeContent.of(ContentKind.EXT4, 2);
    replica("other", 3, END);
    size = 2 * SIZE;
    replica("larger", 3, END);
    assertThat(decided(Outcome.CERTAIN).require().orphan().name()).isEqualTo("pvc-c-aaaaaaaa");
    snapshot = "volume-snap-one.img";
    replica("expanded", 3, END);
    assertThat(decided(Outcome.OPEN).text()).contains("expanded on pi4");
  }

  @Test
  @DisplayName("a larger one with the same file system was expanded, and is of this volume")
  void expandedSince() throws Exception {
    replica("pvc-c-aaaaaaaa", 9, END.minusSeconds(5000));
    snapshot = "volume-snap-other.img";
    size = 2 * SIZE;
    replica("#123", 3, END);
    assertThat(decided(Outcome.OPEN).text()).contains("#123 on pi2, last written at " + END);
  }

  @Test
  @DisplayName("one that cannot be read is a threat, one that never held anything is none")
  void unreadable() throws Exception {
    replica("pvc-c-aaaaaaaa", 9, END.minusSeconds(5000));
    Path empty = Files.createDirectory(folder.resolve("nothing"));
    orphans.add(Orphan.named("pi2", empty));
    decided(Outcome.CERTAIN);
    Files.delete(replica("lost", 3, END).directory().resolve("volume.meta"));
    assertThat(decided(Outcome.OPEN).text()).contains("lost on pi3");
  }

  @Test
  @DisplayName("with no other replica it is told of, too")
  void theOnlyOne() throws Exception {
    replica("lost", 3, END);
    assertThat(decided(Outcome.NONE).text())
        .contains("no replica of pvc-c is here", "lost on pi1", "may be one of this volume");
  }

  @Test
  @DisplayName("other volumes' replicas are none of this one's, renamed with a date or not")
  void ofOthers() throws Exception {
    replica("pvc-c-aaaaaaaa", 9, END.minusSeconds(5000));
    replica("pvc-d-bbbbbbbb", 3, END);
    replica("pvc-d-cccccccc.bak", 3, END);
    assertThat(decided(Outcome.CERTAIN).require().orphan().name()).isEqualTo("pvc-c-aaaaaaaa");
  }

  @Test
  @DisplayName("moved to another volume's name: the file systems differ, so neither is certain")
  void movedToAnotherName() throws Exception {
    replica("pvc-c-aaaaaaaa", 3, END.minusSeconds(5000));
    snapshot = "volume-snap-other.img";
    first = MadeContent.of(ContentKind.EXT4, 2);
    replica("pvc-c-bbbbbbbb", 3, END);
    assertThat(decided(Outcome.OPEN).text()).contains("hold different file systems");
  }

  @Test
  @DisplayName("a head that was written in years to come is a clock's fault, and orders nothing")
  void yearsAhead() throws Exception {
    replica("pvc-c-aaaaaaaa", 9, END.plus(Duration.ofDays(3650)));
    replica("pvc-c-bbbbbbbb", 3, END);
    assertThat(decided(Outcome.OPEN).text()).contains("which is yet to come: a clock was wrong");
  }
}
