package drills;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * How often containers were restarted in all pods that were seen from now on, those that a rollout
 * has replaced since included.
 */
final class Restarts implements AutoCloseable {

  private final Map<String, Integer> byPod = new ConcurrentHashMap<>();
  private final SharedIndexInformer<Pod> informer;

  /**
   * @param pods starts an informer on the pods to be counted
   */
  Restarts(Function<ResourceEventHandler<Pod>, SharedIndexInformer<Pod>> pods) {
    this.informer = pods.apply(new Counter());
  }

  /** So far. */
  int count() {
    return byPod.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many pods were seen. */
  int pods() {
    return byPod.size();
  }

  @Override
  public void close() {
    informer.close();
  }

  private final class Counter implements ResourceEventHandler<Pod> {

    @Override
    public void onAdd(Pod pod) {
      saw(pod);
    }

    @Override
    public void onUpdate(Pod old, Pod pod) {
      saw(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean lastStateUnknown) {
      saw(pod);
    }

    private void saw(Pod pod) {
      int restarts =
          pod.getStatus() == null
              ? 0
              : pod.getStatus().getContainerStatuses().stream()
                  .mapToInt(ContainerStatus::getRestartCount)
                  .sum();
      byPod.merge(pod.getMetadata().getUid(), restarts, Math::max);
    }
  }
}
