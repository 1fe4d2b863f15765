package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One container of a pod over all its instances. Every method is called on the pod's lane, so there
 * are no locks.
 */
final class ContainerRunner {

  private static final Duration HOOK_LIMIT = Duration.ofMinutes(2);

  private final AgentContext agent;
  private final Lane lane;
  private final Pod pod;
  private final Container container;
  private final ContainerKind kind;
  private final Runnable onChange;
  private final PodLogs logs;
  private final ContainerWait wait;
  private final ContainerEnd end;
  private final ContainerHistory history = new ContainerHistory();

  private RunningContainer running;
  private ContainerProbes probes;
  private String podIp;
  private Path log;
  private boolean again;
  private boolean stopping;

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
    this.wait = new ContainerWait(agent, lane, pod, container, onChange);
    this.end =
        new ContainerEnd(
            agent, lane, container, problem -> event(true, "FailedPreStopHook", problem));
  }

  /** Takes over what an earlier agent on this node left; its processes are gone. */
  void adopt(ContainerStatus reported) {
    int logged = logs.lastInstance(pod, container.getName()).orElse(-1);
    if (history.adopt(reported, logged)) {
      wait.over();
      again = kind == ContainerKind.INIT;
    }
  }

  /** Whether an instance was ever started. */
  boolean everStarted() {
    return history.everStarted();
  }

  /** Keeps an adopted, completed init container from running again. */
  void keepResult() {
    again = false;
  }

  /** Never to be started: the pod that it belongs to has failed. */
  void giveUp() {
    if (history.ended() == null) {
      history.endUnknown();
      wait.over();
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
    return running == null
        && !again
        && history.ended() != null
        && history.ended().getExitCode() == 0;
  }

  /** Whether {@link #ensure} may ever start it (again). */
  boolean mayStart() {
    return history.ended() == null || again || restarts();
  }

  private boolean restarts() {
    return RestartRule.restarts(
        kind, pod.getSpec().getRestartPolicy(), history.ended().getExitCode());
  }

  /** Starts it if it should run and does not. */
  void ensure(StartContext context) {
    if (running != null || stopping || pauseRequired()) {
      return;
    }
    start(context);
  }

  private boolean pauseRequired() {
    return history.ended() != null
        && !again
        && ((wait.isOver() && !restarts()) || wait.mustPause());
  }

  private void start(StartContext context) {
    try {
      log = logs.file(pod, container.getName(), history.instance() + 1);
      ContainerSpec spec = new ContainerStarter(agent).spec(pod, container, context, log);
      event(
          false,
          "Pulled",
          "Container image \"%s\" already present on machine".formatted(container.getImage()));
      launch(context, spec);
    } catch (PendingException e) {
      wait.pending();
    } catch (ConfigException e) {
      wait.configurationLacks(e.getMessage());
    } catch (ContainerStarter.ImageException e) {
      wait.imageMissing(e.getMessage());
    }
  }

  private void launch(StartContext context, ContainerSpec spec) {
    history.begin();
    if (history.ended() != null && !again) {
      wait.restarted();
    }
    again = false;
    wait.over();
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
            agent,
            lane,
            agent.images().withReadiness(container),
            context.sandbox().ip(),
            process,
            new Listener(process));
    var unused = process.exited().thenAccept(code -> lane.execute(() -> exited(process, code)));
    if (container.getLifecycle() == null || container.getLifecycle().getPostStart() == null) {
      probes.start();
    } else {
      agent.loop().execute(() -> postStart(process));
    }
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
            end.terminate(process, podIp, grace());
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
      end.terminate(process, podIp, own != null ? Duration.ofSeconds(own) : grace());
      onChange.run();
    }
  }

  private void exited(RunningContainer process, int code) {
    if (running != process) {
      return;
    }
    boolean outOfMemory = process.oomKilled();
    running = null;
    probes.stop();
    end.over();
    boolean showLog =
        code != 0 && "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy());
    String reason = outOfMemory ? "OOMKilled" : code == 0 ? "Completed" : "Error";
    terminated(code, reason, showLog ? PodLogs.tail(log) : null);
  }

  private void terminated(int code, String reason, String message) {
    history.end(code, reason, message);
    onChange.run();
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
      end.terminate(running, podIp, grace);
    } else {
      end.killAfter(running, grace);
    }
  }

  ContainerStatus status() {
    ContainerState state =
        running != null
            ? new ContainerStateBuilder().withNewRunning(history.startedAt()).build()
            : wait.state()
                .orElseGet(
                    () -> new ContainerStateBuilder().withTerminated(history.ended()).build());
    return history
        .status(container, state)
        .withStarted(started())
        .withReady(kind == ContainerKind.INIT ? succeeded() : running != null && probes.ready())
        .build();
  }

  private void event(boolean warning, String reason, String message) {
    agent.events().pod(pod, container.getName(), warning, reason, message);
  }
}
