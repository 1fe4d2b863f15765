package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.util.UUID;

/** The instances of one container: how many there were, and how the last ones ended. */
final class ContainerHistory {

  private int instance = -1;
  private String id;
  private String startedAt;
  private ContainerStateTerminated ended;
  private ContainerStateTerminated endedBefore;

  /**
   * Takes over what an earlier agent left; its processes are gone.
   *
   * @param logged the last instance that has a log; negative if none has
   * @return whether there was an instance
   */
  boolean adopt(ContainerStatus reported, int logged) {
    ContainerStateTerminated known = null;
    if (reported != null && reported.getContainerID() != null) {
      instance = Math.max(logged, reported.getRestartCount());
      id = reported.getContainerID();
      known = Adoption.terminated(reported, instance);
    } else {
      instance = logged;
    }
    if (instance < 0) {
      return false;
    }
    ended = known != null ? known : Adoption.lost(reported, KubeTime.now());
    return true;
  }

  /** The next instance begins. */
  void begin() {
    instance++;
    id = "firedrill://" + UUID.randomUUID().toString().replace("-", "");
    startedAt = KubeTime.now();
  }

  /** The instance that was begun last is over. */
  void end(int code, String reason, String message) {
    endedBefore = ended;
    ended =
        new ContainerStateTerminatedBuilder()
            .withContainerID(id)
            .withExitCode(code)
            .withReason(reason)
            .withMessage(message)
            .withStartedAt(startedAt)
            .withFinishedAt(KubeTime.now())
            .build();
  }

  /** Nobody knows how it ended, if it was ever there. */
  void endUnknown() {
    ended = Adoption.lost(null, KubeTime.now());
  }

  boolean everStarted() {
    return instance >= 0;
  }

  /** Counted from 0; negative before the first. */
  int instance() {
    return instance;
  }

  String startedAt() {
    return startedAt;
  }

  /** How the last instance that is over ended; null when none is. */
  ContainerStateTerminated ended() {
    return ended;
  }

  /**
   * As kubelet reports it, but for whether it has started and is ready.
   *
   * @param state now; its last state is the end before that
   */
  ContainerStatusBuilder status(Container container, ContainerState state) {
    ContainerStateTerminated last = state.getTerminated() == null ? ended : endedBefore;
    return new ContainerStatusBuilder()
        .withName(container.getName())
        .withImage(container.getImage())
        .withImageID(everStarted() ? "firedrill://" + container.getImage() : "")
        .withContainerID(id)
        .withRestartCount(Math.max(0, instance))
        .withState(state)
        .withLastState(
            last == null
                ? new ContainerState()
                : new ContainerStateBuilder().withTerminated(last).build());
  }
}
