package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A status patch")
class StatusPublisherTest {

  private final JsonNode patch =
      StatusPublisher.patch(
          "u1",
          """
          {"phase":"Running","podIPs":[{"ip":"10.0.0.5"}],
           "conditions":[{"type":"Ready","status":"True"}]}
          """);

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
  @DisplayName("replaces the addresses instead of adding to them")
  void addresses() {
    assertThat(patch.at("/status/podIPs/1/$patch").asText()).isEqualTo("replace");
  }
}
