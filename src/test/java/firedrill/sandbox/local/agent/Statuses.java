package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;

/** Container statuses for tests. */
final class Statuses {

  private Statuses() {}

  static ContainerStatus running(String name, boolean ready) {
    return base(name, ready).withNewState().withNewRunning("t").endState().build();
  }

  static ContainerStatus ended(String name, int code) {
    return base(name, false)
        .withNewState()
        .withNewTerminated()
        .withExitCode(code)
        .endTerminated()
        .endState()
        .build();
  }

  static ContainerStatus creating(String name) {
    return base(name, false)
        .withNewState()
        .withNewWaiting(null, "ContainerCreating")
        .endState()
        .build();
  }

  static ContainerStatus crashLoop(String name) {
    return base(name, false)
        .withNewState()
        .withNewWaiting(null, "CrashLoopBackOff")
        .endState()
        .withNewLastState()
        .withNewTerminated()
        .withExitCode(1)
        .endTerminated()
        .endLastState()
        .build();
  }

  private static ContainerStatusBuilder base(String name, boolean ready) {
    return new ContainerStatusBuilder().withName(name).withReady(ready).withRestartCount(0);
  }
}
