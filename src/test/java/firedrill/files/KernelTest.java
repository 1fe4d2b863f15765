package firedrill.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KernelTest {

  private static String cat(String name) throws IOException {
    Path file = Path.of("/proc/sys").resolve(name);
    Process cat = new ProcessBuilder("cat", file.toString()).start();
    return new String(cat.getInputStream().readAllBytes(), US_ASCII).strip();
  }

  @Test
  @DisplayName(
      "a setting of several digits is read whole: the kernel tells it at once or not at all")
  void numbers() throws IOException {
    assertThat(Kernel.overflowId()).hasSizeGreaterThan(1).isEqualTo(cat("kernel/overflowuid"));
    assertThat(Kernel.setting("kernel/pid_max")).isEqualTo(cat("kernel/pid_max"));
  }
}
