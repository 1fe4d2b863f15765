package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A volume directory")
class AtomicDirectoryTest {

  @TempDir Path dir;

  @Test
  @DisplayName("changes all files with one rename, drops stale names and the old generation")
  void swap() throws IOException {
    AtomicDirectory volume = new AtomicDirectory(dir);
    assertThat(volume.write(Map.of("a", text("1"), "sub/b", text("2")))).isTrue();
    Path before = Files.readSymbolicLink(dir.resolve("..data"));
    assertThat(volume.write(Map.of("a", text("3")))).isTrue();
    assertThat(dir.resolve("a")).hasContent("3");
    assertThat(dir.resolve("sub")).doesNotExist();
    assertThat(dir.resolve(before)).doesNotExist();
    assertThat(Files.readSymbolicLink(dir.resolve("a"))).isEqualTo(Path.of("..data/a"));
  }

  @Test
  @DisplayName("is left alone when nothing changed")
  void same() throws IOException {
    AtomicDirectory volume = new AtomicDirectory(dir);
    volume.write(Map.of("a", text("1")));
    assertThat(volume.write(Map.of("a", text("1")))).isFalse();
  }

  @Test
  @DisplayName("is taken over after a restart without leaving the old generation")
  void restart() throws IOException {
    new AtomicDirectory(dir).write(Map.of("a", text("1")));
    new AtomicDirectory(dir).write(Map.of("a", text("2")));
    assertThat(dir.resolve("a")).hasContent("2");
    try (Stream<Path> entries = Files.list(dir)) {
      assertThat(entries).hasSize(3);
    }
  }

  @Test
  @DisplayName("gives each file its mode")
  void modes() throws IOException {
    new AtomicDirectory(dir).write(Map.of("a", FileContent.of("x", 0640)));
    assertThat(Files.getPosixFilePermissions(dir.resolve("a")))
        .isEqualTo(AtomicDirectory.permissions(0640));
  }

  @Test
  @DisplayName("refuses paths that leave it")
  void escape() {
    assertThatThrownBy(() -> new AtomicDirectory(dir).write(Map.of("../../x", text("1"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("leaves the volume");
  }

  private static FileContent text(String text) {
    return FileContent.of(text, 0644);
  }
}
