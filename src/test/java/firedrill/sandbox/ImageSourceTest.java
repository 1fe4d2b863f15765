package firedrill.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSourceTest {

  @ParameterizedTest
  @CsvSource({"pull, PULL", "build, BUILD", "auto, AUTO", "' Pull ', PULL", "'', AUTO"})
  @DisplayName("pull, build and auto; nothing is auto")
  void modes(String text, ImageSource.Mode mode) {
    assertThat(ImageSource.of(text, "").mode()).isEqualTo(mode);
  }

  @Test
  @DisplayName("what is not set is auto, from upstream's own registries")
  void unset() {
    ImageSource source = ImageSource.of(null, null);
    assertThat(source.mode()).isEqualTo(ImageSource.Mode.AUTO);
    assertThat(source.registry()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pulled", "never", "true", "pull,build", "docker.io"})
  @DisplayName("another value is refused with those that there are")
  void wrongMode(String text) {
    assertThatThrownBy(() -> ImageSource.of(text, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("-Dimages must be pull, build or auto; found " + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:5000",
        "127.0.0.1:5000",
        "mirror:5000",
        "mirror.example",
        "mirror.example:5000",
        "mirror.example/docker-hub",
        "mirror.example:5000/a/b_c"
      })
  @DisplayName("a registry is a host that Docker takes for one, and a folder of it")
  void registries(String text) {
    assertThat(ImageSource.wrong(text)).isEmpty();
    assertThat(ImageSource.of("", " " + text).registry()).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mirror",
        "mirror/hub",
        "https://mirror.example",
        "mirror.example/",
        "mirror.example:port",
        "user:secret@mirror.example",
        "--config=x",
        "a b.c",
        "mirror.example?x",
        "mirror.example/..//x\r\nHost: y"
      })
  @DisplayName("red: what Docker would take for a folder of Docker Hub, an address, or options")
  void wrongRegistry(String text) {
    assertThat(ImageSource.wrong(text))
        .singleElement()
        .asString()
        .startsWith("-Dimages.registry=" + text + " is no registry: write ");
    assertThatThrownBy(() -> ImageSource.of("", text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "  "})
  @DisplayName("none is none")
  void none(String text) {
    assertThat(ImageSource.wrong(text)).isEmpty();
    assertThat(ImageSource.of("pull", text).registry()).isEmpty();
  }
}
