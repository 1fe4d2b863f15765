package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One probe of one container instance, attempt after attempt. */
final class ProbeRunner {

  private final AgentLoop loop;
  private final Lane podLane;
  private final Supplier<Optional<ProbeResult>> attempt;
  private final Duration period;
  private final ProbeState state;
  private final Consumer<ProbeResult> onFailedAttempt;
  private final BiConsumer<Boolean, ProbeResult> onVerdict;
  private volatile boolean stopped;

  /**
   * The callbacks run on the pod's lane.
   *
   * @param attempt empty when it could not be made; it counts neither way
   * @param onVerdict whether the probe holds, at each change of that
   */
  ProbeRunner(
      AgentLoop loop,
      Lane podLane,
      Probe probe,
      Supplier<Optional<ProbeResult>> attempt,
      Consumer<ProbeResult> onFailedAttempt,
      BiConsumer<Boolean, ProbeResult> onVerdict) {
    this.loop = loop;
    this.podLane = podLane;
    this.attempt = attempt;
    this.period = seconds(probe.getPeriodSeconds(), 10);
    this.state = new ProbeState(probe.getSuccessThreshold(), probe.getFailureThreshold());
    this.onFailedAttempt = onFailedAttempt;
    this.onVerdict = onVerdict;
  }

  void start(Duration delay) {
    schedule(delay);
  }

  void stop() {
    stopped = true;
  }

  static Duration seconds(Integer value, int otherwise) {
    return Duration.ofSeconds(value == null || value == 0 ? otherwise : value);
  }

  private void schedule(Duration delay) {
    var unused = loop.after(delay, loop, this::run);
  }

  private void run() {
    if (stopped) {
      return;
    }
    long began = System.nanoTime();
    attempt.get().ifPresent(result -> podLane.execute(() -> record(result)));
    Duration rest = period.minusNanos(System.nanoTime() - began);
    schedule(rest.isNegative() ? Duration.ZERO : rest);
  }

  private void record(ProbeResult result) {
    if (stopped) {
      return;
    }
    if (!result.success()) {
      onFailedAttempt.accept(result);
    }
    state.record(result.success()).ifPresent(v -> onVerdict.accept(v, result));
  }
}
