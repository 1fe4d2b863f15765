package drills;

import static java.nio.charset.StandardCharsets.UTF_8;

import firedrill.junit.DrillRun;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The pods of all namespaces, and whether the application's own Service leads to one. */
final class AllPods {

  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final String ELSEWHERE = "default";
  private static final String STRAY = "stray";
  private static final String CRASHING = "crashing";

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: %s, namespace: %s}
      spec:
        terminationGracePeriodSeconds: 1
        nodeSelector: %s
        containers:
          - name: user
            image: busybox:1.37
            command: ["false"]
            readinessProbe: {exec: {command: ["false"]}, periodSeconds: 1}
      """;

  private final LocalStorageLab lab;
  private final DrillRun run;

  AllPods(LocalStorageLab lab, DrillRun run) {
    this.lab = lab;
    this.run = run;
  }

  private KubernetesClient client() {
    return lab.platform().kubernetes();
  }

  /**
   * As {@code kubectl get pods -A} tells it: each is ready, or has ended well, and the application
   * has one.
   */
  Observation ready() {
    List<String> well = new ArrayList<>();
    List<String> not = new ArrayList<>();
    boolean ours = false;
    for (Pod pod : client().pods().inAnyNamespace().list().getItems()) {
      String name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
      String phase = pod.getStatus().getPhase();
      boolean ready = Readiness.isPodReady(pod);
      if (ready || "Succeeded".equals(phase)) {
        well.add(name);
      } else {
        not.add(name + " is " + phase + " and not ready");
      }
      ours |= ready && pod.getMetadata().getNamespace().equals(Rebuild.APP);
    }
    return Observation.of(
        ours && not.isEmpty(), "ready or ended well: " + well + "; the others: " + not);
  }

  /** As users reach it: its Service leads to a pod that finds its content. */
  Observation reached() {
    List<String> ready =
        client()
            .discovery()
            .v1()
            .endpointSlices()
            .inNamespace(Rebuild.APP)
            .withLabel("kubernetes.io/service-name", Rebuild.APP)
            .list()
            .getItems()
            .stream()
            // One that leads nowhere has no list.
            .flatMap(slice -> Stream.ofNullable(slice.getEndpoints()).flatMap(List::stream))
            .filter(one -> Boolean.TRUE.equals(one.getConditions().getReady()))
            .flatMap(one -> one.getAddresses().stream())
            .toList();
    return Observation.of(
        !ready.isEmpty(), "Service " + Rebuild.APP + " leads to what finds its content: " + ready);
  }

  // How they are missed

  /** A pod of another namespace for which there is no node. */
  void startStray() {
    start(STRAY, "{kubernetes.io/hostname: nowhere}");
    run.await("the stray to wait", () -> is(STRAY, "Pending"), WITHIN);
  }

  void removeStray() {
    remove(STRAY);
  }

  /** One that is Running by its phase, and only ever begins. */
  void startCrashing() {
    start(CRASHING, "{}");
    run.await("the other to crash", () -> is(CRASHING, "Running"), WITHIN);
  }

  void removeCrashing() {
    remove(CRASHING);
  }

  private void start(String name, String node) {
    client()
        .load(new ByteArrayInputStream(POD.formatted(name, ELSEWHERE, node).getBytes(UTF_8)))
        .create();
  }

  private Observation is(String name, String phase) {
    Pod now = client().pods().inNamespace(ELSEWHERE).withName(name).require();
    return Observation.of(
        phase.equals(now.getStatus().getPhase()), name + " is " + now.getStatus().getPhase());
  }

  private void remove(String name) {
    client().pods().inNamespace(ELSEWHERE).withName(name).delete();
    run.await(
        name + " to be gone",
        () -> {
          boolean gone = client().pods().inNamespace(ELSEWHERE).withName(name).get() == null;
          return Observation.of(gone, name + (gone ? " is gone" : " is still there"));
        },
        WITHIN);
  }

  /** A release whose pods are called otherwise than the Service looks for: they are well. */
  void misleadService() {
    selects("another");
    run.await(
        "the Service to lead nowhere",
        () -> Observation.of(!reached().ok(), reached().text()),
        WITHIN);
  }

  void leadService() {
    selects(Rebuild.APP);
    run.await("the Service to lead to it again", this::reached, WITHIN);
  }

  private void selects(String app) {
    client()
        .services()
        .inNamespace(Rebuild.APP)
        .withName(Rebuild.APP)
        .edit(
            s ->
                new ServiceBuilder(s)
                    .editSpec()
                    .withSelector(Map.of("app", app))
                    .endSpec()
                    .build());
  }
}
