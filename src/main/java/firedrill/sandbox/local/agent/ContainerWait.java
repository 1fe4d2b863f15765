package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Future;

/** Why a container does not run, and when it is tried again. */
final class ContainerWait {

  private record Reason(String reason, String message) {}

  private static final Reason CREATING = new Reason("ContainerCreating", null);
  private static final Reason INITIALIZING = new Reason("PodInitializing", null);

  private final AgentContext agent;
  private final Lane lane;
  private final Pod pod;
  private final Container container;
  private final Runnable onChange;
  private final BackOff backOff;
  private Reason reason;
  private Long pauseUntil;
  private Future<?> retry;

  /**
   * @param onChange tries it again
   */
  ContainerWait(AgentContext agent, Lane lane, Pod pod, Container container, Runnable onChange) {
    this.agent = agent;
    this.lane = lane;
    this.pod = pod;
    this.container = container;
    this.onChange = onChange;
    this.backOff = new BackOff(agent.settings().backOffBase(), agent.settings().backOffCap());
    boolean initialized = pod.getSpec().getInitContainers().isEmpty();
    this.reason = initialized ? CREATING : INITIALIZING;
  }

  /** It runs, or never will again. */
  void over() {
    reason = null;
    pauseUntil = null;
  }

  boolean isOver() {
    return reason == null;
  }

  /** Empty when it is over. */
  Optional<ContainerState> state() {
    return Optional.ofNullable(reason)
        .map(r -> new ContainerStateBuilder().withNewWaiting(r.message(), r.reason()).build());
  }

  /** For something that will come by itself. */
  void pending() {
    reason = reason == null ? CREATING : reason;
  }

  /** It is about to be started again after it had ended by itself. */
  void restarted() {
    backOff.restarted(System.nanoTime());
  }

  /** Whether it must wait for a while before it may be started again. */
  boolean mustPause() {
    long now = System.nanoTime();
    if (pauseUntil == null) {
      Duration pause = backOff.pause(now);
      pauseUntil = now + pause.toNanos();
      if (!pause.isZero()) {
        enterBackOff(pause);
      }
    }
    return pauseUntil - now > 0;
  }

  private void enterBackOff(Duration pause) {
    String ofPod =
        "%s_%s(%s)"
            .formatted(
                pod.getMetadata().getName(),
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getUid());
    reason =
        new Reason(
            "CrashLoopBackOff",
            "back-off %s restarting failed container=%s pod=%s"
                .formatted(text(pause), container.getName(), ofPod));
    warn(
        "BackOff",
        "Back-off restarting failed container %s in pod %s".formatted(container.getName(), ofPod));
    retryAfter(pause);
  }

  void configurationLacks(String message) {
    report("CreateContainerConfigError", message);
    retryAfter(agent.settings().imageRetry());
  }

  void imageMissing(String remedy) {
    boolean first = reason == null || !reason.reason().contains("ImagePull");
    if (first) {
      report("ErrImagePull", remedy);
    } else {
      String what = "Back-off pulling image \"%s\"".formatted(container.getImage());
      reason = new Reason("ImagePullBackOff", what + ": " + remedy);
      warn("BackOff", what);
    }
    retryAfter(agent.settings().imageRetry());
  }

  private void report(String why, String message) {
    Reason now = new Reason(why, message);
    if (!now.equals(reason)) {
      warn("Failed", "Error: " + message);
    }
    reason = now;
  }

  private void retryAfter(Duration delay) {
    if (retry != null) {
      retry.cancel(false);
    }
    retry = agent.loop().after(delay, lane, onChange);
  }

  private void warn(String why, String message) {
    agent.events().pod(pod, container.getName(), true, why, message);
  }

  private static String text(Duration pause) {
    return pause.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
