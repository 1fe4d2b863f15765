package drills;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.recovery.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HelpedTest {

  private final AtomicBoolean up = new AtomicBoolean();
  private final List<String> said = new ArrayList<>();

  private Helped helped(Duration after) {
    return new Helped(
        () -> Observation.of(up.get(), up.get() ? "up" : "down"),
        said::add,
        List.of(new Helped.Remedy(after, "it was restarted", () -> up.set(true))));
  }

  @Test
  @DisplayName("what comes true by itself is told as it is, and nobody has helped")
  void byItself() throws Exception {
    Helped helped = helped(Duration.ofMinutes(1));
    assertThat(helped.check()).isEqualTo(Observation.notYet("down"));
    up.set(true);
    assertThat(helped.check()).isEqualTo(Observation.yes("up"));
    assertThat(helped.wasHelped()).isFalse();
    assertThat(said).isEmpty();
  }

  @Test
  @DisplayName("a remedy that was used is named by what is seen from then on")
  void named() throws Exception {
    Helped helped = helped(Duration.ZERO);
    assertThat(helped.check())
        .isEqualTo(Observation.notYet("down; helped after 0 s: it was restarted"));
    assertThat(helped.check()).isEqualTo(Observation.yes("up; helped after 0 s: it was restarted"));
    assertThat(helped.wasHelped()).isTrue();
    assertThat(said).containsExactly("it was restarted after 0 s; last seen: down");
  }

  @Test
  @DisplayName("what comes at once with a hand, and had not come for long without, needed the hand")
  void neededTheHand() throws Exception {
    Helped helped = helped(Duration.ofSeconds(1));
    long began = System.nanoTime();
    while (!helped.check().ok()) {
      assertThat(helped.neededTheHand()).isFalse();
      assertThat(System.nanoTime() - began).isLessThan(Duration.ofSeconds(30).toNanos());
      Thread.onSpinWait();
    }
    assertThat(helped.neededTheHand()).isTrue();
  }
}
