package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.List;

/** Kubelet's getPhase (pkg/kubelet/kubelet_pods.go, 1.36). */
final class PodPhase {

  private PodPhase() {}

  static boolean isFinal(String phase) {
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  /**
   * The phase.
   *
   * @param init statuses of real init containers, without sidecars
   * @param ending whether nothing will be started any more
   */
  static String of(
      String restartPolicy,
      List<ContainerStatus> init,
      List<ContainerStatus> regular,
      boolean ending) {
    boolean never = "Never".equals(restartPolicy);
    for (ContainerStatus status : init) {
      ContainerStateTerminated end = status.getState().getTerminated();
      if (end != null && end.getExitCode() != 0 && (never || ending)) {
        return "Failed";
      }
    }
    int waiting = 0;
    int running = 0;
    int stopped = 0;
    int succeeded = 0;
    for (ContainerStatus status : regular) {
      ContainerStateTerminated end = status.getState().getTerminated();
      if (status.getState().getRunning() != null) {
        running++;
      } else if (end != null) {
        stopped++;
        succeeded += end.getExitCode() == 0 ? 1 : 0;
      } else if (status.getLastState() != null && status.getLastState().getTerminated() != null) {
        stopped++;
      } else {
        waiting++;
      }
    }
    boolean initDone =
        init.stream()
            .allMatch(
                s ->
                    s.getState().getTerminated() != null
                        && s.getState().getTerminated().getExitCode() == 0);
    if (waiting > 0 || (!initDone && stopped == 0 && running == 0)) {
      return "Pending";
    }
    if (running > 0 || stopped == 0) {
      return "Running";
    }
    if (ending || never) {
      return succeeded == stopped ? "Succeeded" : "Failed";
    }
    return "OnFailure".equals(restartPolicy) && succeeded == stopped ? "Succeeded" : "Running";
  }
}
