package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Future;

/**
 * One container of a pod over all its instances. Every method is called on the pod's lane, so there
 * are no locks.
 */
final class ContainerRunner {

  private record Waiting(String reason, String message) {}

  private static final Waiting CREATING = new Waiting("ContainerCreating", null);
  private static final Waiting INITIALIZING = new Waiting("PodInitializing", null);

  private static final Duration HOOK_LIMIT = Duration.ofMinutes(2);

  private final AgentContext agent;
  private final Lane lane;
  private final Pod pod;
  private final Container container;
  private final ContainerKind kind;
  private final Runnable onChange;
  private final PodLogs logs;
  private final BackOff backOff;

  private RunningContainer running;
  private ContainerProbes probes;
  private String podIp;
  private String startedAt;
  private String containerId;
  private Path log;
  private int instance = -1;
  private Waiting waiting;
  private ContainerStateTerminated ended;
  private ContainerStateTerminated endedBefore;
  private boolean again;
  private Long pauseUntil;
  private boolean stopping;
  private Future<?> kill;
  private Future<?> retry;

  ContainerRunner(
      AgentContext agent,
      Lane lane,
      Pod pod,
      Container container,
      ContainerKind kind,
      Runnable onChange) {
    this.agent = agent;
    this.lane = lane;
    this.pod = pod;
    this.container = container;
    this.kind = kind;
    this.onChange = onChange;
    this.logs = new PodLogs(agent.settings().nodeDir().resolve("logs"));
    this.backOff = new BackOff(agent.settings().backOffBase(), agent.settings().backOffCap());
    boolean initialized = pod.getSpec().getInitContainers().isEmpty();
    this.waiting = initialized ? CREATING : INITIALIZING;
  }

  /** Takes over what an earlier agent on this node left; its processes are gone. */
  void adopt(ContainerStatus reported) {
    int logged = logs.lastInstance(pod, container.getName()).orElse(-1);
    ContainerStateTerminated known = null;
    if (reported != null && reported.getContainerID() != null) {
      instance = Math.max(logged, reported.getRestartCount());
      containerId = reported.getContainerID();
      known = Adoption.terminated(reported, instance);
    } else {
      instance = logged;
    }
    if (instance < 0) {
      return;
    }
    ended = known != null ? known : Adoption.lost(reported, now());
    waiting = null;
    again = kind == ContainerKind.INIT;
  }

  /** Whether an instance was ever started. */
  boolean everStarted() {
    return instance >= 0;
  }

  /** Keeps an adopted, completed init container from running again. */
  void keepResult() {
    again = false;
  }

  /** Never to be started: the pod that it belongs to has failed. */
  void giveUp() {
    if (ended == null) {
      ended = Adoption.lost(null, now());
      waiting = null;
    }
    again = false;
  }

  ContainerKind kind() {
    return kind;
  }

  boolean isRunning() {
    return running != null;
  }

  boolean started() {
    return running != null && probes.started();
  }

  boolean succeeded() {
    return running == null && !again && ended != null && ended.getExitCode() == 0;
  }

  /** Whether {@link #ensure} may ever start it (again). */
  boolean mayStart() {
    return ended == null
        || again
        || RestartRule.restarts(kind, pod.getSpec().getRestartPolicy(), ended.getExitCode());
  }

  /** Starts it if it should run and does not. */
  void ensure(StartContext context) {
    if (running != null || stopping || pauseRequired()) {
      return;
    }
    start(context);
  }

  private boolean pauseRequired() {
    if (ended == null || again) {
      return false;
    }
    String policy = pod.getSpec().getRestartPolicy();
    if (waiting == null && !RestartRule.restarts(kind, policy, ended.getExitCode())) {
      return true;
    }
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
    String which =
        "restarting failed container=%s pod=%s_%s(%s)"
            .formatted(
                container.getName(),
                pod.getMetadata().getName(),
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getUid());
    waiting = new Waiting("CrashLoopBackOff", "back-off " + text(pause) + " " + which);
    event(
        true,
        "BackOff",
        "Back-off restarting failed container %s in pod %s_%s(%s)"
            .formatted(
                container.getName(),
                pod.getMetadata().getName(),
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getUid()));
    retryAfter(pause);
  }

