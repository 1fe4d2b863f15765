package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("After a reboot")
class AdoptionTest {

  @Test
  @DisplayName("a reported end is kept")
  void reported() {
    assertThat(Adoption.terminated(Statuses.ended("a", 7), 0).getExitCode()).isEqualTo(7);
    assertThat(Adoption.terminated(Statuses.crashLoop("a"), 0).getExitCode()).isEqualTo(1);
  }

  @Test
  @DisplayName("an end before the last start counts for nothing")
  void outdated() {
    assertThat(Adoption.terminated(Statuses.ended("a", 0), 1)).isNull();
  }

  @Test
  @DisplayName("a container that was running has ended with 255, Unknown")
  void lost() {
    assertThat(Adoption.terminated(Statuses.running("a", true), 0)).isNull();
    var lost = Adoption.lost(Statuses.running("a", true), "now");
    assertThat(lost.getExitCode()).isEqualTo(255);
    assertThat(lost.getReason()).isEqualTo("Unknown");
    assertThat(lost.getFinishedAt()).isEqualTo("now");
  }

  @Test
  @DisplayName("a token is renewed at 80 % of its life")
  void renewal() {
    Instant issued = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(TokenManager.renewAt(issued, issued.plusSeconds(600)))
        .isEqualTo(issued.plusSeconds(480));
  }
}
