package firedrill.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@DisabledIfSystemProperty(
    named = "property.seed",
    matches = ".*",
    disabledReason = "only without -Dproperty.seed")
class PropertyTest {

  @Test
  void every_run_is_another_case() {
    Set<String> texts = new HashSet<>();
    Property.holds(200, gen -> texts.add(gen.text(30)));
    assertThat(texts.size()).isGreaterThan(100);
  }

  @Test
  void the_first_failure_ends_it_and_names_its_seed_and_what_was_made_up() {
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(
            () ->
                Property.holds(
                    100,
                    gen -> {
                      gen.between(7, 7);
                      if (runs.incrementAndGet() == 3) {
                        throw new IllegalStateException("broken");
                      }
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("case 3 of 100")
        .hasMessageMatching("(?s).*-Dproperty\\.seed=-?\\d+.*")
        .hasMessageContaining("made up: [7]")
        .hasRootCauseMessage("broken");
    assertThat(runs).hasValue(3);
  }

  @Test
  void the_same_seed_makes_up_the_same_values() {
    assertThat(values(new Gen(42))).isEqualTo(values(new Gen(42)));
  }

  @Test
  void values_stay_within_their_bounds_and_reach_them() {
    Set<Integer> numbers = new HashSet<>();
    Set<Integer> sizes = new HashSet<>();
    Property.holds(
        500,
        gen -> {
          numbers.add(gen.between(-1, 1));
          sizes.add(gen.list(1, 8, gen::anyInt).size());
        });
    assertThat(numbers).containsExactlyInAnyOrder(-1, 0, 1);
    assertThat(sizes).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
  }

  private static List<Object> values(Gen gen) {
    List<Object> values = new ArrayList<>();
    values.add(gen.anyInt());
    values.add(gen.text(50));
    values.add(gen.textOf("abc", 9));
    values.add(gen.list(0, 9, () -> gen.of("x", "y")));
    values.add(gen.random().nextLong());
    return values;
  }
}
