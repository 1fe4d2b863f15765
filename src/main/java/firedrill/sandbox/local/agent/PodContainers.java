package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** The containers of one pod, in the order in which they start and end. */
final class PodContainers {

  private final String restartPolicy;
  private final List<ContainerRunner> init = new ArrayList<>();
  private final List<ContainerRunner> regular = new ArrayList<>();

  private PodContainers(Pod pod) {
    this.restartPolicy = Objects.toString(pod.getSpec().getRestartPolicy(), "Always");
  }

  /** Of a pod that has run to its end: nothing of it is there any more. */
  static PodContainers over(Pod pod) {
    return new PodContainers(pod);
  }

  /** None of them started, but for what an earlier agent reported of them. */
  static PodContainers of(Pod pod, BiFunction<Container, ContainerKind, ContainerRunner> made) {
    PodContainers all = new PodContainers(pod);
    for (Container c : pod.getSpec().getInitContainers()) {
      boolean sidecar = "Always".equals(c.getRestartPolicy());
      all.init.add(made.apply(c, sidecar ? ContainerKind.SIDECAR : ContainerKind.INIT));
    }
    for (Container c : pod.getSpec().getContainers()) {
      all.regular.add(made.apply(c, ContainerKind.REGULAR));
    }
    all.adopt(pod);
    return all;
  }

  private void adopt(Pod pod) {
    PodStatus status = pod.getStatus();
    adopt(
        init,
        pod.getSpec().getInitContainers(),
        status == null ? List.of() : status.getInitContainerStatuses());
    adopt(
        regular,
        pod.getSpec().getContainers(),
        status == null ? List.of() : status.getContainerStatuses());
    if (all().anyMatch(ContainerRunner::everStarted) && "Never".equals(restartPolicy)) {
      // Kubelet makes no second sandbox for such a pod: what did not finish has failed.
      init.forEach(ContainerRunner::keepResult);
      regular.forEach(ContainerRunner::giveUp);
    }
  }

  private static void adopt(
      List<ContainerRunner> runners, List<Container> specs, List<ContainerStatus> statuses) {
    for (int i = 0; i < runners.size(); i++) {
      String name = specs.get(i).getName();
      runners
          .get(i)
          .adopt(statuses.stream().filter(s -> name.equals(s.getName())).findFirst().orElse(null));
    }
  }

  boolean isOver() {
    return regular.isEmpty();
  }

  /** Whether {@link #start} may ever start one (again). */
  boolean mayStart() {
    return all().anyMatch(ContainerRunner::mayStart);
  }

  /** Starts what should run and does not, as far as it is its turn. */
  void start(StartContext context) {
    if (startInit(context)) {
      regular.forEach(r -> r.ensure(context));
    }
  }

  /** Whether the regular containers may start. */
  private boolean startInit(StartContext context) {
    for (ContainerRunner runner : init) {
      boolean sidecar = runner.kind() == ContainerKind.SIDECAR;
      if (!runner.succeeded()) {
        runner.ensure(context);
      }
      if (sidecar ? !runner.started() : !runner.succeeded()) {
        return false;
      }
    }
    return true;
  }

  void stop(Duration grace) {
    all().forEach(r -> r.stop(grace));
  }

  /** Sidecars go last. To be called until none runs. */
  void stopInOrder(Duration grace) {
    regular.forEach(r -> r.stop(grace));
    init.stream().filter(r -> r.kind() == ContainerKind.INIT).forEach(r -> r.stop(grace));
    if (regular.stream().noneMatch(ContainerRunner::isRunning)) {
      init.forEach(r -> r.stop(grace));
    }
  }

  boolean anyRuns() {
    return all().anyMatch(ContainerRunner::isRunning);
  }

  List<ContainerStatus> initStatuses() {
    return init.stream().map(ContainerRunner::status).toList();
  }

  List<ContainerStatus> statuses() {
    return regular.stream().map(ContainerRunner::status).toList();
  }

  /**
   * @param ending whether no container will be started any more
   */
  String phase(boolean ending) {
    return PodPhase.of(
        restartPolicy,
        init.stream()
            .filter(r -> r.kind() == ContainerKind.INIT)
            .map(ContainerRunner::status)
            .toList(),
        statuses(),
        ending);
  }

  private Stream<ContainerRunner> all() {
    return Stream.concat(init.stream(), regular.stream());
  }
}
