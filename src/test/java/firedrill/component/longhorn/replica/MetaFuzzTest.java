package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.testing.Gen;
import firedrill.testing.Property;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the metadata hold, the answer is a chain within the directory or a named problem, and
 * nothing changes.
 */
class MetaFuzzTest {
  private static final int SIZE = 4 * MadeReplica.BLOCK;
  private static final List<String> FILES =
      List.of("volume.meta", "volume-snap-a.img.meta", "volume-head-001.img.meta");

  @TempDir Path folder;

  private MadeReplica fresh() throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve("vol-00000000"), SIZE);
    for (String file : List.of("volume-snap-a.img", "volume-head-001.img")) {
      Files.deleteIfExists(replica.directory().resolve(file));
    }
    replica.layer("volume-snap-a.img", SIZE).fill(0, 1);
    replica.layer("volume-head-001.img", SIZE).finish();
    return replica;
  }

  private static void answered(Path directory) throws IOException {
    Untouched before = Untouched.now(directory);
    try {
      Chain chain = ReplicaDirectory.at(directory).chain();
      assertThat(chain.layers())
          .allSatisfy(layer -> assertThat(layer.file().getParent()).isEqualTo(directory));
      assertThat(chain.volume().size()).isEqualTo(chain.head().size());
    } catch (ReplicaException named) {
      assertThat(named.getMessage()).isNotBlank().startsWith(directory.toString());
      assertThat(named.file().startsWith(directory)).isTrue();
      assertThat(named.getMessage().chars()).noneMatch(c -> c < 0x20);
    }
    before.still();
  }

  @Test
  void any_bytes() {
    Property.holds(
        400,
        gen -> {
          Path directory = fresh().directory();
          Files.write(directory.resolve(gen.ofAll(FILES)), bytes(gen));
          answered(directory);
        });
  }

  @Test
  void a_valid_file_with_some_bytes_changed_or_cut() {
    Property.holds(
        600,
        gen -> {
          Path directory = fresh().directory();
          Path file = directory.resolve(gen.ofAll(FILES));
          byte[] bytes = Files.readAllBytes(file);
          for (int n = gen.between(1, 4); n > 0; n--) {
            bytes[gen.between(0, bytes.length - 1)] = (byte) gen.between(-128, 127);
          }
          Files.write(file, Arrays.copyOf(bytes, gen.of(bytes.length, gen.between(0, 300))));
          answered(directory);
        });
  }

  @Test
  void valid_json_with_any_values() {
    Property.holds(
        600,
        gen -> {
          Path directory = fresh().directory();
          Path file = directory.resolve(gen.ofAll(FILES));
          String text = Files.readString(file);
          String[] fields = {
            "Size",
            "Head",
            "Dirty",
            "Rebuilding",
            "Error",
            "Parent",
            "SectorSize",
            "Created",
            "BackingFilePath",
            "Removed",
            "UserCreated",
            "Labels",
            "Encrypted",
            "Name"
          };
          for (int n = gen.between(1, 3); n > 0; n--) {
            String field = gen.of("Size", fields);
            text =
                text.replaceAll(
                    "\"" + field + "\":(\"[^\"]*\"|[^,}]*)",
                    java.util.regex.Matcher.quoteReplacement("\"" + field + "\":" + value(gen)));
          }
          Files.writeString(file, text);
          answered(directory);
        });
  }

  private static String value(Gen gen) {
    return gen.of(
        "null",
        "true",
        "{}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        "\"\"",
        "\"../x\"",
        "\"/etc/passwd\"",
        "\"volume-snap-a.img\"",
        "\"volume-head-001.img\"",
        "\"volume-head-009.img\"",
        "\"volume-snap-" + "x".repeat(300) + ".img\"",
        "\"2026-11-21T00:00:00Z\"",
        "\"\\u0000\\u0007\"",
        "9223372036854775807",
        "-1",
        "1e400",
        "1" + "0".repeat(2000),
        String.valueOf(gen.anyInt()));
  }

  private static byte[] bytes(Gen gen) {
    if (gen.between(0, 1) == 0) {
      return gen.text(200).getBytes(StandardCharsets.UTF_8);
    }
    byte[] bytes = new byte[gen.between(0, 300)];
    gen.random().nextBytes(bytes);
    return bytes;
  }

  @Test
  void endless_metadata_are_not_read_to_their_end() throws Exception {
    Path directory = fresh().directory();
    Files.writeString(directory.resolve("volume.meta"), "[".repeat(3 << 20));
    answered(directory);
    Files.writeString(directory.resolve("volume.meta"), "{\"a\":" + "[".repeat(100_000));
    answered(directory);
  }
}
