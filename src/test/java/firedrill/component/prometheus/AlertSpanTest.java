package firedrill.component.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AlertSpanTest {

  private static List<AlertSpan> spans(Alert.State state, long... seconds) {
    List<Instant> seen = LongStream.of(seconds).mapToObj(Instant::ofEpochSecond).toList();
    return AlertSpan.of("one:9000", state, seen);
  }

  @Test
  @DisplayName("evaluations one after the other are one span, from the first to the last")
  void oneSpan() {
    assertThat(spans(Alert.State.PENDING, 10, 11, 12, 15))
        .containsExactly(
            new AlertSpan(
                "one:9000",
                Alert.State.PENDING,
                Instant.ofEpochSecond(10),
                Instant.ofEpochSecond(15)));
  }

  @Test
  @DisplayName("after a gap another span begins, so that an old alert is not taken for this one")
  void gap() {
    assertThat(spans(Alert.State.PENDING, 10, 11, 15, 16))
        .extracting(s -> s.first().getEpochSecond())
        .containsExactly(10L, 15L);
  }

  @Test
  @DisplayName("how long one waited is from its first evaluation to the first of the other")
  void waited() {
    AlertSpan pending = spans(Alert.State.PENDING, 10, 11, 12).get(0);
    AlertSpan firing = spans(Alert.State.FIRING, 13, 14).get(0);
    assertThat(pending.until(firing)).isEqualTo(Duration.ofSeconds(3));
  }
}
