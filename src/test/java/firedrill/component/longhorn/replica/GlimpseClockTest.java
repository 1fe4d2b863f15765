package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What layers' times tell of the clock of a node, and until when, to the nanosecond. */
class GlimpseClockTest {
  private static final Instant NOON = Instant.parse("2026-04-13T12:00:00Z");
  private static final Duration TICK = Duration.ofNanos(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String VOLUME = "volume.meta";

  @TempDir Path folder;

  private void layer(String name, String parent, Instant created, Duration ahead)
      throws IOException {
    Files.write(folder.resolve(name), new byte[512]);
    Path meta =
        Files.writeString(
            folder.resolve(name + ".meta"),
            "{\"Parent\":\"" + parent + "\",\"Created\":\"" + created + "\"}");
    time(meta, created.plus(ahead));
  }

  private void time(Path file, Instant at) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(at));
  }

  private void opened(Instant at) throws IOException {
    Path meta = folder.resolve(VOLUME);
    Files.writeString(meta, "{\"Size\":512,\"Head\":\"volume-head-003.img\"}");
    time(meta, at);
  }

  private Glimpse glimpse() {
    return Glimpse.of(folder);
  }

  @Test
  @DisplayName("the newest layer tells how far a clock is behind; how far ahead, all of them do")
  void behind() throws Exception {
    layer("volume-snap-a.img", "", NOON.minusSeconds(900), Duration.ZERO);
    layer("volume-snap-b.img", "volume-snap-a.img", NOON.minusSeconds(600), Duration.ZERO);
    layer("volume-snap-c.img", "volume-snap-b.img", NOON, MINUTE.negated());
    assertThat(glimpse().clock()).as("within a minute").contains(Duration.ZERO);
    Duration more = MINUTE.plus(TICK).negated();
    layer("volume-snap-d.img", "volume-snap-c.img", NOON.plusSeconds(60), more);
    assertThat(glimpse().clock()).contains(more);
    layer("volume-snap-e.img", "volume-snap-d.img", NOON.plusSeconds(90), Duration.ofSeconds(99));
    assertThat(glimpse().clock()).as("written again").contains(MINUTE.negated());
  }

  @Test
  @DisplayName("of two layers of one moment the one whose file is earlier tells")
  void sameMoment() throws Exception {
    layer("volume-snap-a.img", "", NOON, Duration.ofSeconds(400));
    layer("volume-head-003.img", "volume-snap-a.img", NOON, Duration.ofSeconds(-90));
    assertThat(glimpse().clock()).contains(Duration.ofSeconds(-90));
  }

  @Test
  @DisplayName("a clock is steady when the newest layer and the opening are within a minute")
  void steady() throws Exception {
    layer("volume-snap-a.img", "", NOON, Duration.ZERO);
    layer("volume-head-003.img", "volume-snap-a.img", NOON, Duration.ZERO);
    assertThat(glimpse().steady()).as("never opened").isFalse();
    opened(NOON.plus(MINUTE));
    assertThat(glimpse().steady()).isTrue();
    opened(NOON.plus(MINUTE).plus(TICK));
    assertThat(glimpse().steady()).isFalse();
    opened(NOON.minus(MINUTE));
    assertThat(glimpse().steady()).isTrue();
    opened(NOON.minus(MINUTE).minus(TICK));
    assertThat(glimpse().steady()).isFalse();
  }

  @Test
  @DisplayName("a clock that is more than a minute off is not steady, whatever else agrees")
  void offByMore() throws Exception {
    for (Duration off : new Duration[] {MINUTE, MINUTE.negated()}) {
      layer("volume-snap-a.img", "", NOON, off);
      opened(NOON.plus(off));
      assertThat(glimpse().steady()).as("%s", off).isTrue();
      Duration more = off.isNegative() ? off.minus(TICK) : off.plus(TICK);
      layer("volume-snap-a.img", "", NOON, more);
      opened(NOON.plus(more));
      assertThat(glimpse().steady()).as("%s", more).isFalse();
    }
  }

  @Test
  @DisplayName("a head is a snapshot's when both were made within a minute")
  void headOfASnapshot() throws Exception {
    layer("volume-snap-a.img", "", NOON, Duration.ZERO);
    for (int apart : new int[] {-61, -60, 0, 60, 61}) {
      layer("volume-head-003.img", "volume-snap-a.img", NOON.plusSeconds(apart), Duration.ZERO);
      assertThat(glimpse().born().isPresent())
          .as("%d s apart", apart)
          .isEqualTo(Math.abs(apart) <= 60);
    }
  }

  @Test
  @DisplayName("snapshots that were taken here bear a time; what came from a backup bears none")
  void taken() throws Exception {
    layer("volume-snap-a.img", "", NOON, Duration.ZERO);
    layer("volume-snap-b.img", "volume-snap-a.img", NOON, Duration.ZERO);
    Files.writeString(folder.resolve("volume-snap-b.img.meta"), "{\"Parent\":\"\"}");
    layer("volume-head-003.img", "volume-snap-b.img", NOON, Duration.ZERO);
    Files.write(folder.resolve("volume-snap-c.img"), new byte[512]);
    assertThat(Glimpse.taken(folder)).containsExactly("volume-snap-a.img");
    assertThat(Glimpse.taken(folder.resolve("none"))).isEmpty();
  }

  @Test
  @DisplayName("files beside what an engine makes of a volume that was never filled are foreign")
  void foreign() throws Exception {
    opened(NOON);
    Files.writeString(folder.resolve("volume.meta.tmp"), "{");
    Files.writeString(folder.resolve("revision.counter"), "1");
    assertThat(glimpse().foreign()).isFalse();
    Files.writeString(folder.resolve("revision.counter.bak"), "1");
    assertThat(glimpse().foreign()).isTrue();
  }

  @Test
  @DisplayName("an empty directory that was never changed held nothing; a changed one may have")
  void mayHaveHeld() throws Exception {
    Path left = Files.createDirectory(folder.resolve("left"));
    Path changed = Files.createDirectory(folder.resolve("changed"));
    Files.delete(Files.createFile(changed.resolve("x")));
    time(changed, NOON);
    assertThat(Glimpse.mayHaveHeld(changed)).isTrue();
    assertThat(Glimpse.mayHaveHeld(left)).isFalse();
    assertThat(Glimpse.mayHaveHeld(folder)).as("something lies there").isFalse();
    assertThat(Glimpse.mayHaveHeld(folder.resolve("none"))).as("nobody knows").isTrue();
  }
}
