package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.injection.Decision.Outcome;
import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.ContentKind;
import firedrill.component.longhorn.replica.MadeContent;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Volumes that hold something else than ext4: chosen, and recovered or refused, by the same rules.
 */
class ContentOfAnyKindTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;
  private static final Instant END = Instant.now().plus(Duration.ofDays(30));

  @TempDir Path folder;
  private final List<Orphan> orphans = new ArrayList<>();
  private String snapshot = "volume-snap-one.img";

  private MadeReplica replica(String id, byte[] first, int value, Instant end) throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve("pvc-c-" + id), SIZE);
    replica.layer(snapshot, SIZE).write(0, first);
    replica.layer("volume-head-001.img", SIZE).fill(40, value).finish();
    Files.setLastModifiedTime(replica.top(), FileTime.from(end));
    orphans.add(Orphan.of("pi" + (orphans.size() + 1), replica.directory()).orElseThrow());
    return replica;
  }

  private Decision decided() throws IOException {
    return Candidates.of("pvc-c", orphans, List.of(), OptionalLong.of(SIZE)).decide();
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentKind.class,
      names = {"BLANK", "UNKNOWN"},
      mode = EnumSource.Mode.EXCLUDE)
  @DisplayName("the fresh replica is chosen, and one with another file system in it leaves it open")
  void chosen(ContentKind kind) throws Exception {
    replica("aaaaaaaa", MadeContent.of(kind, 1), 9, END.minusSeconds(5000));
    MadeReplica.goOn(replica("bbbbbbbb", MadeContent.of(kind, 1), 3, END).top());
    assertThat(decided().outcome()).as(decided().text()).isEqualTo(Outcome.CERTAIN);
    assertThat(decided().require().orphan().name()).isEqualTo("pvc-c-bbbbbbbb");
    snapshot = "volume-snap-other.img";
    replica("cccccccc", MadeContent.of(kind, 2), 3, END.plusSeconds(5000));
    assertThat(decided().outcome()).isEqualTo(Outcome.OPEN);
    assertThat(decided().text()).contains("hold different file systems", "formatted anew");
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentKind.class,
      names = {"XFS", "BTRFS", "PARTITIONED", "LVM", "EXT4"})
  @DisplayName("Method D puts it back to the byte, whatever it is")
  void recovered(ContentKind kind) throws Exception {
    MadeReplica replica = replica("aaaaaaaa", MadeContent.of(kind, 1), 3, END);
    DiskVolume volume = new DiskVolume(folder.resolve("fresh.raw"));
    injection(volume).run();
    assertThat(Arrays.mismatch(Files.readAllBytes(volume.file), replica.model())).isEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource(value = ContentKind.class, names = "LUKS")
  @DisplayName("Method D refuses an encrypted one before it makes a volume, and says the way out")
  void refused(ContentKind kind) throws Exception {
    replica("aaaaaaaa", MadeContent.of(kind, 1), 3, END);
    DiskVolume volume = new DiskVolume(folder.resolve("fresh.raw"));
    assertThatThrownBy(() -> injection(volume).run())
        .hasMessageContaining("holds a LUKS container")
        .hasMessageContaining("open that with cryptsetup");
    assertThat(volume.creations).isZero();
  }

  private Injection injection(DiskVolume volume) throws IOException {
    Chain chain = ReplicaDirectory.at(orphans.get(0).directory()).chain();
    return Injection.of(chain, volume, folder.resolve("progress.json"));
  }
}
