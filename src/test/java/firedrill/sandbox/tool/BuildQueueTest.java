package firedrill.sandbox.tool;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.sandbox.tool.BuildQueue.Job;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BuildQueueTest {
  private static final Job API = new Job("kube-apiserver", "kubernetes", 330);
  private static final Job CTL = new Job("kubectl", "kubernetes", 29);
  private static final Job VAULT = new Job("vault", "vault", 350);
  private static final Job ETCD = new Job("etcd", "etcd", 60);

  @Test
  void theLongestGoesFirst() throws InterruptedException {
    BuildQueue queue = new BuildQueue(List.of(ETCD, API, VAULT));
    assertThat(queue.take()).contains(VAULT);
    assertThat(queue.take()).contains(API);
    assertThat(queue.take()).contains(ETCD);
    assertThat(queue.take()).isEmpty();
  }

  @Test
  void twoProgramsOfOneModuleAreNotBuiltAtATime() throws InterruptedException {
    BuildQueue queue = new BuildQueue(List.of(CTL, API, ETCD));
    assertThat(queue.take()).contains(API);
    assertThat(queue.take()).contains(ETCD);
    queue.done(API);
    assertThat(queue.take()).contains(CTL);
  }

  @Test
  void afterAFailureNothingMoreIsHandedOut() throws InterruptedException {
    BuildQueue queue = new BuildQueue(List.of(API, CTL, ETCD));
    assertThat(queue.take()).isPresent();
    queue.abandon();
    assertThat(queue.take()).isEqualTo(Optional.empty());
  }
}
