package firedrill.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SettingsTest {

  private static Settings of(Map<String, String> properties) {
    return Settings.of(name -> Optional.ofNullable(properties.get(name)));
  }

  @Test
  @DisplayName("nothing given, or given empty as Maven does: the defaults")
  void defaults() {
    for (Map<String, String> none :
        List.of(
            Map.<String, String>of(),
            Map.of("seed", "", "keep", "", "keep.for", "", "sandbox", ""),
            Map.of("firedrill.stop", "", "firedrill.reports", " "),
            Map.of("firedrill.stop", " "))) {
      Settings settings = of(none);
      assertThat(settings.seed()).isEmpty();
      assertThat(settings.keep()).isEqualTo(Keep.NEVER);
      assertThat(settings.keepFor()).isEqualTo(Duration.ofMinutes(30));
      assertThat(settings.sandbox().kind()).isEqualTo("local");
      assertThat(settings.reports()).isEqualTo(Path.of("reports"));
      assertThat(settings.stopFile().toString()).endsWith(".firedrill/STOP");
    }
  }

  @Test
  @DisplayName("what is given counts")
  void given() {
    Settings settings = of(Map.of("seed", "-7", "keep", "on-failure", "keep.for", "5m"));
    assertThat(settings.seed()).hasValue(-7);
    assertThat(settings.keepFor()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.keep().applies(true)).isTrue();
    assertThat(settings.keep().applies(false)).isFalse();
    assertThat(Keep.ALWAYS.applies(false)).isTrue();
    assertThat(Keep.NEVER.applies(true)).isFalse();
  }

  @Test
  @DisplayName("a wrong value names the property and what is allowed")
  void wrong() {
    assertThatThrownBy(() -> of(Map.of("keep", "yes")))
        .hasMessage("-Dkeep must be one of [never, on-failure, always]; found yes");
    assertThatThrownBy(() -> of(Map.of("seed", "x"))).hasMessageContaining("-Dseed must be random");
    assertThatThrownBy(() -> of(Map.of("keep.for", "x"))).hasMessageContaining("-Dkeep.for must");
  }
}
