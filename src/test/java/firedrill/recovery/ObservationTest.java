package firedrill.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An observation of several things")
class ObservationTest {

  private static final Observation OPERATOR = Observation.notYet("the operator's pod is not ready");
  private static final Observation SECRET = Observation.yes("Healthy=True, Ready=True");

  @Test
  @DisplayName("is as hoped only when each of them is")
  void all() {
    assertThat(Observation.allOf(SECRET, SECRET).ok()).isTrue();
    assertThat(Observation.allOf(SECRET, OPERATOR).ok()).isFalse();
  }

  @Test
  @DisplayName("tells every one, and the missing ones first and as such")
  void text() {
    assertThat(Observation.allOf(SECRET, OPERATOR).text())
        .isEqualTo("missing: the operator's pod is not ready; Healthy=True, Ready=True");
  }
}
