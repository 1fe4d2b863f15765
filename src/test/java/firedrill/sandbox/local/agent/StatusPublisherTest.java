package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pod's status")
class StatusPublisherTest {

  private final AgentLoop loop = new AgentLoop("publisher");
  private final Server server = new Server();
  private final StatusPublisher publisher =
      new StatusPublisher(loop, Runnable::run, server, pod("1", new PodStatus()));

  @AfterEach
  void stop() {
    loop.stop();
  }

  @Test
  @DisplayName("is sent once while the API server says the same")
  void once() {
    publisher.offer(ready("True"));
    publisher.offer(ready("True"));
    assertThat(server.told).hasSize(1);
  }

  @Test
  @DisplayName("is sent again, unchanged, when the API server comes to say something else")
  void again() {
    publisher.offer(ready("True"));
    publisher.seen(pod("100", ready("False")));
    assertThat(server.told).hasSize(2);
    assertThat(server.told.get(1)).isEqualTo(server.told.get(0));
  }

  @Test
  @DisplayName("is not sent again for what was seen before the API server's last answer")
  void late() {
    publisher.offer(ready("False"));
    publisher.offer(ready("True"));
    publisher.seen(pod("9", ready("False")));
    assertThat(server.told).hasSize(2);
  }

  @Test
  @DisplayName("is sent as soon as an API server that did not answer answers again")
  void retried() {
    server.refusals.set(2);
    publisher.offer(ready("True"));
    await().until(() -> server.told.size() == 1);
  }

  @Test
  @DisplayName("comes before the pod's deletion, and nothing after it")
  void deleted() {
    publisher.offer(ready("False"));
    publisher.delete();
    publisher.offer(ready("True"));
    assertThat(server.told).hasSize(2).last().isEqualTo("delete");
  }

  @Test
  @DisplayName("is nobody's any more after the pod was replaced")
  void gone() {
    server.code = 409;
    server.refusals.set(1);
    publisher.offer(ready("True"));
    publisher.offer(ready("False"));
    publisher.delete();
    assertThat(server.told).isEmpty();
  }

  private static PodStatus ready(String status) {
    return new PodStatusBuilder()
        .withPhase("Running")
        .withConditions(new PodConditionBuilder().withType("Ready").withStatus(status).build())
        .build();
  }

  private static Pod pod(String version, PodStatus status) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("p")
        .withUid("u1")
        .withResourceVersion(version)
        .endMetadata()
        .withStatus(status)
        .build();
  }

  /** Takes what it is told for the pod's status, and counts on. */
  private static final class Server implements PodApi {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile int code;

    @Override
    public Pod patchStatus(String patch) {
      if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new KubernetesClientException("refused", code, null);
      }
      told.add(patch);
      return pod(
          Integer.toString(10 + told.size()), ready(patch.contains("True") ? "True" : "False"));
    }

    @Override
    public void delete() {
      told.add("delete");
    }
  }
}
