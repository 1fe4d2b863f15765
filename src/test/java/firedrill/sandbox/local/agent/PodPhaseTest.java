package firedrill.sandbox.local.agent;

import static firedrill.sandbox.local.agent.Statuses.crashLoop;
import static firedrill.sandbox.local.agent.Statuses.creating;
import static firedrill.sandbox.local.agent.Statuses.ended;
import static firedrill.sandbox.local.agent.Statuses.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pod's phase")
class PodPhaseTest {

  @Test
  @DisplayName("is Pending until every container was started once")
  void pending() {
    assertThat(phase("Always", running("a", true), creating("b"))).isEqualTo("Pending");
    assertThat(PodPhase.of("Always", List.of(running("i", false)), List.of(creating("a")), false))
        .isEqualTo("Pending");
  }

  @Test
  @DisplayName("is Running while one runs, and in a crash loop")
  void runs() {
    assertThat(phase("Never", Statuses.running("a", false), ended("b", 1))).isEqualTo("Running");
    assertThat(phase("Always", crashLoop("a"))).isEqualTo("Running");
    assertThat(phase("Always", ended("a", 0))).isEqualTo("Running");
    assertThat(phase("OnFailure", ended("a", 1))).isEqualTo("Running");
  }

  @Test
  @DisplayName("is Succeeded or Failed once nothing is to be restarted")
  void ends() {
    assertThat(phase("Never", ended("a", 0), ended("b", 0))).isEqualTo("Succeeded");
    assertThat(phase("Never", ended("a", 0), ended("b", 1))).isEqualTo("Failed");
    assertThat(phase("OnFailure", ended("a", 0))).isEqualTo("Succeeded");
  }

  @Test
  @DisplayName("is final when the pod is being ended, whatever the policy")
  void ending() {
    assertThat(PodPhase.of("Always", List.of(), List.of(ended("a", 0)), true))
        .isEqualTo("Succeeded");
    assertThat(PodPhase.of("Always", List.of(), List.of(ended("a", 143)), true))
        .isEqualTo("Failed");
  }

  @Test
  @DisplayName("is Failed when an init container of a Never pod fails")
  void initFails() {
    assertThat(PodPhase.of("Never", List.of(ended("i", 1)), List.of(creating("a")), false))
        .isEqualTo("Failed");
    assertThat(PodPhase.of("Always", List.of(ended("i", 1)), List.of(creating("a")), false))
        .isEqualTo("Pending");
  }

  private static String phase(String policy, ContainerStatus... statuses) {
    return PodPhase.of(policy, List.of(), List.of(statuses), false);
  }
}
