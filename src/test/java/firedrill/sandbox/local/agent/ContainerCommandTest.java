package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("command and args")
class ContainerCommandTest {

  private final LocalImage image =
      new LocalImage(
          null, List.of("/entry"), List.of("cmd1", "cmd2"), null, null, null, null, null);

  @Test
  @DisplayName("left out: the image's entrypoint and cmd")
  void neither() {
    assertThat(argv(new Container())).containsExactly("/entry", "cmd1", "cmd2");
  }

  @Test
  @DisplayName("args alone replace the image's cmd")
  void argsOnly() {
    assertThat(argv(new ContainerBuilder().withArgs("a", "$(V)").build()))
        .containsExactly("/entry", "a", "value");
  }

  @Test
  @DisplayName("command alone silences the image's cmd")
  void commandOnly() {
    assertThat(argv(new ContainerBuilder().withCommand("/other").build()))
        .containsExactly("/other");
  }

  @Test
  @DisplayName("both replace both")
  void both() {
    assertThat(argv(new ContainerBuilder().withCommand("/other").withArgs("a").build()))
        .containsExactly("/other", "a");
  }

  private List<String> argv(Container container) {
    return ContainerCommand.argv(container, image, Map.of("V", "value"));
  }
}
