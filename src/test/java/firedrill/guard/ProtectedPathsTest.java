package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a place that is never read")
class ProtectedPathsTest {
  @TempDir Path folder;
  private Path home;
  private Path run;

  @BeforeEach
  void places() throws IOException {
    home = Files.createDirectories(folder.resolve("home"));
    run = Files.createDirectories(folder.resolve("run"));
  }

  private ProtectedPaths paths(Map<String, String> environment) {
    return new ProtectedPaths(new GuardSettings(home, environment));
  }

  private static void refused(ProtectedPaths paths, Path path) {
    assertThatThrownBy(() -> paths.require(path))
        .as(path.toString())
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("which is protected");
  }

  @Test
  @DisplayName("is the same where a link leads to, by that other name too")
  void linked() throws IOException {
    Path keys = Files.createDirectories(folder.resolve("keys"));
    Files.createFile(keys.resolve("config"));
    Files.createSymbolicLink(home.resolve(".kube"), keys);
    refused(paths(Map.of()), keys.resolve("config"));
    refused(paths(Map.of()), keys);
    refused(paths(Map.of()), keys.resolve("not/there/yet"));
  }

  @Test
  @DisplayName("is refused behind a link even while nothing is there")
  void absent() throws IOException {
    Files.createSymbolicLink(run.resolve("link"), home.resolve(".aws"));
    refused(paths(Map.of()), run.resolve("link/credentials"));
    refused(paths(Map.of()), run.resolve("link"));
    Files.createSymbolicLink(run.resolve("up"), home.resolve(".aws/x"));
    refused(paths(Map.of()), run.resolve("up/../../harmless"));
  }

  @Test
  @DisplayName("lies in each home that this person may have: HOME's, the JVM's, and the given one")
  void homes() {
    Path other = folder.resolve("other");
    ProtectedPaths paths = paths(Map.of("HOME", other.toString()));
    refused(paths, home.resolve(".ssh/id"));
    refused(paths, other.resolve(".ssh/id"));
    refused(paths, Path.of(System.getProperty("user.home"), ".ssh/id"));
    assertThat(paths.isInHome(other.resolve("x"))).isTrue();
    assertThat(paths.isInHome(Path.of("/opt/x"))).isFalse();
    assertThat(paths.isVeryHome(other)).isTrue();
    assertThat(paths.isVeryHome(other.resolve("x"))).isFalse();
    assertThat(paths.isHome(folder)).isTrue();
    assertThat(paths.isHome(Path.of("/opt/x"))).isFalse();
  }

  @Test
  @DisplayName("is none of this folder when HOME says nothing")
  void blank() {
    Path here = Path.of("").toAbsolutePath();
    for (String none : new String[] {"", " "}) {
      ProtectedPaths paths = paths(Map.of("HOME", none));
      assertThat(paths.isVeryHome(here)).isFalse();
      assertThat(paths.require(here.resolve(".ssh-of-a-checkout"))).isNotNull();
    }
  }
}
