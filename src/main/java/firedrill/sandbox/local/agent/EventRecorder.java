package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kubelet's events. Best effort, as in kubelet: what the API server does not take is logged and
 * dropped. The same event again raises the count of the first, at most once a second.
 */
final class EventRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final int REMEMBERED = 500;

  private record Key(String uid, String fieldPath, String reason, String message) {}

  private static final class Sent {
    private final String name;
    private int count = 1;
    private long last = System.nanoTime();

    Sent(String name) {
      this.name = name;
    }
  }

  private final KubernetesClient client;
  private final String component;
  private final String nodeName;
  private final Lane lane;
  private final Map<Key, Sent> sent =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Sent> eldest) {
          return size() > REMEMBERED;
        }
      };

  public EventRecorder(KubernetesClient client, String component, String nodeName, AgentLoop loop) {
    this.client = client;
    this.component = component;
    this.nodeName = nodeName;
    this.lane = new Lane(loop);
  }

  /** About a pod, or one of its containers if {@code container} is not null. */
  void pod(Pod pod, String container, boolean warning, String reason, String message) {
    ObjectReference about =
        new ObjectReferenceBuilder()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(pod.getMetadata().getName())
            .withNamespace(pod.getMetadata().getNamespace())
            .withUid(pod.getMetadata().getUid())
            .withFieldPath(container == null ? null : "spec.containers{" + container + "}")
            .build();
    record(about, warning, reason, message);
  }

  public void record(ObjectReference about, boolean warning, String reason, String message) {
    lane.execute(
        () -> {
          try {
            send(about, warning, reason, message);
          } catch (KubernetesClientException e) {
            LOG.info(
                "event not taken: {} {} {}: {}", about.getName(), reason, message, e.getMessage());
          }
        });
  }

  private void send(ObjectReference about, boolean warning, String reason, String message) {
    Key key = new Key(about.getUid(), about.getFieldPath(), reason, message);
    Sent before = sent.get(key);
    String now = KubeTime.now();
    String namespace = about.getNamespace() == null ? "default" : about.getNamespace();
    if (before == null) {
      String name =
          about.getName() + "." + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
      client
          .v1()
          .events()
          .inNamespace(namespace)
          .resource(event(about, name, warning, reason, message, now))
          .create();
      sent.put(key, new Sent(name));
      return;
    }
    before.count++;
    if (System.nanoTime() - before.last > 1_000_000_000L) {
      before.last = System.nanoTime();
      RawPatch.send(
          client,
          "/api/v1/namespaces/" + namespace + "/events/" + before.name,
          PatchType.STRATEGIC_MERGE,
          "{\"count\":%d,\"lastTimestamp\":\"%s\"}".formatted(before.count, now));
    }
  }

  private Event event(
      ObjectReference about,
      String name,
      boolean warning,
      String reason,
      String message,
      String now) {
    return new EventBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(about.getNamespace() == null ? "default" : about.getNamespace())
        .endMetadata()
        .withInvolvedObject(about)
        .withType(warning ? "Warning" : "Normal")
        .withReason(reason)
        .withMessage(message.length() > 1024 ? message.substring(0, 1024) : message)
        .withFirstTimestamp(now)
        .withLastTimestamp(now)
        .withCount(1)
        .withNewSource(component, nodeName)
        .withReportingComponent(component)
        .withReportingInstance(nodeName)
        .build();
  }
}
