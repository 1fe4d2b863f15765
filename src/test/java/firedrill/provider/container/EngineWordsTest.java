package firedrill.provider.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the engine that the machine names")
class EngineWordsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker\n-H\n10.0.0.5:2375",
        "docker\n-H=10.0.0.5:2375",
        "docker\n--host\n10.0.0.5:2375",
        "docker\n--host\ntcp://10.0.0.5:2375",
        "docker\n--host\nssh://pi1",
        "docker\n--context\nprod",
        "podman",
        "docker",
        "podman\n--remote",
        "podman\n--remote=true",
        "podman\n--connection=prod",
        "podman\n--url\nssh://pi1",
        "-H\nunix:///run/docker.sock\nx",
        ""
      })
  @DisplayName("is asked by no other way than a socket of this machine")
  void elsewhere(String said) {
    assertThatThrownBy(() -> ContainerImage.engine(said)).isInstanceOf(RuntimeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "podman\n--remote=false",
        "docker\n--host\nunix:///run/docker.sock",
        "podman\n--url\nunix:///run/podman/podman.sock"
      })
  @DisplayName("is a program with its socket, or one that asks nobody")
  void here(String said) {
    assertThat(ContainerImage.engine(said)).startsWith(said.substring(0, 6));
  }
}
