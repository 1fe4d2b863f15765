package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ProbeRunnerTest {

  @Test
  void an_attempt_that_could_not_be_made_counts_neither_way() {
    BlockingQueue<Optional<ProbeResult>> script =
        new LinkedBlockingQueue<>(
            List.of(
                Optional.of(ProbeResult.OK),
                Optional.of(ProbeResult.failure("no")),
                Optional.empty(),
                Optional.empty(),
                Optional.of(ProbeResult.OK)));
    List<String> said = new CopyOnWriteArrayList<>();
    AgentLoop loop = new AgentLoop("probes");
    ProbeRunner runner =
        new ProbeRunner(
            loop,
            new Lane(loop),
            new ProbeBuilder().withPeriodSeconds(1).withFailureThreshold(2).build(),
            () -> {
              Optional<ProbeResult> next = script.poll();
              return next == null ? Optional.empty() : next;
            },
            failed -> said.add("failed: " + failed.message()),
            (ok, result) -> said.add("verdict " + ok));
    try {
      runner.start(Duration.ZERO);
      Awaitility.await("the script was played").until(script::isEmpty);
      Awaitility.await("and told").untilAsserted(() -> assertThat(said).hasSize(2));
      assertThat(said).containsExactly("verdict true", "failed: no");
    } finally {
      runner.stop();
      loop.stop();
    }
  }
}
