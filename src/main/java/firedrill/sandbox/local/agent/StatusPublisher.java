package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the API server says of a pod equal to what its node says, the newest only. Whoever
 * else writes there, as the node controller does with the pods of a node it does not hear from, is
 * corrected as soon as it is seen: a kubelet is "the source of truth of pod status" (Kubernetes
 * 1.36, {@code needsReconcile} in pkg/kubelet/status/status_manager.go; there every 10 s). It has
 * its own lane: an API server that hangs does not hold up the pod's containers.
 */
final class StatusPublisher {

  private static final Logger LOG = LoggerFactory.getLogger(StatusPublisher.class);
  private static final Duration RETRY = Duration.ofMillis(250);

  private final AgentLoop loop;
  private final PodApi api;
  private final Executor lane;
  private Pod seen;
  private PodStatus next;
  private boolean delete;
  private boolean gone;
  private boolean retrying;

  /**
   * @param lane runs its tasks one after another
   * @param pod as the API server has it
   */
  StatusPublisher(AgentLoop loop, Executor lane, PodApi api, Pod pod) {
    this.loop = loop;
    this.lane = lane;
    this.api = api;
    this.seen = pod;
  }

  /** The node's word. */
  void offer(PodStatus status) {
    lane.execute(
        () -> {
          next = status;
          flush();
        });
  }

  /** The API server's word; one that is older than its last answer is void. */
  void seen(Pod pod) {
    lane.execute(
        () -> {
          if (!isOlder(pod, seen)) {
            seen = pod;
            flush();
          }
        });
  }

  /** Deletes the pod object for good, after the last status. */
  void delete() {
    lane.execute(
        () -> {
          delete = true;
          flush();
        });
  }

  /** The object is gone: nothing more to tell. */
  void stop() {
    lane.execute(() -> gone = true);
  }

  private void flush() {
    if (gone || retrying) {
      return;
    }
    try {
      if (next != null && !ReportedStatus.same(next, seen.getStatus())) {
        Pod answer = api.patchStatus(ReportedStatus.patch(seen.getMetadata().getUid(), next));
        seen = isOlder(answer, seen) ? seen : answer;
      }
      if (delete) {
        api.delete();
        gone = true;
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
          || e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        // Another pod of this name, or none: there is nobody to report to.
        gone = true;
        return;
      }
      LOG.info("status of pod {} not taken: {}", seen.getMetadata().getName(), e.getMessage());
      retrying = true;
      var unused =
          loop.after(
              RETRY,
              lane,
              () -> {
                retrying = false;
                flush();
              });
    }
  }

  /**
   * Resource versions are decimal numbers of any length that grow (Kubernetes 1.35, KEP-5504), so
   * the longer one is the later one.
   */
  private static boolean isOlder(Pod pod, Pod than) {
    String one = pod.getMetadata().getResourceVersion();
    String other = than.getMetadata().getResourceVersion();
    if (one == null || other == null) {
      return false;
    }
    return one.length() == other.length()
        ? one.compareTo(other) < 0
        : one.length() < other.length();
  }
}
