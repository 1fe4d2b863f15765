package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings one pod to what its manifest says, one step after another on its own lane. */
final class PodWorker {

  private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration REPORTED_RETRY = Duration.ofMillis(250);

  private final AgentContext agent;
  private final Lane lane;
  private final ObjectSource objects;
  private final PodVolumes volumes;
  private final StatusPublisher publisher;
  private final PodConditions conditions;
  private final PodContainers containers;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final String startTime;

  private Pod pod;
  private PodSandbox sandbox;
  private String lastIp;
  private boolean gone;
  private boolean shutdown;
  private boolean released;
  private String finalPhase;
  private Instant renewalPlanned;
  private Future<?> retry;

  PodWorker(AgentContext agent, Pod pod) {
    this.agent = agent;
    this.pod = pod;
    this.lane = new Lane(agent.loop());
    this.objects = agent.objects().forPod(pod.getMetadata().getUid(), this::poke);
    this.volumes = new PodVolumes(agent, pod, objects);
    this.publisher =
        new StatusPublisher(
            agent.loop(), new Lane(agent.loop()), PodApi.of(agent.client(), pod), pod);
    this.conditions = new PodConditions(pod);
    PodStatus status = pod.getStatus();
    this.startTime =
        status != null && status.getStartTime() != null ? status.getStartTime() : KubeTime.now();
    if (status != null && PodPhase.isFinal(status.getPhase())) {
      finalPhase = status.getPhase();
      released = true;
      containers = PodContainers.over(pod);
    } else {
      containers =
          PodContainers.of(
              pod, (c, kind) -> new ContainerRunner(agent, lane, pod, c, kind, this::poke));
    }
  }

  /** The pod object was seen, new or changed. */
  void update(Pod changed) {
    lane.execute(
        () -> {
          pod = changed;
          publisher.seen(changed);
          sync();
        });
  }

  /** The pod object no longer exists. */
  void gone() {
    lane.execute(
        () -> {
          gone = true;
          sync();
        });
  }

  /** Ends the containers without a word to the API server; the pod's directory stays. */
  CompletableFuture<Void> shutdown() {
    lane.execute(
        () -> {
          shutdown = true;
          sync();
        });
    return closed;
  }

  /** Something it waits for may have come. */
  void poke() {
    lane.execute(this::sync);
  }

  private void sync() {
    if (agent.loop().stopped() || closed.isDone()) {
      return;
    }
    try {
      step();
    } catch (RuntimeException e) {
      LOG.warn("pod {} is tried again", name(), e);
      warn("FailedSync", "error determining status: " + e);
      retry(RETRY);
    }
  }

  private void step() {
    if (shutdown || gone || pod.getMetadata().getDeletionTimestamp() != null) {
      terminate();
    } else if (finalPhase != null) {
      finish();
    } else {
      run();
      publish(false);
    }
  }

  private void run() {
    FieldRef fields = fields();
    Optional<PodVolumes.Obstacle> obstacle = volumes.sync(fields);
    obstacle.ifPresent(this::report);
    boolean underway = sandbox != null;
    if (obstacle.isPresent() && !underway) {
      return;
    }
    planRenewal();
    if (sandbox == null && !createSandbox()) {
      return;
    }
    StartContext context = new StartContext(sandbox, volumes, objects, fields());
    containers.start(context);
    String phase = containers.phase(false);
    if (PodPhase.isFinal(phase)) {
      finalPhase = phase;
      finish();
    }
  }

  private void report(PodVolumes.Obstacle obstacle) {
    if (obstacle.message() != null) {
      warn("FailedMount", obstacle.message());
      retry(REPORTED_RETRY);
    } else if (obstacle.poll()) {
      retry(agent.settings().volumeRetry());
    }
  }

  private boolean createSandbox() {
    if (!containers.mayStart()) {
      finalPhase = containers.phase(true);
      finish();
      return false;
    }
    try {
      sandbox =
          agent
              .runtime()
              .createSandbox(
                  pod.getMetadata().getNamespace(),
                  pod.getMetadata().getName(),
                  pod.getMetadata().getUid(),
                  Boolean.TRUE.equals(pod.getSpec().getHostNetwork()));
      lastIp = sandbox.ip();
      return true;
    } catch (RuntimeException e) {
      warn("FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.getMessage());
      LOG.warn("no sandbox for pod {}", name(), e);
      retry(RETRY);
      return false;
    }
  }

  private void planRenewal() {
    volumes
        .nextRenewal()
        .filter(due -> !due.equals(renewalPlanned))
        .ifPresent(
            due -> {
              renewalPlanned = due;
              var unused =
                  agent
                      .loop()
                      .after(Duration.between(Instant.now(), due).plusMillis(10), lane, this::sync);
            });
  }

  /** The pod has run to its end; the object stays. */
  private void finish() {
    containers.stop(grace());
    if (!containers.anyRuns()) {
      release(true);
    }
    if (!containers.isOver()) {
      publish(true);
    }
  }

  private void terminate() {
    containers.stopInOrder(grace());
    boolean ended = !containers.anyRuns();
    if (ended) {
      release(!shutdown);
    }
    if (shutdown) {
      if (ended) {
        closed.complete(null);
      }
      return;
    }
    if (gone) {
      publisher.stop();
    } else if (!containers.isOver()) {
      publish(ended);
    }
    if (ended && gone) {
      closed.complete(null);
    } else if (ended) {
      publisher.delete();
    }
  }

  private void release(boolean deleteFiles) {
    if (released) {
      return;
    }
    if (sandbox != null) {
      agent.runtime().destroy(sandbox);
      sandbox = null;
    }
    if (deleteFiles) {
      volumes.tearDown();
    } else {
      volumes.unmount();
    }
    agent.objects().release(pod.getMetadata().getUid());
    released = true;
  }

  private Duration grace() {
    if (shutdown) {
      return agent.settings().shutdownGrace();
    }
    if (gone) {
      return Duration.ofSeconds(1);
    }
    Long seconds = pod.getMetadata().getDeletionGracePeriodSeconds();
    if (seconds == null) {
      seconds = pod.getSpec().getTerminationGracePeriodSeconds();
    }
    return Duration.ofSeconds(seconds == null ? 30 : seconds);
  }

  private void publish(boolean ending) {
    List<ContainerStatus> initStatuses = containers.initStatuses();
    List<ContainerStatus> statuses = containers.statuses();
    String phase = finalPhase != null ? finalPhase : containers.phase(ending);
    PodStatusBuilder status =
        new PodStatusBuilder()
            .withPhase(phase)
            .withStartTime(startTime)
            .withHostIP(agent.nodeIp())
            .withHostIPs(new HostIP(agent.nodeIp()))
            .withInitContainerStatuses(initStatuses)
            .withContainerStatuses(statuses)
            .withConditions(
                conditions.of(pod, phase, sandbox != null, initStatuses, statuses, KubeTime.now()));
    if (lastIp != null) {
      status.withPodIP(lastIp).withPodIPs(new PodIP(lastIp));
    }
    publisher.offer(status.build());
  }

  private FieldRef fields() {
    return new FieldRef(pod, lastIp, agent.nodeIp());
  }

  private void retry(Duration delay) {
    if (retry != null) {
      retry.cancel(false);
    }
    retry = agent.loop().after(delay, lane, this::sync);
  }

  private void warn(String reason, String message) {
    agent.events().pod(pod, null, true, reason, message);
  }

  private String name() {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }
}
