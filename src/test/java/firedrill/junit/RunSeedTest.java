package firedrill.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The seed of a run")
class RunSeedTest {

  @Test
  @DisplayName("is one and the same for as long as the process lives")
  void one() {
    assertThat(RunSeed.get()).isEqualTo(RunSeed.get());
  }

  @Test
  @DisplayName("is drawn unless a number is given")
  void given() {
    assertThat(RunSeed.of(" 42 ")).hasValue(42);
    assertThat(RunSeed.of("-7")).hasValue(-7);
    assertThat(RunSeed.of("random")).isEmpty();
    assertThat(RunSeed.of("")).isEmpty();
    assertThat(RunSeed.of(null)).isEmpty();
  }

  @Test
  @DisplayName("is refused with the allowed values when it is neither")
  void refused() {
    assertThatThrownBy(() -> RunSeed.of("4x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("-Dseed must be random or a whole number; found 4x");
  }

  @Test
  @DisplayName("gives each scenario its own, the same in every run")
  void scenarios() {
    assertThat(Seeds.derived(42, "a/one")).isEqualTo(Seeds.derived(42, "a/one"));
    assertThat(Seeds.derived(42, "a/one")).isNotEqualTo(Seeds.derived(42, "a/two"));
    assertThat(Seeds.derived(42, "a/one")).isNotEqualTo(Seeds.derived(43, "a/one"));
  }
}
