package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A hostPath volume")
class HostPathTest {

  @TempDir Path root;

  @Test
  @DisplayName("lies below the node's root and is made if its type allows")
  void created() throws IOException {
    Path path =
        HostPath.resolve(root, Map.of(), new HostPathVolumeSource("/a/b", "DirectoryOrCreate"));
    assertThat(path).isEqualTo(root.resolve("a/b")).isDirectory();
  }

  @Test
  @DisplayName("of type Directory must exist")
  void required() {
    assertThatThrownBy(
            () -> HostPath.resolve(root, Map.of(), new HostPathVolumeSource("/no", "Directory")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("/no is not a directory");
  }

  @Test
  @DisplayName("cannot leave the node's root")
  void escape() {
    assertThatThrownBy(() -> HostPath.below(root, "/../../etc"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("leaves the node's root");
  }

  @Test
  @DisplayName("may lie elsewhere: the longest of the given paths decides")
  void elsewhere() throws IOException {
    Path data = root.resolve("data");
    Path view = root.resolve("view");
    Map<String, Path> places = Map.of("/", view, "/proc", view.resolve("proc"), "/var/data", data);
    assertThat(resolve(places, "/var/data/replicas")).isEqualTo(data.resolve("replicas"));
    assertThat(resolve(places, "/var/data/")).isEqualTo(data);
    assertThat(resolve(places, "/proc/")).isEqualTo(view.resolve("proc"));
    assertThat(resolve(places, "/")).isEqualTo(view);
    assertThat(resolve(places, "/var/database")).isEqualTo(root.resolve("node/var/database"));
    assertThat(resolve(places, "/var/data/../other")).isEqualTo(root.resolve("node/var/other"));
  }

  private Path resolve(Map<String, Path> places, String path) throws IOException {
    return HostPath.resolve(
        root.resolve("node"), places, new HostPathVolumeSource(path, "DirectoryOrCreate"));
  }
}
