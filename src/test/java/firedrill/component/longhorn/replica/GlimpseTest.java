package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What shows of a replica from outside, whatever else is damaged. */
class GlimpseTest {
  private static final Instant NOON = Instant.parse("2026-04-13T12:00:00Z");

  @TempDir Path folder;

  private void layer(String name, Instant created, Duration ahead) throws IOException {
    layer(name, "", created, ahead);
  }

  private void layer(String name, String parent, Instant created, Duration ahead)
      throws IOException {
    Path file = Files.write(folder.resolve(name), new byte[512]);
    Files.setLastModifiedTime(file, FileTime.from(created.plusSeconds(600)));
    Path meta =
        Files.writeString(
            folder.resolve(name + ".meta"),
            "{\"Parent\":\"" + parent + "\",\"Created\":\"" + created + "\"}");
    Files.setLastModifiedTime(meta, FileTime.from(created.plus(ahead)));
  }

  private Glimpse glimpse() {
    return Glimpse.of(folder);
  }

  @Test
  @DisplayName("the clock is told by the middle one of all layers, the head's birth by its own")
  void clock() throws Exception {
    layer("volume-snap-a.img", NOON.minusSeconds(900), Duration.ofSeconds(500));
    layer("volume-snap-b.img", NOON, Duration.ofSeconds(-2));
    layer("volume-head-003.img", "volume-snap-b.img", NOON, Duration.ofSeconds(1));
    assertThat(glimpse().clock()).contains(Duration.ofSeconds(-2));
    assertThat(glimpse().born()).contains(NOON);
    assertThat(glimpse().lastMade()).contains(NOON);
    assertThat(glimpse().layers()).isTrue();
    Files.delete(folder.resolve("volume-snap-a.img.meta"));
    assertThat(glimpse().clock()).as("of two, the worse").contains(Duration.ofSeconds(-2));
    Files.write(folder.resolve("volume-head-003.img.meta"), new byte[0]);
    assertThat(glimpse().born()).isEmpty();
    assertThat(glimpse().lastMade()).contains(NOON);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "volume-snap-expand-512.img, 0",
    "volume-snap-b.img, 61",
    "volume-snap-b.img, -61",
    "volume-snap-lost.img, 0"
  })
  @DisplayName("a head that no snapshot made has its replica's own time: that tells of no clock")
  void ownTime(String parent, int later) throws Exception {
    layer("volume-snap-b.img", NOON.minusSeconds(later), Duration.ofSeconds(400));
    layer("volume-snap-expand-512.img", "volume-snap-b.img", NOON, Duration.ZERO);
    layer("volume-head-003.img", parent, NOON, Duration.ZERO);
    assertThat(glimpse().born()).isEmpty();
    assertThat(glimpse().clock()).as("the snapshot's alone").contains(Duration.ofSeconds(400));
    assertThat(glimpse().lastMade()).contains(NOON.minusSeconds(later));
    Files.delete(folder.resolve("volume-snap-b.img.meta"));
    assertThat(glimpse().clock()).isEmpty();
    assertThat(glimpse().lastMade()).isEmpty();
    assertThat(glimpse().steady()).isFalse();
  }

  @Test
  @DisplayName(
      "of two heads the one written to last counts; older ones than volume.meta names do not")
  void heads() throws Exception {
    layer("volume-head-003.img", NOON, Duration.ZERO);
    layer("volume-head-002.img", NOON.plusSeconds(5), Duration.ZERO);
    Glimpse.Head head = glimpse().head().orElseThrow();
    assertThat(head.file()).hasFileName("volume-head-002.img");
    assertThat(head.modified()).isEqualTo(NOON.plusSeconds(605));
    assertThat(head.size()).isEqualTo(512);
    Path meta = folder.resolve("volume.meta");
    Files.writeString(meta, "{\"Size\":512,\"Head\":\"volume-head-003.img\"}");
    assertThat(glimpse().head()).isPresent();
    Files.writeString(meta, "{\"Size\":512,\"Head\":\"volume-head-004.img\"}");
    assertThat(glimpse().head()).isEmpty();
    Files.writeString(meta, "{\"Size\":512,\"Head\":\"\"}");
    assertThat(glimpse().head()).isPresent();
  }

  @Test
  @DisplayName("of a directory without layers nothing shows, nor of one that is not there")
  void nothing() {
    for (Path place : new Path[] {folder, folder.resolve("none")}) {
      Glimpse none = Glimpse.of(place);
      assertThat(none.head()).isEmpty();
      assertThat(none.clock()).isEmpty();
      assertThat(none.lastMade()).isEmpty();
      assertThat(none.layers()).isFalse();
      assertThat(none.revision()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "100, 4096, 100",
    "0, 4096, 0",
    "100, 4095, ",
    "100, 4097, ",
    "'', 4096, ",
    "12x, 4096, ",
    "-1, 4096, ",
    "999999999999999999, 4096, 999999999999999999",
    "9999999999999999999, 4096, "
  })
  @DisplayName("revision.counter counts when it is whole: digits, then NULs, 4096 B")
  void revision(String digits, int size, Long writes) throws Exception {
    Path file = folder.resolve("revision.counter");
    Files.write(file, Arrays.copyOf(digits.getBytes(StandardCharsets.UTF_8), size));
    Files.setLastModifiedTime(file, FileTime.from(NOON));
    assertThat(glimpse().revision().map(Glimpse.Revision::writes).orElse(null)).isEqualTo(writes);
    glimpse().revision().ifPresent(r -> assertThat(r.modified()).isEqualTo(NOON));
  }
}
