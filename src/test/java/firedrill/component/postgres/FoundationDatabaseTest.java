package firedrill.component.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoundationDatabaseTest {

  @ParameterizedTest
  @CsvSource({"42P01,true", "58P01,true", "58030,true", "XX001,true", "08006,false", "57P03,false"})
  void a_table_that_is_gone_or_corrupt_is_lost_and_a_server_that_is_away_is_not(
      String state, boolean lost) {
    assertThat(FoundationDatabase.isLoss(state)).isEqualTo(lost);
  }
}
