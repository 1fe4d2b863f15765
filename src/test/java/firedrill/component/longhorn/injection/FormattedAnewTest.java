package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.Decision.Outcome;
import firedrill.component.longhorn.injection.SavedReplica.History;
import firedrill.component.longhorn.replica.ContentKind;
import firedrill.component.longhorn.replica.MadeContent;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.component.longhorn.replica.Overrides;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A volume that comes up formatted (Longhorn's tracker has many): all replicas agree on an empty
 * file system, and what was lost lies in a snapshot, or in one that had dropped out before.
 */
class FormattedAnewTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;
  private static final Instant END = Instant.now().plus(Duration.ofDays(30));
  private static final Instant DROPPED_OUT = END.minus(Duration.ofDays(21));
  private static final byte[] WIPED = new byte[ext4(1).length];

  @TempDir Path folder;
  private final List<Orphan> orphans = new ArrayList<>();
  private final List<SavedReplica> saved = new ArrayList<>();

  /**
   * @param layers what each begins with, oldest first; null for one that was not written to there
   */
  private MadeReplica replica(String id, Instant end, int value, byte[]... layers)
      throws IOException {
    MadeReplica made = new MadeReplica(folder.resolve("pvc-c-" + id), SIZE);
    for (int i = 0; i < layers.length; i++) {
      boolean head = i == layers.length - 1;
      made.layer(head ? "volume-head-001.img" : "volume-snap-" + i + ".img", SIZE);
      made.fill(20 + i, head ? value : 1);
      if (layers[i] != null) {
        made.write(0, layers[i]);
      }
    }
    made.finish();
    Files.setLastModifiedTime(made.top(), FileTime.from(end));
    orphans.add(Orphan.named("pi" + (orphans.size() + 1), made.directory()));
    return made;
  }

  /** Two that took part until the end. */
  private void both(byte[]... layers) throws IOException {
    replica("aaaaaaaa", END, 3, layers);
    replica("bbbbbbbb", END, 3, layers);
  }

  private static byte[] ext4(int id) {
    return MadeContent.of(ContentKind.EXT4, id);
  }

  private Candidates candidates() {
    return Candidates.of("pvc-c", orphans, saved, OptionalLong.empty())
        .clocksWithin(Duration.ofSeconds(2));
  }

  private Decision decided(Outcome outcome) throws IOException {
    Decision decision = candidates().decide();
    assertThat(decision.outcome()).as(decision.text() + "\n" + decision.table()).isEqualTo(outcome);
    return decision;
  }

  private void open(String why) throws IOException {
    assertThat(decided(Outcome.OPEN).reasons()).anySatisfy(r -> assertThat(r).contains(why));
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentKind.class,
      names = {"BLANK", "UNKNOWN"},
      mode = EnumSource.Mode.EXCLUDE)
  @DisplayName("all are equal, and a snapshot holds another file system: open; the same: certain")
  void overASnapshot(ContentKind kind) throws Exception {
    byte[] own = MadeContent.of(kind, 1);
    both(own, null, own);
    decided(Outcome.CERTAIN);
    orphans.clear();
    for (String id : List.of("cccccccc", "dddddddd")) {
      replica(id, END, 3, own, null, MadeContent.of(kind, 2));
    }
    open("volume-snap-1.img holds " + kind.text() + ", and the volume as it is now another one");
  }

  @Test
  @DisplayName("snapshots were taken since: the newest one of before is named, and can be merged")
  void snapshotsSince() throws Exception {
    both(ext4(1), ext4(1), ext4(2), null);
    open("look into both (top=volume-snap-1.img)");
    Candidate before =
        candidates()
            .override("pvc-c-aaaaaaaa", Overrides.parse(List.of("top=volume-snap-1.img")))
            .choose("pvc-c-aaaaaaaa")
            .require();
    assertThat(before.identity()).isEqualTo(ContentKind.identity(before.chain().orElseThrow()));
    assertThat(before.chain().orElseThrow().doubts())
        .noneSatisfy(d -> assertThat(d).contains("top="));
  }

  @Test
  @DisplayName("a LUKS container in the place of a file system, or the other way round")
  void otherKind() throws Exception {
    both(MadeContent.of(ContentKind.LUKS, 1), ext4(1));
    open("holds a LUKS container: the volume is encrypted, and the volume as it is now an ext4");
  }

  @Test
  @DisplayName("its beginning was wiped after a snapshot: open; never formatted before: certain")
  void wiped() throws Exception {
    both(WIPED, ext4(1));
    decided(Outcome.CERTAIN);
    orphans.clear();
    for (String id : List.of("cccccccc", "dddddddd")) {
      replica(id, END, 3, ext4(1), WIPED);
    }
    open("its beginning was wiped, or written over, after that snapshot");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("one had dropped out before: it holds what was lost, and is compared in vain")
  void droppedOutBefore(boolean wiped) throws Exception {
    replica("cccccccc", DROPPED_OUT, 9, null, ext4(1));
    both(null, wiped ? WIPED : ext4(2));
    open(wiped ? "holds no file system that is known here" : "hold different file systems");
  }

  @Test
  @DisplayName("one is saved as failed before: it is out, and looked into all the same")
  void failedBefore() throws Exception {
    replica("cccccccc", DROPPED_OUT, 9, ext4(1));
    both(ext4(2));
    for (String id : List.of("aaaaaaaa", "bbbbbbbb", "cccccccc")) {
      Optional<Instant> failed = Optional.of(DROPPED_OUT).filter(at -> id.startsWith("c"));
      History history =
          new History(
              Optional.of(END.plusSeconds(100)),
              Optional.of(Instant.now()),
              Optional.of(Instant.now()),
              failed);
      saved.add(new SavedReplica("pvc-c", "pi1", "pvc-c-" + id, failed, Optional.of(history)));
    }
    open("hold different file systems: one was formatted anew");
  }

  @ParameterizedTest
  @CsvSource({"EXT4, 64, CERTAIN", "EXT4, 65, OPEN", "XFS, 64, CERTAIN", "XFS, 65, OPEN"})
  @DisplayName("a file system that is longer than the volume: nothing mounts it, so it is open")
  void longer(ContentKind kind, int blocks, Outcome outcome) throws Exception {
    byte[] first = MadeContent.of(kind, 1);
    ByteBuffer data = ByteBuffer.wrap(first);
    if (kind == ContentKind.XFS) {
      data.putInt(4, MadeReplica.BLOCK).putLong(8, blocks);
    } else {
      data.order(ByteOrder.LITTLE_ENDIAN).putInt(1024 + 4, blocks).putInt(1024 + 0x18, 2);
    }
    both(first);
    String text = decided(outcome).table();
    assertThat(text.contains("truncate -s " + 65 * MadeReplica.BLOCK))
        .isEqualTo(outcome == Outcome.OPEN);
  }

  @ParameterizedTest
  @CsvSource({"3600, false", "172800, true"})
  @DisplayName("made long after the volume's first layer: said, for it may be its first use")
  void madeLate(int later, boolean told) throws Exception {
    byte[] first = ext4(1);
    ByteBuffer.wrap(first)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(1024 + 0x108, (int) Instant.now().plusSeconds(later).getEpochSecond());
    both(first);
    assertThat(decided(Outcome.CERTAIN).table().contains("it was formatted anew then"))
        .isEqualTo(told);
  }

  @Test
  @DisplayName("encrypted, by volume.meta or as it was saved, and no LUKS container: said")
  void notEncrypted() throws Exception {
    both(ext4(1));
    assertThat(candidates().encrypted(true).decide().text()).contains("is no LUKS container");
    for (Orphan one : orphans) {
      Path meta = one.directory().resolve("volume.meta");
      Files.writeString(
          meta, Files.readString(meta).replace("Encrypted\":false", "Encrypted\":true"));
    }
    assertThat(candidates().decide().table()).contains("the header of its LUKS container is lost");
    orphans.clear();
    for (String id : List.of("cccccccc", "dddddddd")) {
      replica(id, END, 3, MadeContent.of(ContentKind.LUKS, 1));
    }
    assertThat(candidates().encrypted(true).decide().text()).doesNotContain("LUKS");
  }
}
