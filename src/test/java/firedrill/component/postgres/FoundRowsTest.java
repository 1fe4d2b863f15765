package firedrill.component.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FoundRowsTest {

  private static final Instant LATER = Instant.ofEpochSecond(1000);

  /** Told one a second. */
  private static FoundRows found(List<String> told, Set<String> rows) {
    Map<String, Instant> heard = new HashMap<>();
    told.forEach(row -> heard.put(row, Instant.ofEpochSecond(heard.size())));
    return new FoundRows(rows, heard, 0);
  }

  @Test
  void a_database_without_its_last_rows_has_no_holes() {
    assertThat(found(List.of("a.1", "a.2", "a.10"), Set.of("a.1", "a.2")).holes(LATER)).isEmpty();
  }

  @Test
  void a_row_that_is_missing_before_a_later_one_is_a_hole() {
    assertThat(found(List.of("a.9", "a.10", "a.11"), Set.of("a.10", "a.11")).holes(LATER))
        .containsExactly("a.9");
  }

  @Test
  void the_last_row_of_an_earlier_client_is_a_hole_when_the_next_ones_is_there() {
    assertThat(found(List.of("a.1", "a.2", "b.1"), Set.of("a.1", "b.1")).holes(LATER))
        .containsExactly("a.2");
  }

  @Test
  void what_was_committed_after_the_cut_says_nothing_of_what_the_cut_took() {
    FoundRows found = found(List.of("a.1", "a.2", "b.1"), Set.of("a.1", "b.1"));
    assertThat(found.holes(Instant.ofEpochSecond(1))).isEmpty();
  }

  @Test
  void an_empty_database_has_no_hole_and_loses_everything_at_its_end() {
    assertThat(found(List.of("a.1", "a.2"), Set.of()).holes(LATER)).isEmpty();
  }

  @Test
  void a_client_has_one_row_under_way_at_most() {
    assertThat(
            found(List.of("a.1", "a.2"), Set.of("a.1", "a.2", "a.3", "a.4", "b.1", "c.2"))
                .underWay())
        .containsExactlyInAnyOrder("a.3", "b.1");
  }
}
