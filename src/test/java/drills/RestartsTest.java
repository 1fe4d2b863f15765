package drills;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RestartsTest {

  @Test
  void a_pod_that_is_gone_still_counts_and_each_only_with_its_highest_number() {
    AtomicReference<ResourceEventHandler<Pod>> pods = new AtomicReference<>();
    Restarts restarts =
        new Restarts(
            handler -> {
              pods.set(handler);
              return null;
            });
    Pod first = pod("a", 1);
    pods.get().onAdd(first);
    pods.get().onUpdate(first, pod("a", 3));
    pods.get().onDelete(pod("a", 3), false);
    pods.get().onAdd(pod("b", 2));
    pods.get().onAdd(new PodBuilder().withNewMetadata().withUid("c").endMetadata().build());
    assertThat(restarts.count()).isEqualTo(5);
    assertThat(restarts.pods()).isEqualTo(3);
  }

  private static Pod pod(String uid, int restarts) {
    return new PodBuilder()
        .withNewMetadata()
        .withUid(uid)
        .endMetadata()
        .withNewStatus()
        .addNewContainerStatus()
        .withRestartCount(restarts)
        .endContainerStatus()
        .endStatus()
        .build();
  }
}
