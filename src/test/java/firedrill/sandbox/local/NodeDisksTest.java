package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.sandbox.NodeSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Disks of a machine without power")
class NodeDisksTest {

  private static final Path DATA = Path.of("/srv/volumes");

  @TempDir Path lab;

  private NodeDisks disks() {
    NodeSpec spec = new NodeSpec("pi1", NodeSpec.Role.CLUSTER, "home", 1 << 20, List.of(DATA));
    return new NodeDisks(spec, lab, lab.resolve("sockets"));
  }

  @Test
  @DisplayName("are blank before anything was written")
  void blank() {
    assertThat(disks().areBlank()).isTrue();
  }

  @Test
  @DisplayName("are not blank once formatted, and are again when they were replaced")
  void formatted() throws Exception {
    NodeDisks disks = disks();
    for (Path raw : disks.raw()) {
      Files.writeString(raw, "a file system");
    }
    assertThat(disks.areBlank()).isFalse();
    disks.discard();
    assertThat(disks.areBlank()).isTrue();
  }

  @Test
  @DisplayName("are not blank with a file in a host directory that lies on no disk of its own")
  void hostDirectory() throws Exception {
    NodeDisks disks = disks();
    for (Path folder : disks.plainHostData()) {
      Files.createDirectories(folder);
      assertThat(disks.areBlank()).isTrue();
      Files.writeString(folder.resolve("file"), "content");
      assertThat(disks.areBlank()).isFalse();
    }
  }
}
