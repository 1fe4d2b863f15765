package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A node's word on a pod")
class ReportedStatusTest {

  private final PodStatus ours =
      new PodStatusBuilder()
          .withPhase("Running")
          .withPodIPs(new PodIP("10.0.0.5"))
          .addNewCondition()
          .withType("Ready")
          .withStatus("True")
          .withLastTransitionTime("2026-01-01T00:00:00Z")
          .endCondition()
          .withContainerStatuses(Statuses.running("main", true))
          .build();

  @Nested
  @DisplayName("as a patch")
  class Patch {

    private final JsonNode patch = read(ReportedStatus.patch("u1", ours));

    @Test
    @DisplayName("names the pod's UID, so that it cannot hit a successor of the same name")
    void uid() {
      assertThat(patch.at("/metadata/uid").asText()).isEqualTo("u1");
    }

    @Test
    @DisplayName("clears reason and message of a condition that no longer has them")
    void nulls() {
      JsonNode condition = patch.at("/status/conditions/0");
      assertThat(condition.get("reason").isNull()).isTrue();
      assertThat(condition.get("message").isNull()).isTrue();
    }

    @Test
    @DisplayName("clears the pod's own reason and message when the node has none")
    void cause() {
      assertThat(patch.at("/status").get("reason").isNull()).isTrue();
      assertThat(patch.at("/status").get("message").isNull()).isTrue();
    }

    @Test
    @DisplayName("replaces the addresses instead of adding to them")
    void addresses() {
      assertThat(patch.at("/status/podIPs/1/$patch").asText()).isEqualTo("replace");
    }

    private static JsonNode read(String json) {
      try {
        return new ObjectMapper().readTree(json);
      } catch (JsonProcessingException e) {
        throw new AssertionError("no JSON: " + json, e);
      }
    }
  }

  @Nested
  @DisplayName("is the API server's too")
  class Same {

    @Test
    @DisplayName("whatever others add to it, and whenever it was said")
    void additions() {
      PodStatus theirs =
          new PodStatusBuilder(ours)
              .withQosClass("BestEffort")
              .addToConditions(
                  new PodConditionBuilder().withType("PodScheduled").withStatus("True").build())
              .editFirstCondition()
              .withLastTransitionTime("2026-01-02T00:00:00Z")
              .endCondition()
              .build();
      assertThat(ReportedStatus.same(ours, theirs)).isTrue();
    }

    @Test
    @DisplayName("but not with another status, reason or message of any of its conditions")
    void condition() {
      assertThat(
              differs(
                  new PodStatusBuilder(ours)
                      .editFirstCondition()
                      .withStatus("False")
                      .endCondition()
                      .build()))
          .isTrue();
      assertThat(
              differs(
                  new PodStatusBuilder(ours)
                      .editFirstCondition()
                      .withReason("r")
                      .endCondition()
                      .build()))
          .isTrue();
      assertThat(
              differs(
                  new PodStatusBuilder(ours)
                      .editFirstCondition()
                      .withMessage("m")
                      .endCondition()
                      .build()))
          .isTrue();
      assertThat(differs(new PodStatusBuilder(ours).withConditions().build())).isTrue();
    }

    @Test
    @DisplayName("but not with another phase, address, container or a reason for the pod")
    void rest() {
      assertThat(differs(new PodStatusBuilder(ours).withPhase("Pending").build())).isTrue();
      assertThat(differs(new PodStatusBuilder(ours).withPodIPs(new PodIP("10.0.0.6")).build()))
          .isTrue();
      assertThat(
              differs(
                  new PodStatusBuilder(ours)
                      .withContainerStatuses(Statuses.running("main", false))
                      .build()))
          .isTrue();
      assertThat(differs(new PodStatusBuilder(ours).withReason("NodeLost").build())).isTrue();
      assertThat(differs(null)).isTrue();
    }

    private boolean differs(PodStatus theirs) {
      return !ReportedStatus.same(ours, theirs);
    }
  }
}
