package firedrill.sandbox.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {

  @ParameterizedTest
  @CsvSource({
    "1.36.3, 1.34.0, true",
    "1.9.0, 1.10.0, false",
    "v1.2, 1.2.0, true",
    "1.2, 1.2.1, false",
    "go1.26.8, 1.26, true",
    "1.36.3+k3s1, 1.36.3, true",
    "2, 1.99.99, true",
    "2025-09-07T16-13-09Z, 2025-09-07, true",
    "2025-09-07, 2025-10-15, false",
    "2026-01-01, 2025-12-31, true",
    "1.36.3-2025-09-07, 1.36.3, true",
  })
  void numbersAreComparedOneByOne(String one, String other, boolean atLeast) {
    assertThat(Version.of(one).atLeast(Version.of(other))).isEqualTo(atLeast);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "devel", "-1.2", "v"})
  void whatDoesNotBeginWithANumberIsRefused(String text) {
    assertThatThrownBy(() -> Version.of(text)).hasMessageContaining("not a version");
  }
}