  private void start(StartContext context) {
    try {
      log = logs.file(pod, container.getName(), instance + 1);
      ContainerSpec spec = new ContainerStarter(agent).spec(pod, container, context, log);
      event(
          false,
          "Pulled",
          "Container image \"%s\" already present on machine".formatted(container.getImage()));
      launch(context, spec);
    } catch (PendingException e) {
      waiting = waiting == null ? CREATING : waiting;
    } catch (ConfigException e) {
      report("CreateContainerConfigError", e.getMessage());
      retryAfter(agent.settings().imageRetry());
    } catch (ContainerStarter.ImageException e) {
      imageMissing(e.getMessage());
    }
  }

  private void launch(StartContext context, ContainerSpec spec) {
    instance++;
    containerId = "firedrill://" + UUID.randomUUID().toString().replace("-", "");
    if (ended != null && !again) {
      backOff.restarted(System.nanoTime());
    }
    again = false;
    pauseUntil = null;
    waiting = null;
    startedAt = now();
    podIp = context.sandbox().ip();
    event(false, "Created", "Created container: " + container.getName());
    RunningContainer process;
    try {
      process = agent.runtime().start(context.sandbox(), spec);
    } catch (RuntimeException e) {
      event(true, "Failed", "Error: " + e.getMessage());
      terminated(128, "StartError", String.valueOf(e.getMessage()));
      return;
    }
    running = process;
    event(false, "Started", "Started container " + container.getName());
    probes =
        new ContainerProbes(
            agent, lane, withReadiness(), context.sandbox().ip(), process, new Listener(process));
    var unused = process.exited().thenAccept(code -> lane.execute(() -> exited(process, code)));
    if (container.getLifecycle() == null || container.getLifecycle().getPostStart() == null) {
      probes.start();
    } else {
      agent.loop().execute(() -> postStart(process));
    }
  }

  private Container withReadiness() {
    if (container.getReadinessProbe() != null) {
      return container;
    }
    return agent
        .images()
        .find(container.getImage())
        .map(LocalImage::listens)
        .map(
            port ->
                new ContainerBuilder(container)
                    .withNewReadinessProbe()
                    .withNewTcpSocket()
                    .withNewPort(port)
                    .endTcpSocket()
                    .withPeriodSeconds(1)
                    .endReadinessProbe()
                    .build())
        .orElse(container);
  }

  private void postStart(RunningContainer process) {
    var hook = container.getLifecycle().getPostStart();
    var problem = Hooks.run(hook, container, process, podIp, HOOK_LIMIT);
    lane.execute(
        () -> {
          if (running != process || stopping) {
            return;
          }
          if (problem.isEmpty()) {
            probes.start();
          } else {
            event(true, "FailedPostStartHook", problem.get());
            terminate(grace());
          }
          onChange.run();
        });
  }

  private Duration grace() {
    Long seconds = pod.getSpec().getTerminationGracePeriodSeconds();
    return Duration.ofSeconds(seconds == null ? 30 : seconds);
  }

  private final class Listener implements ContainerProbes.Listener {

    private final RunningContainer process;

    Listener(RunningContainer process) {
      this.process = process;
    }

    @Override
    public void changed() {
      onChange.run();
    }

    @Override
    public void unhealthy(String message) {
      event(true, "Unhealthy", message);
    }

    @Override
    public void fatal(String probe, Probe spec) {
      if (running != process) {
        return;
      }
      event(
          false,
          "Killing",
          "Container %s failed %s probe, will be restarted".formatted(container.getName(), probe));
      Long own = spec.getTerminationGracePeriodSeconds();
      probes.stop();
      terminate(own != null ? Duration.ofSeconds(own) : grace());
      onChange.run();
    }
  }

