package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import java.io.IOException;
import java.nio.file.Path;
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
        HostPath.resolve(
            root, java.util.Map.of(), new HostPathVolumeSource("/a/b", "DirectoryOrCreate"));
    assertThat(path).isEqualTo(root.resolve("a/b")).isDirectory();
  }

  @Test
  @DisplayName("of type Directory must exist")
  void required() {
    assertThatThrownBy(
            () ->
                HostPath.resolve(
                    root, java.util.Map.of(), new HostPathVolumeSource("/no", "Directory")))
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
}
