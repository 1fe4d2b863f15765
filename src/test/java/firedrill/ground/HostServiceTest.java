package firedrill.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HostServiceTest {

  @Test
  @DisplayName("its home is what its machine says, beside all that it is told")
  void home() {
    HostService service = new HostService("minio", "minio", List.of(), Map.of("TZ", "UTC"));
    assertThat(service.environment()).containsExactly(Map.entry("TZ", "UTC"));
    assertThat(service.environmentAt(Path.of("/lab/pi2/minio")))
        .containsExactly(Map.entry("HOME", "/lab/pi2/minio"), Map.entry("TZ", "UTC"));
  }

  @Test
  @DisplayName("where an argument names its home, that is its machine's path of it")
  void arguments() {
    HostService service =
        new HostService(
            "watch", "prometheus", List.of("--config.file={home}/a.yml", "--quiet"), Map.of());
    assertThat(service.argumentsAt(Path.of("/lab/watch")))
        .containsExactly("--config.file=/lab/watch/a.yml", "--quiet");
  }

  @Test
  @DisplayName("who gives it one is told to leave it out")
  void told() {
    assertThatThrownBy(() -> new HostService("minio", "minio", List.of(), Map.of("HOME", "/root")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("minio is told of a home; its machine gives it one, so leave HOME out");
  }
}
