package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsFileTest {

  @Test
  void it_is_rewritten_in_place_and_shrinks(@TempDir Path directory) throws Exception {
    Path file = Files.createFile(directory.resolve("hosts"));
    Object inode = Files.getAttribute(file, "unix:ino");
    HostsFile hosts = new HostsFile(file, Map.of("pi1", "10.77.0.11"));
    hosts.write(Map.of("erp.erp.svc", "10.43.0.7"));
    assertThat(file)
        .hasContent(
            "127.0.0.1 localhost\n10.77.0.11 pi1\n"
                + "10.43.0.7 erp.erp.svc erp.erp.svc.cluster.local\n");
    hosts.write(Map.of());
    assertThat(file).hasContent("127.0.0.1 localhost\n10.77.0.11 pi1\n");
    assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
  }
}
