package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a node says of itself")
class NodeReportTest {

  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = Instant.parse("2026-01-01T00:01:00Z");

  private final NodeReport report =
      new NodeReport("n1", "10.0.0.1", AgentSettings.lab(Path.of("n1"), "10.96.0.1", 443));
  private final NodeStatus first = report.status(null, FIRST);

  @Test
  @DisplayName("is said once the API server has it, whatever others add")
  void said() {
    NodeStatus more =
        new NodeStatusBuilder(first)
            .addToCapacity("example.org/gpu", new Quantity("1"))
            .addToConditions(
                new NodeConditionBuilder().withType("example.org/Own").withStatus("True").build())
            .build();
    assertThat(NodeReport.isSaid(report.status(more, LATER), more)).isTrue();
  }

  @Test
  @DisplayName("is not said while one condition, a size or the boot differs")
  void unsaid() {
    for (NodeCondition one : first.getConditions()) {
      NodeStatus unknown =
          new NodeStatusBuilder(first)
              .editMatchingCondition(c -> one.getType().equals(c.getType()))
              .withStatus("Unknown")
              .endCondition()
              .build();
      assertThat(NodeReport.isSaid(first, unknown)).as(one.getType()).isFalse();
    }
    assertThat(
            NodeReport.isSaid(
                first,
                new NodeStatusBuilder(first).addToCapacity("cpu", new Quantity("1")).build()))
        .isFalse();
    NodeStatus otherBoot =
        new NodeReport("n1", "10.0.0.1", AgentSettings.lab(Path.of("n1"), "10.96.0.1", 443))
            .status(null, FIRST);
    assertThat(NodeReport.isSaid(first, otherBoot)).isFalse();
  }

  @Test
  @DisplayName("keeps a condition's time of transition until its status changes")
  void transition() {
    NodeStatus silent =
        new NodeStatusBuilder(first)
            .editMatchingCondition(c -> "Ready".equals(c.getType()))
            .withStatus("Unknown")
            .endCondition()
            .build();
    assertThat(since(report.status(silent, LATER), "Ready")).isEqualTo(LATER.toString());
    assertThat(since(report.status(silent, LATER), "DiskPressure")).isEqualTo(FIRST.toString());
  }

  private static String since(NodeStatus status, String type) {
    return status.getConditions().stream()
        .filter(c -> type.equals(c.getType()))
        .findFirst()
        .orElseThrow()
        .getLastTransitionTime();
  }
}
