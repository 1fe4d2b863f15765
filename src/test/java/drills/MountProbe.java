package drills;

import static java.nio.charset.StandardCharsets.UTF_8;

import firedrill.claims.ClaimOutcome;
import firedrill.component.longhorn.Longhorn;
import firedrill.junit.DrillRun;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * One pod that mounts a volume of Longhorn's which may be blank: asked to start while Longhorn is
 * not there, and left alone until its volume is. That the same pod then runs is the control.
 */
final class MountProbe {

  private static final String NAMESPACE = "probe";
  private static final String NAME = "mounts";
  private static final long BYTES = 64L << 20;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static final String CLAIM =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: probe}
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: mounts, namespace: probe}
      spec:
        accessModes: [ReadWriteOnce]
        storageClassName: longhorn
        resources: {requests: {storage: 64Mi}}
      """;

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: mounts, namespace: probe}
      spec:
        terminationGracePeriodSeconds: 1
        containers:
          - name: keeper
            image: busybox:1.37
            command: [sleep, infinity]
            volumeMounts: [{name: data, mountPath: /data}]
        volumes:
          - name: data
            persistentVolumeClaim: {claimName: mounts}
      """;

  private final KubernetesClient client;
  private final Longhorn longhorn;
  private final DrillRun run;
  private String uid = "";
  private long askedAt;
  private long backAt;
  private long watchedMillis;
  private OptionalLong ranMillis = OptionalLong.empty();
  private boolean ranTooEarly;
  private String complaint = "";

  MountProbe(KubernetesClient client, Longhorn longhorn, DrillRun run) {
    this.client = client;
    this.longhorn = longhorn;
    this.run = run;
  }

  /** The claim gets its volume while all is well; what an earlier scenario asked for is gone. */
  void prepare() {
    remove();
    client.v1().events().inNamespace(NAMESPACE).delete();
    client.load(new ByteArrayInputStream(CLAIM.getBytes(UTF_8))).serverSideApply();
    run.await(
        "the probe's claim to be bound",
        () -> Observation.of(!volume().isEmpty(), "no volume yet"),
        LIMIT);
  }

  /** Name of its volume; empty before there is one. */
  String volume() {
    var claim = client.persistentVolumeClaims().inNamespace(NAMESPACE).withName(NAME).get();
    return claim == null || claim.getSpec().getVolumeName() == null
        ? ""
        : claim.getSpec().getVolumeName();
  }

  /** The pod is asked for; returns at once. */
  void ask() {
    client.load(new ByteArrayInputStream(POD.getBytes(UTF_8))).create();
    uid = pod().getMetadata().getUid();
    askedAt = System.nanoTime();
  }

  /** What was seen until now, and a blank volume of the name that the pod waits for. */
  void giveItsVolume() {
    look();
    longhorn.createVolume(volume(), BYTES, 2);
  }

  private void look() {
    Pod pod = pod();
    ranTooEarly = isRunning(pod);
    complaint = complaint();
    backAt = System.nanoTime();
    watchedMillis = (backAt - askedAt) / 1_000_000;
  }

  /** Planted: its pod gets what it mounts at once, and another pod comes in its place. */
  void seenWithItsVolumeThere() {
    remove();
    ask();
    run.await(
        "the probe's pod to run",
        () -> Observation.of(isRunning(pod()), "it is " + pod().getStatus().getPhase()),
        LIMIT);
    look();
    String first = uid;
    remove();
    ask();
    uid = first;
  }

  private void remove() {
    var pod = client.pods().inNamespace(NAMESPACE).withName(NAME);
    pod.delete();
    run.await(
        "the probe's pod to be gone",
        () -> Observation.of(pod.get() == null, "it is there"),
        LIMIT);
  }

  /**
   * Returns when the very same pod runs, or has not in time.
   *
   * @param atMost patience; an attachment takes 8 to 10 s
   */
  void awaitRunning(Duration atMost) {
    boolean came =
        run.expectWithin(
            "the-same-pod-mounts-after-longhorn",
            () -> {
              Pod pod = pod();
              return Observation.of(
                  isRunning(pod) && pod.getMetadata().getUid().equals(uid),
                  "the probe's pod"
                      + (pod.getMetadata().getUid().equals(uid) ? "" : ", another one,")
                      + " is "
                      + pod.getStatus().getPhase());
            },
            atMost);
    if (came) {
      ranMillis = OptionalLong.of((System.nanoTime() - backAt) / 1_000_000);
    }
  }

  private Pod pod() {
    return client.pods().inNamespace(NAMESPACE).withName(NAME).require();
  }

  private static boolean isRunning(Pod pod) {
    return pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase());
  }

  /** The latest event that says why its volume cannot be attached or mounted. */
  private String complaint() {
    List<String> said =
        client.v1().events().inNamespace(NAMESPACE).list().getItems().stream()
            .filter(e -> List.of("FailedAttachVolume", "FailedMount").contains(e.getReason()))
            .map(e -> e.getReason() + ": " + e.getMessage().lines().findFirst().orElse(""))
            .toList();
    return said.isEmpty() ? "" : said.get(said.size() - 1);
  }

  long watchedMillis() {
    return watchedMillis;
  }

  /** How long it took once its volume was there; empty when it never ran. */
  OptionalLong ranMillis() {
    return ranMillis;
  }

  /** The answer before its volume is back: that it has not run so far confirms nothing yet. */
  ClaimOutcome soFar() {
    return ranTooEarly ? ClaimOutcome.REFUTED : ClaimOutcome.UNDECIDED;
  }

  boolean ranTooEarly() {
    return ranTooEarly;
  }

  /** Whether it was kept from starting by its volume, and watched long enough to tell. */
  boolean isConclusive() {
    return !complaint.isEmpty()
        && ranMillis.isPresent()
        && watchedMillis() > 2 * ranMillis.getAsLong();
  }

  @Override
  public String toString() {
    return "a pod that mounts a volume "
        + (ranTooEarly ? "ran" : "did not run")
        + " in "
        + watchedMillis() / 1000
        + " s without it ("
        + (complaint.isEmpty() ? "no complaint seen" : complaint)
        + "); with it the same pod "
        + (ranMillis.isPresent() ? "ran after " + ranMillis.getAsLong() / 1000 + " s" : "never ran")
        + "; it is this project's node agent that attaches, mounts and runs it";
  }
}
