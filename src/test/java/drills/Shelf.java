package drills;

import static java.nio.charset.StandardCharsets.UTF_8;

import firedrill.integrity.FileSums;
import firedrill.integrity.Sha256;
import firedrill.junit.DrillRun;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A namespace with pods that write known content into a volume, and pods that are ready as long as
 * they find exactly that.
 */
final class Shelf {

  /** The file with the known content. */
  static final String FILE = "content";

  /** How long that is. */
  static final int BYTES = 256 << 10;

  private static final Duration POD_WITHIN = Duration.ofSeconds(60);

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: %s, namespace: %s}
      spec:
        terminationGracePeriodSeconds: 1
        restartPolicy: %s
        nodeSelector: %s
        containers:
          - name: user
            image: busybox:1.37
            command: [sh, -c, "%s"]
            %s
            volumeMounts:
              - {name: data, mountPath: /data, readOnly: %s}
              - {name: known, mountPath: /known}
        volumes:
          - name: data
            %s
          - name: known
            configMap: {name: known}
      """;

  private final DrillRun run;
  private final LocalStorageLab lab;
  private final String namespace;
  private final byte[] known = new byte[BYTES];

  /** The content is the same for all shelves of a run. */
  Shelf(LocalStorageLab lab, DrillRun run, String namespace) {
    this.run = run;
    this.lab = lab;
    this.namespace = namespace;
    new Random(run.seed()).nextBytes(known);
    make();
  }

  /** The namespace, and the known content in it. */
  void make() {
    client()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    client()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("known")
                .withNamespace(namespace)
                .endMetadata()
                .withBinaryData(Map.of("content", Base64.getEncoder().encodeToString(known)))
                .build())
        .create();
  }

  /** Of the cluster that there is now. */
  KubernetesClient client() {
    return lab.platform().kubernetes();
  }

  DrillRun run() {
    return run;
  }

  String namespace() {
    return namespace;
  }

  /** What a volume holds into which the known content was written, under some names. */
  FileSums sums(String... files) {
    Map<String, String> sums = new TreeMap<>();
    for (String file : files) {
      sums.put(file, Sha256.of(known));
    }
    return new FileSums(sums);
  }

  /** Starts a pod that writes the known content and ends. */
  void startWriter(String pod, String volume, Map<String, String> node, String file) {
    startWriter(pod, volume, node, file, false);
  }

  void startWriter(
      String pod, String volume, Map<String, String> node, String file, boolean readOnly) {
    start(pod, node, "Never", writing(file), "", readOnly, volume);
  }

  /** A writer's pod for a namespace that has the known content as well. */
  Pod writerPod(String pod, String elsewhere, String volume, String file) {
    String text = POD.formatted(pod, elsewhere, "Never", "{}", writing(file), "", false, volume);
    return client().getKubernetesSerialization().unmarshal(text, Pod.class);
  }

  private static String writing(String file) {
    return "cp /known/content /data/" + file + " && sync /data/" + file + " /data";
  }

  /** The same, and waits for its end. */
  void write(String pod, String volume, Map<String, String> node) {
    startWriter(pod, volume, node, FILE);
    run.await(pod + " to have written", () -> ended(pod), POD_WITHIN);
    remove(pod);
  }

  /** Whether a writer has ended well. */
  Observation ended(String pod) {
    Pod now = pod(pod);
    String phase = now == null ? "not there" : now.getStatus().getPhase();
    return Observation.of("Succeeded".equals(phase), pod + " is " + phase);
  }

  /** Starts a pod that is ready as long as a file of its volume is the known content. */
  void startReader(String pod, String volume, Map<String, String> node, String file) {
    start(
        pod,
        node,
        "Always",
        "sleep infinity",
        "readinessProbe: {exec: {command: [cmp, /known/content, \"/data/"
            + file
            + "\"]}, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 1}",
        true,
        volume);
  }

  /** Whether a reader finds the content; its state when it does not. */
  Observation finds(String pod) {
    Pod now = pod(pod);
    if (now == null) {
      return Observation.notYet(pod + " is not there");
    }
    boolean ready = Readiness.isPodReady(now);
    return Observation.of(
        ready,
        "%s is %s and %s the content"
            .formatted(pod, now.getStatus().getPhase(), ready ? "finds" : "does not find"));
  }

  /** Whether a reader runs, has been asked, and does not find the content. */
  Observation misses(String pod) {
    Pod now = pod(pod);
    boolean runs = now != null && "Running".equals(now.getStatus().getPhase());
    return Observation.of(runs && !Readiness.isPodReady(now), finds(pod).text());
  }

  /** The identifier of its container, another one after each start. */
  String container(String pod) {
    return pod(pod).getStatus().getContainerStatuses().stream()
        .map(c -> String.valueOf(c.getContainerID()))
        .findFirst()
        .orElse("");
  }

  Pod pod(String name) {
    return client().pods().inNamespace(namespace).withName(name).get();
  }

  /** Returns when it is gone. */
  void remove(String pod) {
    client().pods().inNamespace(namespace).withName(pod).delete();
    run.await(
        pod + " to be gone", () -> Observation.of(pod(pod) == null, "still there"), POD_WITHIN);
  }

  static String ofClaim(String claim) {
    return "persistentVolumeClaim: {claimName: " + claim + "}";
  }

  static String ofHost(String path) {
    return "hostPath: {path: \"" + path + "\", type: DirectoryOrCreate}";
  }

  static Map<String, String> on(String node) {
    return Map.of("kubernetes.io/hostname", node);
  }

  static Map<String, String> anywhere() {
    return Map.of();
  }

  private void start(
      String pod,
      Map<String, String> node,
      String restart,
      String command,
      String probe,
      boolean readOnly,
      String volume) {
    String selector =
        "{"
            + String.join(
                ", ", node.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList())
            + "}";
    String text =
        POD.formatted(pod, namespace, restart, selector, command, probe, readOnly, volume);
    client().load(new ByteArrayInputStream(text.getBytes(UTF_8))).create();
  }
}
