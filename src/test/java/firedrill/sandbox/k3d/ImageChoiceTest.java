package firedrill.sandbox.k3d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.sandbox.ImageSource;
import firedrill.sandbox.k3d.RegistryAnswer.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageChoiceTest {

  private static final Optional<String> NODE = Optional.of("rancher/k3s:v1");
  private static final Set<String> PODS = Set.of("hashicorp/vault:1", "busybox:1");

  private final List<String> asked = new ArrayList<>();

  private RegistryAnswer answer(String name, Set<String> lacking) {
    asked.add(name);
    return lacking.contains(name)
        ? new RegistryAnswer(Kind.REFUSED, "docker.io does not give " + name)
        : new RegistryAnswer(Kind.THERE, "docker.io");
  }

  private ImageChoice choose(String mode, Optional<String> node, Set<String> lacking) {
    return ImageChoice.of(ImageSource.of(mode, ""), node, PODS, name -> answer(name, lacking));
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "pull"})
  @DisplayName("all are there: all are pulled")
  void all(String mode) {
    ImageChoice choice = choose(mode, NODE, Set.of());
    assertThat(choice).isEqualTo(new ImageChoice(NODE, PODS, "docker.io"));
    assertThat(choice.told()).isEqualTo("images are pulled from docker.io");
    assertThat(asked).containsExactly("rancher/k3s:v1", "busybox:1", "hashicorp/vault:1");
  }

  @Test
  @DisplayName("auto, and one is lacking: none is pulled, and it is said which and why")
  void auto() {
    ImageChoice choice = choose("auto", NODE, Set.of("hashicorp/vault:1"));
    assertThat(choice.pulls()).isFalse();
    assertThat(choice.told())
        .isEqualTo("images are made here: docker.io does not give hashicorp/vault:1");
  }

  @Test
  @DisplayName("auto, and the first is lacking: nothing more is asked")
  void first() {
    assertThat(choose("auto", NODE, Set.of("rancher/k3s:v1")).pulls()).isFalse();
    assertThat(asked).containsExactly("rancher/k3s:v1");
  }

  @Test
  @DisplayName("red: pull, and one is lacking: no lab, one message with what to do")
  void pull() {
    assertThatThrownBy(() -> choose("pull", NODE, Set.of("busybox:1")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "-Dimages=pull, and docker.io does not give busybox:1. Use -Dimages=build, which makes"
                + " all images here, or name a registry that has them:"
                + " -Dimages.registry=HOST[:PORT]");
  }

  @Test
  @DisplayName("build: nobody is asked")
  void build() {
    ImageChoice choice = choose("build", NODE, Set.of());
    assertThat(choice.pulls()).isFalse();
    assertThat(choice.told()).isEqualTo("images are made here: -Dimages=build");
    assertThat(asked).isEmpty();
  }

  @Test
  @DisplayName("nodes that upstream's image does not do for are made, and the pods' images pulled")
  void pods() {
    ImageChoice choice = choose("pull", Optional.empty(), Set.of());
    assertThat(choice.node()).isEmpty();
    assertThat(choice.pods()).isEqualTo(PODS);
  }

  @Test
  @DisplayName("a lab without any image that could be pulled asks nobody, with pull neither")
  void nothing() {
    ImageChoice choice =
        ImageChoice.of(
            ImageSource.of("pull", ""), Optional.empty(), Set.of(), name -> answer(name, Set.of()));
    assertThat(choice.pulls()).isFalse();
    assertThat(asked).isEmpty();
  }
}
