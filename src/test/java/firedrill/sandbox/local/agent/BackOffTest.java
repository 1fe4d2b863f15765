package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The restart back-off")
class BackOffTest {

  private final BackOff backOff = new BackOff(Duration.ofSeconds(10), Duration.ofSeconds(60));

  @Test
  @DisplayName("restarts at once, then waits the base, then doubles up to the cap")
  void doubles() {
    long now = 0;
    assertThat(backOff.pause(now)).isZero();
    for (int expected : new int[] {10, 20, 40, 60, 60}) {
      backOff.restarted(now);
      assertThat(backOff.pause(now)).isEqualTo(Duration.ofSeconds(expected));
    }
  }

  @Test
  @DisplayName("begins afresh after a run of more than twice the cap, not before")
  void resets() {
    backOff.restarted(0);
    backOff.restarted(0);
    assertThat(backOff.pause(Duration.ofSeconds(120).toNanos())).isEqualTo(Duration.ofSeconds(20));
    long later = Duration.ofSeconds(121).toNanos();
    assertThat(backOff.pause(later)).isZero();
    backOff.restarted(later);
    assertThat(backOff.pause(later)).isEqualTo(Duration.ofSeconds(10));
  }
}
