package firedrill.component.longhorn.injection;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.Decision.Outcome;
import firedrill.component.longhorn.replica.MadeReplica;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A snapshot that holds nothing: nobody wrote between two snapshots, or its blocks were lost. Its
 * own files look the same.
 */
class EmptiedSnapshotTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;

  /** CRC-64/GO-ISO of as many zeros. */
  private static final String CRC_OF_ZEROS = "b7baf45f665f0c1a";

  private static final Instant END = Instant.now().plus(Duration.ofDays(30));

  @TempDir Path folder;
  private final List<Orphan> orphans = new ArrayList<>();

  private Path replica(String id, int value, Instant end) throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve("pvc-c-" + id), SIZE);
    replica.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    replica.layer("volume-snap-two.img", SIZE).fill(2, 7);
    replica.layer("volume-head-002.img", SIZE).fill(3, value).finish();
    Files.setLastModifiedTime(replica.top(), FileTime.from(end));
    orphans.add(Orphan.named("pi" + (orphans.size() + 1), replica.directory()));
    return replica.directory();
  }

  /** Its blocks go, its times stay. */
  private static void empty(Path snapshot) throws IOException {
    FileTime time = Files.getLastModifiedTime(snapshot);
    try (FileChannel channel = FileChannel.open(snapshot, StandardOpenOption.WRITE)) {
      long size = channel.size();
      channel.truncate(0);
      channel.write(ByteBuffer.allocate(1), size);
      channel.truncate(size);
    }
    Files.setLastModifiedTime(snapshot, time);
  }

  private static void made(Path replica, String layer, Instant time) throws IOException {
    Path meta = replica.resolve(layer + ".meta");
    Files.writeString(
        meta,
        Files.readString(meta)
            .replaceFirst(
                "Created\":\"[^\"]*",
                "Created\":\"" + time.toString().replaceAll("\\.[0-9]+", "")));
  }

  private Decision decide() throws IOException {
    return Candidates.of("pvc-c", orphans, List.of(), OptionalLong.empty()).decide();
  }

  private void open(String snapshot) throws IOException {
    Decision decision = decide();
    assertThat(decision.outcome()).as(decision.text()).isEqualTo(Outcome.OPEN);
    assertThat(decision.text()).contains(snapshot + " holds nothing");
  }

  private void certain() throws IOException {
    Decision decision = decide();
    assertThat(decision.outcome()).as(decision.text()).isEqualTo(Outcome.CERTAIN);
  }

  @Test
  @DisplayName("in the only replica that is there, whichever snapshot it is: open")
  void inTheOnlyOne() throws Exception {
    empty(replica("aaaaaaaa", 3, END).resolve("volume-snap-one.img"));
    open("volume-snap-one.img");
    orphans.clear();
    empty(replica("bbbbbbbb", 3, END).resolve("volume-snap-two.img"));
    open("volume-snap-two.img");
  }

  @Test
  @DisplayName("a copy of the same replica is no second witness")
  void aCopyIsNoWitness() throws Exception {
    empty(replica("aaaaaaaa", 3, END).resolve("volume-snap-two.img"));
    empty(replica("aaaaaaaa.bak", 3, END).resolve("volume-snap-two.img"));
    open("volume-snap-two.img");
  }

  @Test
  @DisplayName("an equal replica vouches for it")
  void equalReplica() throws Exception {
    empty(replica("aaaaaaaa", 3, END).resolve("volume-snap-two.img"));
    empty(replica("bbbbbbbb", 3, END).resolve("volume-snap-two.img"));
    certain();
  }

  @Test
  @DisplayName("a stale replica that held the same then vouches for the fresh one's snapshot")
  void staleReplica() throws Exception {
    Path fresh = replica("aaaaaaaa", 3, END);
    MadeReplica.goOn(fresh.resolve("volume-head-002.img"));
    empty(fresh.resolve("volume-snap-two.img"));
    empty(replica("bbbbbbbb", 9, END.minus(Duration.ofDays(3))).resolve("volume-snap-two.img"));
    certain();
    assertThat(decide().require().orphan().name()).isEqualTo("pvc-c-aaaaaaaa");
  }

  @Test
  @DisplayName("the engine's checksum vouches for it, or tells that it was emptied")
  void checksum() throws Exception {
    Path replica = replica("aaaaaaaa", 3, END);
    empty(replica.resolve("volume-snap-two.img"));
    String zeros = "{\"method\":\"crc64\",\"checksum\":\"%s\",\"last_hashed_at\":\"" + END + "\"}";
    Path file = replica.resolve("volume-snap-two.img.checksum");
    Files.writeString(file, String.format(zeros, CRC_OF_ZEROS));
    certain();
    Files.writeString(file, String.format(zeros, "0000000000000001"));
    Decision decision = decide();
    assertThat(decision.outcome()).isEqualTo(Outcome.OPEN);
    assertThat(decision.text()).contains("volume-snap-two.img is not what the engine hashed");
  }

  @Test
  @DisplayName("a head that nobody wrote to for a day, by its times: an idle volume's snapshot")
  void idleForADay() throws Exception {
    Path replica = replica("aaaaaaaa", 3, END);
    Path snapshot = replica.resolve("volume-snap-two.img");
    empty(snapshot);
    Instant made = Instant.now();
    made(replica, "volume-snap-two.img", made.plus(Duration.ofDays(1)));
    made(replica, "volume-head-002.img", made.plus(Duration.ofDays(1)));
    certain();
    Files.setLastModifiedTime(snapshot, FileTime.from(made.plusSeconds(600)));
    open("volume-snap-two.img");
    Files.setLastModifiedTime(snapshot, FileTime.from(made));
    made(replica, "volume-snap-one.img", made.plusSeconds(600));
    open("volume-snap-two.img");
  }

  @Test
  @DisplayName("the oldest one, idle since its file was made: certain; made in another life: open")
  void oldestIdle() throws Exception {
    Path replica = replica("aaaaaaaa", 3, END);
    Path snapshot = replica.resolve("volume-snap-one.img");
    empty(snapshot);
    Instant later = Instant.now().plus(Duration.ofDays(1));
    made(replica, "volume-snap-one.img", later);
    made(replica, "volume-snap-two.img", later);
    made(replica, "volume-head-002.img", later);
    certain();
    made(replica, "volume-snap-one.img", Instant.now().plusSeconds(30));
    open("volume-snap-one.img");
  }
}
