package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Ends a container's process: the hook, TERM, and KILL when its time is over. */
final class ContainerEnd {

  private final AgentContext agent;
  private final Lane lane;
  private final Container container;
  private final Consumer<String> hookFailed;
  private Future<?> kill;

  /**
   * @param hookFailed is told what the hook before the end said
   */
  ContainerEnd(AgentContext agent, Lane lane, Container container, Consumer<String> hookFailed) {
    this.agent = agent;
    this.lane = lane;
    this.container = container;
    this.hookFailed = hookFailed;
  }

  /**
   * @param grace between TERM and KILL; zero kills at once
   */
  void terminate(RunningContainer process, String podIp, Duration grace) {
    killAfter(process, grace);
    Optional<LifecycleHandler> hook = preStop();
    if (grace.isZero() || hook.isEmpty()) {
      process.signal(grace.isZero() ? RunningContainer.KILL : RunningContainer.TERM);
      return;
    }
    agent
        .loop()
        .execute(
            () -> {
              Hooks.run(hook.get(), container, process, podIp, grace).ifPresent(hookFailed);
              process.signal(RunningContainer.TERM);
            });
  }

  private Optional<LifecycleHandler> preStop() {
    return Optional.ofNullable(container.getLifecycle()).map(l -> l.getPreStop());
  }

  void killAfter(RunningContainer process, Duration grace) {
    over();
    kill = agent.loop().after(grace, lane, () -> process.signal(RunningContainer.KILL));
  }

  /** It has ended; nothing is left to kill. */
  void over() {
    if (kill != null) {
      kill.cancel(false);
    }
  }
}
