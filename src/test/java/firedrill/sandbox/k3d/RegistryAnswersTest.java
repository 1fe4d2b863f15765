package firedrill.sandbox.k3d;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.sandbox.k3d.RegistryAnswer.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RegistryAnswersTest {

  private final List<String> asked = new ArrayList<>();
  private final Upstream upstream = new Upstream(Optional.empty());

  private RegistryAnswers answers(Kind kind, Set<String> pulled) {
    return new RegistryAnswers(
        pulled::contains,
        (name, host) -> {
          asked.add(name);
          return new RegistryAnswer(kind, host);
        });
  }

  @Test
  @DisplayName("an image is asked for once, however often it is wanted")
  void once() {
    RegistryAnswers answers = answers(Kind.THERE, Set.of());
    assertThat(answers.of(upstream, "a/b:1").isThere()).isTrue();
    assertThat(answers.of(upstream, "a/b:1").isThere()).isTrue();
    assertThat(answers.of(upstream, "a/c:1").isThere()).isTrue();
    assertThat(asked).containsExactly("a/b:1", "a/c:1");
  }

  @Test
  @DisplayName("a silent registry is asked once, for whatever image; another one is still asked")
  void silent() {
    RegistryAnswers answers = answers(Kind.SILENT, Set.of());
    assertThat(answers.of(upstream, "a/b:1").isThere()).isFalse();
    assertThat(answers.of(upstream, "a/c:1").kind()).isEqualTo(Kind.SILENT);
    assertThat(answers.of(upstream, "quay.io/a/c:1").kind()).isEqualTo(Kind.SILENT);
    assertThat(asked).containsExactly("a/b:1", "quay.io/a/c:1");
  }

  @Test
  @DisplayName("one that refuses an image is asked for the next")
  void refused() {
    RegistryAnswers answers = answers(Kind.REFUSED, Set.of());
    answers.of(upstream, "a/b:1");
    answers.of(upstream, "a/c:1");
    assertThat(asked).containsExactly("a/b:1", "a/c:1");
  }

  @Test
  @DisplayName("what was pulled earlier is there, though nobody answers")
  void pulled() {
    RegistryAnswers answers = answers(Kind.SILENT, Set.of("a/c:1"));
    answers.of(upstream, "a/b:1");
    assertThat(answers.of(upstream, "a/c:1"))
        .isEqualTo(new RegistryAnswer(Kind.THERE, "docker.io"));
    assertThat(asked).containsExactly("a/b:1");
  }
}
