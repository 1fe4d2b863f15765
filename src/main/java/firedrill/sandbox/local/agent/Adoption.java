package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;

/** How a container that ran before the node's reboot looks afterwards. */
final class Adoption {

  private Adoption() {}

  /** The reported end of the last instance, null if it was not reported. */
  static ContainerStateTerminated terminated(ContainerStatus reported, int instance) {
    if (reported.getRestartCount() < instance) {
      return null;
    }
    ContainerState state = reported.getState();
    if (state != null && state.getTerminated() != null) {
      return state.getTerminated();
    }
    boolean waits = state != null && state.getWaiting() != null;
    return waits && reported.getLastState() != null
        ? reported.getLastState().getTerminated()
        : null;
  }

  /** Kubelet and containerd report exit code 255 and reason Unknown after a reboot. */
  static ContainerStateTerminated lost(ContainerStatus reported, String now) {
    String startedAt = null;
    if (reported != null
        && reported.getState() != null
        && reported.getState().getRunning() != null) {
      startedAt = reported.getState().getRunning().getStartedAt();
    }
    return new ContainerStateTerminatedBuilder()
        .withContainerID(reported == null ? null : reported.getContainerID())
        .withExitCode(255)
        .withReason("Unknown")
        .withStartedAt(startedAt)
        .withFinishedAt(now)
        .build();
  }
}
