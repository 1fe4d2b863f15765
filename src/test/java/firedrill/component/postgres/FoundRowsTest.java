package firedrill.component.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FoundRowsTest {

  private static FoundRows found(List<String> told, Set<String> rows) {
    return new FoundRows(
        rows, told.stream().collect(Collectors.toMap(row -> row, row -> Instant.EPOCH)), 0);
  }

  @Test
  void a_database_without_its_last_rows_has_no_holes() {
    assertThat(found(List.of("a.1", "a.2", "a.10"), Set.of("a.1", "a.2")).holes()).isEmpty();
  }

  @Test
  void a_row_that_is_missing_before_a_later_one_is_a_hole() {
    assertThat(found(List.of("a.9", "a.10", "a.11"), Set.of("a.10", "a.11")).holes())
        .containsExactly("a.9");
  }

  @Test
  void what_another_client_committed_says_nothing_of_a_clients_own_last_row() {
    assertThat(found(List.of("a.1", "a.2", "b.7"), Set.of("a.1", "b.7")).holes()).isEmpty();
  }

  @Test
  void a_client_of_whom_nothing_is_left_leaves_no_hole() {
    assertThat(found(List.of("a.1", "a.2"), Set.of()).holes()).isEmpty();
  }
}
