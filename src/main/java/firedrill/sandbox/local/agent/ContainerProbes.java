package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Startup, liveness and readiness of one container instance. The latter two begin when the startup
 * probe has succeeded. All state changes happen on the pod's lane.
 */
final class ContainerProbes {

  /** Told on the pod's lane. */
  interface Listener {

    void changed();

    /** Kubelet's Unhealthy event, for example {@code Readiness probe failed: …}. */
    void unhealthy(String message);

    /**
     * The container must be killed.
     *
     * @param probe {@code liveness} or {@code startup}
     */
    void fatal(String probe, Probe spec);
  }

  private final AgentContext agent;
  private final Lane lane;
  private final Container container;
  private final String podIp;
  private final RunningContainer running;
  private final Listener listener;
  private final List<ProbeRunner> runners = new ArrayList<>();
  private boolean started;
  private boolean ready;
  private boolean stopped;

  ContainerProbes(
      AgentContext agent,
      Lane lane,
      Container container,
      String podIp,
      RunningContainer running,
      Listener listener) {
    this.agent = agent;
    this.lane = lane;
    this.container = container;
    this.podIp = podIp;
    this.running = running;
    this.listener = listener;
  }

  void start() {
    Probe startup = container.getStartupProbe();
    if (startup == null) {
      afterStartup(false);
      return;
    }
    launch(
        "Startup",
        startup,
        delay(startup),
        ok -> {
          if (ok) {
            runners.forEach(ProbeRunner::stop);
            runners.clear();
            afterStartup(true);
            listener.changed();
          } else {
            listener.fatal("startup", startup);
          }
        });
  }

  boolean started() {
    return started;
  }

  boolean ready() {
    return ready;
  }

  void stop() {
    stopped = true;
    ready = false;
    runners.forEach(ProbeRunner::stop);
  }

  private void afterStartup(boolean delayPassed) {
    if (stopped) {
      return;
    }
    started = true;
    Probe liveness = container.getLivenessProbe();
    if (liveness != null) {
      launch(
          "Liveness",
          liveness,
          delayPassed ? Duration.ZERO : delay(liveness),
          ok -> {
            if (!ok) {
              listener.fatal("liveness", liveness);
            }
          });
    }
    Probe readiness = container.getReadinessProbe();
    if (readiness == null) {
      ready = true;
      return;
    }
    launch(
        "Readiness",
        readiness,
        delayPassed ? Duration.ZERO : delay(readiness),
        ok -> {
          ready = ok;
          listener.changed();
        });
  }

  private void launch(String name, Probe probe, Duration delay, Consumer<Boolean> onVerdict) {
    ProbeRunner runner =
        new ProbeRunner(
            agent.loop(),
            lane,
            probe,
            () -> attempt(probe),
            failed -> listener.unhealthy(name + " probe failed: " + failed.message()),
            (ok, result) -> onVerdict.accept(ok));
    runners.add(runner);
    runner.start(delay);
  }

  private Optional<ProbeResult> attempt(Probe probe) {
    if (!agent.reach().pods()) {
      return Optional.empty();
    }
    ProbeResult result = agent.prober().attempt(probe, container, podIp, running);
    // The cable may have been pulled while the probe was under way.
    return result.success() || agent.reach().pods() ? Optional.of(result) : Optional.empty();
  }

  private static Duration delay(Probe probe) {
    Integer seconds = probe.getInitialDelaySeconds();
    return Duration.ofSeconds(seconds == null ? 0 : seconds);
  }
}
