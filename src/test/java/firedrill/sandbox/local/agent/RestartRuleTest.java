package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An ended container")
class RestartRuleTest {

  @ParameterizedTest
  @DisplayName("is restarted as kind and policy say")
  @CsvSource({
    "REGULAR, Always, 0, true",
    "REGULAR, Always, 1, true",
    "REGULAR, OnFailure, 0, false",
    "REGULAR, OnFailure, 1, true",
    "REGULAR, Never, 0, false",
    "REGULAR, Never, 1, false",
    "INIT, Always, 0, false",
    "INIT, Always, 1, true",
    "INIT, OnFailure, 1, true",
    "INIT, Never, 1, false",
    "SIDECAR, Never, 1, true",
    "SIDECAR, Always, 0, true",
  })
  void rule(ContainerKind kind, String policy, int exitCode, boolean expected) {
    assertThat(RestartRule.restarts(kind, policy, exitCode)).isEqualTo(expected);
  }
}
