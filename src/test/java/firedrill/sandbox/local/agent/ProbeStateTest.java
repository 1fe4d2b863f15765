package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A probe's verdict")
class ProbeStateTest {

  @Test
  @DisplayName("needs the failure threshold in a row")
  void failures() {
    ProbeState state = new ProbeState(1, 3);
    assertThat(state.record(true)).contains(true);
    assertThat(state.record(false)).isEmpty();
    assertThat(state.record(false)).isEmpty();
    assertThat(state.record(true)).isEmpty();
    assertThat(state.record(false)).isEmpty();
    assertThat(state.record(false)).isEmpty();
    assertThat(state.record(false)).contains(false);
    assertThat(state.record(false)).isEmpty();
  }

  @Test
  @DisplayName("needs the success threshold in a row")
  void successes() {
    ProbeState state = new ProbeState(2, 1);
    assertThat(state.record(true)).isEmpty();
    assertThat(state.record(false)).contains(false);
    assertThat(state.record(true)).isEmpty();
    assertThat(state.record(true)).contains(true);
  }

  @Test
  @DisplayName("defaults to one success and three failures")
  void defaults() {
    ProbeState state = new ProbeState(null, null);
    assertThat(state.record(false)).isEmpty();
    assertThat(state.record(false)).isEmpty();
    assertThat(state.record(false)).contains(false);
    assertThat(state.record(true)).contains(true);
  }
}
