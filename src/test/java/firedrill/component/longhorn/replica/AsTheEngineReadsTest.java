package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine's {@code unmarshalFile} (1.12, one {@code Decode}) reads is read. */
class AsTheEngineReadsTest {
  private static final int SIZE = 16 * MadeReplica.BLOCK;
  private static final String SNAPSHOT = "volume-snap-one.img.meta";

  @TempDir Path folder;
  private MadeReplica replica;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("vol-0a1b2c3d"), SIZE);
    replica.layer("volume-snap-one.img", SIZE).fill(0, 1);
    replica.layer("volume-head-001.img", SIZE).fill(2, 3).finish();
  }

  private Chain read() throws IOException {
    Chain chain = replica.chain();
    assertThat(MadeReplica.read(MergedContent.of(chain))).isEqualTo(replica.model());
    return chain;
  }

  private void change(String name, String from, String to) throws IOException {
    String text = Files.readString(replica.file(name));
    assertThat(text).contains(from);
    Files.writeString(replica.file(name), text.replace(from, to));
  }

  @ParameterizedTest
  @ValueSource(strings = {"}", "\"}\n", "{\"Size\":1}", "\0\0}"})
  @DisplayName("more behind the end of the object: a warning")
  void behindTheEnd(String more) throws Exception {
    for (String name : new String[] {"volume.meta", SNAPSHOT}) {
      Files.writeString(replica.file(name), more, StandardOpenOption.APPEND);
      assertThat(read().warnings()).anyMatch(w -> w.startsWith(name + " has more behind its end"));
    }
    assertThat(read().warnings()).hasSize(2);
  }

  @Test
  @DisplayName("of a key that is there twice, the last one counts")
  void twice() throws Exception {
    change("volume.meta", "\"Rebuilding\":false", "\"Rebuilding\":true,\"Rebuilding\":false");
    assertThat(read().warnings()).isEmpty();
    change("volume.meta", "\"Rebuilding\":true,\"Rebuilding\":false", "\"Rebuilding\":true");
    change("volume.meta", "\"Dirty\":true", "\"Dirty\":true,\"Rebuilding\":false");
    assertThatThrownBy(this::read).hasMessageContaining("Rebuilding is true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-04-12 10:00:00", "soon", "+999999999-12-31T23:59:59Z"})
  @DisplayName("a Created that is no time: the time is not known")
  void noTime(String text) throws Exception {
    Files.writeString(
        replica.file(SNAPSHOT),
        Files.readString(replica.file(SNAPSHOT))
            .replaceFirst("Created\":\"[^\"]*", "Created\":\"" + text.replace("$", "")));
    Chain chain = read();
    if (!text.startsWith("+")) {
      assertThat(chain.layers().get(0).meta().created()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1024, 4096, -1})
  @DisplayName("a SectorSize that no engine writes is a warning: no engine reads it")
  void sectors(int size) throws Exception {
    change("volume.meta", "\"SectorSize\":512", "\"SectorSize\":" + size);
    assertThat(read().warnings()).hasSize(size == 4096 ? 0 : 1);
  }

  @Test
  @DisplayName("labels of any bytes and any depth are not looked at")
  void labels() throws Exception {
    byte[] text = Files.readAllBytes(replica.file(SNAPSHOT));
    String changed =
        new String(text, StandardCharsets.ISO_8859_1).replace("null", "{\"a\":\"\u00ff\"}");
    Files.write(replica.file(SNAPSHOT), changed.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(read().warnings()).isEmpty();
    String deep = "{\"a\":".repeat(40) + "1" + "}".repeat(40);
    Files.write(
        replica.file(SNAPSHOT),
        new String(text, StandardCharsets.UTF_8)
            .replace("null", deep)
            .getBytes(StandardCharsets.UTF_8));
    assertThat(read().warnings()).isEmpty();
  }

  @Test
  @DisplayName("a link or a directory with a head's name: the one is a doubt, the other nothing")
  void oddHeads() throws Exception {
    Files.createDirectory(replica.file("volume-head-005.img"));
    MadeReplica.run("mkfifo", replica.file("volume-head-006.img").toString());
    assertThat(read().doubts()).isEmpty();
    Files.createSymbolicLink(replica.file("volume-head-007.img"), Path.of("/nowhere"));
    assertThat(read().doubts()).singleElement().asString().contains("007.img is a symbolic link");
    Files.delete(replica.file("volume.meta"));
    Files.delete(replica.file("volume-head-006.img"));
    Files.delete(replica.file("volume-head-007.img"));
    assertThat(
            ReplicaDirectory.at(replica.directory())
                .override(Overrides.NONE.derive())
                .chain()
                .head())
        .matches(head -> head.name().equals("volume-head-001.img"));
  }

  @Test
  @DisplayName("the engine's own words for its error are shown, on one line")
  void errorText() throws Exception {
    change("volume.meta", "\"Error\":\"\"", "\"Error\":\"I/O error\\nat block 7\"");
    assertThatThrownBy(this::read)
        .hasMessageContaining("the engine recorded an error: I/O error?at block 7");
  }
}
