package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pod's conditions")
class PodConditionsTest {

  private final Pod pod = new PodBuilder().withNewSpec().endSpec().build();
  private final PodConditions conditions = new PodConditions(pod);

  @Test
  @DisplayName("name the containers that are not ready")
  void unready() {
    PodCondition ready = find("Ready", of(false, "t1"));
    assertThat(ready.getStatus()).isEqualTo("False");
    assertThat(ready.getReason()).isEqualTo("ContainersNotReady");
    assertThat(ready.getMessage()).isEqualTo("containers with unready status: [main]");
  }

  @Test
  @DisplayName("carry no reason once they hold")
  void ready() {
    PodCondition ready = find("Ready", of(true, "t1"));
    assertThat(ready.getStatus()).isEqualTo("True");
    assertThat(ready.getReason()).isNull();
    assertThat(ready.getMessage()).isNull();
  }

  @Test
  @DisplayName("keep their transition time while their status stays")
  void transition() {
    of(false, "t1");
    assertThat(find("Ready", of(false, "t2")).getLastTransitionTime()).isEqualTo("t1");
    assertThat(find("Ready", of(true, "t3")).getLastTransitionTime()).isEqualTo("t3");
    assertThat(find("Ready", of(true, "t4")).getLastTransitionTime()).isEqualTo("t3");
  }

  @Test
  @DisplayName("say PodCompleted of a pod that has succeeded")
  void completed() {
    List<PodCondition> all =
        conditions.of(pod, "Succeeded", false, List.of(), List.of(Statuses.ended("main", 0)), "t1");
    assertThat(find("Ready", all).getReason()).isEqualTo("PodCompleted");
    assertThat(find("Initialized", all).getStatus()).isEqualTo("True");
  }

  private List<PodCondition> of(boolean ready, String now) {
    return conditions.of(
        pod, "Running", true, List.of(), List.of(Statuses.running("main", ready)), now);
  }

  private static PodCondition find(String type, List<PodCondition> all) {
    return all.stream().filter(c -> c.getType().equals(type)).findFirst().orElseThrow();
  }
}