  private void exited(RunningContainer process, int code) {
    if (running != process) {
      return;
    }
    boolean oom = process.oomKilled();
    running = null;
    probes.stop();
    if (kill != null) {
      kill.cancel(false);
    }
    boolean showLog =
        code != 0 && "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy());
    String reason = oom ? "OOMKilled" : code == 0 ? "Completed" : "Error";
    terminated(code, reason, showLog ? PodLogs.tail(log) : null);
  }

  private void terminated(int code, String reason, String message) {
    endedBefore = ended;
    ended =
        new ContainerStateTerminatedBuilder()
            .withContainerID(containerId)
            .withExitCode(code)
            .withReason(reason)
            .withMessage(message)
            .withStartedAt(startedAt)
            .withFinishedAt(now())
            .build();
    onChange.run();
  }

  private void imageMissing(String remedy) {
    boolean first = waiting == null || !waiting.reason().contains("ImagePull");
    if (first) {
      report("ErrImagePull", remedy);
    } else {
      waiting =
          new Waiting(
              "ImagePullBackOff",
              "Back-off pulling image \"%s\": %s".formatted(container.getImage(), remedy));
      event(true, "BackOff", "Back-off pulling image \"%s\"".formatted(container.getImage()));
    }
    retryAfter(agent.settings().imageRetry());
  }

  private void report(String reason, String message) {
    Waiting now = new Waiting(reason, message);
    if (!now.equals(waiting)) {
      event(true, "Failed", "Error: " + message);
    }
    waiting = now;
  }

  private void retryAfter(Duration delay) {
    if (retry != null) {
      retry.cancel(false);
    }
    retry = agent.loop().after(delay, lane, onChange);
  }

  /**
   * Ends it for good; called again, a shorter grace wins.
   *
   * @param grace between TERM and KILL; zero kills at once
   */
  void stop(Duration grace) {
    boolean first = !stopping;
    stopping = true;
    if (running == null) {
      return;
    }
    if (first) {
      probes.stop();
      event(false, "Killing", "Stopping container " + container.getName());
      terminate(grace);
    } else {
      killAfter(running, grace);
    }
  }

  private void terminate(Duration grace) {
    RunningContainer process = running;
    killAfter(process, grace);
    var lifecycle = container.getLifecycle();
    if (grace.isZero() || lifecycle == null || lifecycle.getPreStop() == null) {
      process.signal(grace.isZero() ? RunningContainer.KILL : RunningContainer.TERM);
      return;
    }
    agent
        .loop()
        .execute(
            () -> {
              Hooks.run(lifecycle.getPreStop(), container, process, podIp, grace)
                  .ifPresent(problem -> event(true, "FailedPreStopHook", problem));
              process.signal(RunningContainer.TERM);
            });
  }

  private void killAfter(RunningContainer process, Duration grace) {
    if (kill != null) {
      kill.cancel(false);
    }
    kill = agent.loop().after(grace, lane, () -> process.signal(RunningContainer.KILL));
  }

  ContainerStatus status() {
    ContainerState state;
    ContainerStateTerminated last = ended;
    if (running != null) {
      state = new ContainerStateBuilder().withNewRunning(startedAt).build();
    } else if (waiting != null) {
      state =
          new ContainerStateBuilder().withNewWaiting(waiting.message(), waiting.reason()).build();
    } else {
      state = new ContainerStateBuilder().withTerminated(ended).build();
      last = endedBefore;
    }
    boolean started = started();
    boolean ready = kind == ContainerKind.INIT ? succeeded() : running != null && probes.ready();
    ContainerStatusBuilder status =
        new ContainerStatusBuilder()
            .withName(container.getName())
            .withImage(container.getImage())
            .withImageID(instance < 0 ? "" : "firedrill://" + container.getImage())
            .withContainerID(containerId)
            .withRestartCount(Math.max(0, instance))
            .withStarted(started)
            .withReady(ready)
            .withState(state)
            .withLastState(
                last == null
                    ? new ContainerState()
                    : new ContainerStateBuilder().withTerminated(last).build());
    return status.build();
  }

  private void event(boolean warning, String reason, String message) {
    agent.events().pod(pod, container.getName(), warning, reason, message);
  }

  private static String text(Duration pause) {
    return pause.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
