package firedrill.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({"500ms,500", "30s,30000", "1m30s,90000", "2h,7200000", "5m,300000", "1s5ms,1005"})
  void parsesWhatPeopleWrite(String text, long millis) {
    assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "30s1m", "-5s", "1.5s", "1 s", "99999999999s"})
  void refusesTheRest(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,0ms", "999.4,999ms", "1000,1.0s", "12345,12.3s", "59960,1m00s", "125000,2m05s"})
  void writesShortTexts(double millis, String text) {
    assertThat(Durations.text(millis)).isEqualTo(text);
  }
}
