package firedrill.provider.conformance;

import firedrill.component.manifest.Manifests;
import firedrill.files.Checkout;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.Sandboxes;
import firedrill.lab.LabProbe;
import firedrill.sandbox.Topology;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Runs the small pods in the chosen sandbox, and prints what Kubernetes says of each. */
public final class ConformanceProbe {

  private static final String NAMESPACE = "conformance";

  /** Long enough for a second restart, a second pull and every probe's last failure. */
  private static final Duration SETTLED_AFTER = Duration.ofSeconds(45);

  /** Of a pod that is restarted again and again. */
  private static final Set<String> OF_THE_MOMENT = Set.of("Ready", "ContainersReady");

  private ConformanceProbe() {}

  public static void main(String[] arguments) throws Exception {
    GroundSpec spec =
        GroundSpec.of(LabProbe.directory().resolve("lab"), Checkout.folder(), Topology.homeLab())
            .withCluster();
    Ground ground = Sandboxes.chosen().open(spec);
    try {
      ground.start();
      ground.startCluster();
      ground.awaitNodes();
      KubernetesClient client = ground.platform().kubernetes();
      new Manifests(client, spec.manifests())
          .applyFile(Path.of("src/test/resources/conformance/pods.yaml"));
      long began = System.nanoTime();
      Awaitility.await("the pods have had their time")
          .atMost(SETTLED_AFTER.plusSeconds(10))
          .until(() -> System.nanoTime() - began > SETTLED_AFTER.toNanos());
      List<Event> events = client.v1().events().inNamespace(NAMESPACE).list().getItems();
      client.pods().inNamespace(NAMESPACE).list().getItems().stream()
          .sorted(Comparator.comparing((Pod pod) -> pod.getMetadata().getName()))
          .forEach(pod -> print(pod, events));
    } finally {
      ground.close();
    }
  }

  private static void print(Pod pod, List<Event> events) {
    String name = pod.getMetadata().getName();
    say(name, "phase", phase(pod));
    say(
        name,
        "conditions",
        pod.getStatus().getConditions().stream()
            .filter(c -> !isRestarted(pod) || !OF_THE_MOMENT.contains(c.getType()))
            .map(c -> c.getType() + "=" + c.getStatus() + because(c.getReason()))
            .sorted()
            .collect(Collectors.joining(" ")));
    Stream.of(pod.getStatus().getInitContainerStatuses(), pod.getStatus().getContainerStatuses())
        .flatMap(List::stream)
        .sorted(Comparator.comparing(ContainerStatus::getName))
        .forEach(status -> say(name, "container " + status.getName(), container(status)));
    say(
        name,
        "events",
        events.stream()
            .filter(e -> name.equals(e.getInvolvedObject().getName()))
            // Who pulls an image is whoever comes first to a node.
            .filter(e -> !"Pulling".equals(e.getReason()))
            .map(e -> e.getType() + "/" + e.getReason())
            .collect(Collectors.toCollection(TreeSet::new))
            .toString());
  }

  private static String phase(Pod pod) {
    return pod.getStatus().getPhase() + because(pod.getStatus().getReason());
  }

  private static String because(String reason) {
    return reason == null || reason.isEmpty() ? "" : "(" + reason + ")";
  }

  private static boolean isRestarted(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream().anyMatch(c -> c.getRestartCount() > 0);
  }

  /**
   * How often it was restarted depends on the machine's speed, and whether it runs, and so may be
   * ready, or waits just now; how it ended before does not.
   */
  private static String container(ContainerStatus status) {
    return status.getRestartCount() > 0
        ? "restarted, having " + state(status.getLastState())
        : state(status.getState())
            + (Boolean.TRUE.equals(status.getReady()) ? ", ready" : ", not ready");
  }

  private static String state(ContainerState state) {
    return Optional.ofNullable(state)
        .flatMap(
            s ->
                Stream.of(
                        Optional.ofNullable(s.getWaiting())
                            .map(w -> "waiting" + because(waiting(w.getReason()))),
                        Optional.ofNullable(s.getRunning()).map(r -> "running"),
                        Optional.ofNullable(s.getTerminated())
                            .map(
                                t ->
                                    "ended %d%s%s"
                                        .formatted(
                                            t.getExitCode(),
                                            because(t.getReason()),
                                            "Error".equals(t.getReason()) && t.getMessage() != null
                                                ? " \"" + t.getMessage().strip() + "\""
                                                : "")))
                    .flatMap(Optional::stream)
                    .findFirst())
        .orElse("nothing");
  }

  /** A pull that fails and the wait for the next one take turns. */
  private static String waiting(String reason) {
    return "ErrImagePull".equals(reason) ? "ImagePullBackOff" : reason;
  }

  private static void say(String pod, String what, String value) {
    System.out.println("saw\t" + pod + " " + what + "\t" + value);
  }
}
