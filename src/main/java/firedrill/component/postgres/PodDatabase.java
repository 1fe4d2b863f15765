package firedrill.component.postgres;

import firedrill.component.OwnAddress;
import firedrill.component.manifest.Manifests;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PostgreSQL in a pod, its data in a volume of Longhorn's, and a client in the same pod that
 * commits row after row for as long as both are there. What the client was told is heard outside
 * the lab.
 */
public final class PodDatabase implements AutoCloseable {

  private static final String NAME = "database";
  private static final String ALTERED = "alter";

  private final KubernetesClient client;
  private final Manifests manifests;
  private final String namespace;
  private final UnaryOperator<String> filled;
  private final CommitReports reports;

  private PodDatabase(
      KubernetesClient client,
      Manifests manifests,
      String namespace,
      UnaryOperator<String> filled,
      CommitReports reports) {
    this.client = client;
    this.manifests = manifests;
    this.namespace = namespace;
    this.filled = filled;
    this.reports = reports;
  }

  static PodDatabase create(
      KubernetesClient client, Manifests manifests, String namespace, String node, String machine)
      throws IOException {
    CommitReports reports = CommitReports.at(OwnAddress.seenFrom(machine));
    UnaryOperator<String> filled =
        text ->
            text.replace("NAMESPACE", namespace)
                .replace("NODE", node)
                .replace("LISTENER", reports.address().getAddress().getHostAddress())
                .replace("PORT", Integer.toString(reports.address().getPort()));
    PodDatabase database = new PodDatabase(client, manifests, namespace, filled, reports);
    manifests.apply("pod-database.yaml", filled);
    return database;
  }

  /**
   * The row whose commit was heard of first.
   *
   * @throws IllegalStateException when none was
   */
  public String firstRow() {
    return reports
        .firstRow()
        .orElseThrow(() -> new IllegalStateException("no commit was heard of yet"));
  }

  /** When the last commit was heard of, by {@link System#nanoTime}; empty before the first. */
  public OptionalLong lastCommit() {
    return reports.lastCommit();
  }

  /**
   * When that was, by the clock that {@link FoundRows#told} is taken from.
   *
   * @throws IllegalStateException when none was
   */
  public Instant lastTold() {
    return reports
        .lastTold()
        .orElseThrow(() -> new IllegalStateException("no commit was heard of yet"));
  }

  /**
   * What its client found when it started last.
   *
   * @param since only if it had found all of it later than this, by {@link System#nanoTime}
   * @return empty when no client has started since
   */
  public Optional<FoundRows> foundSince(long since) {
    return reports.found().filter(f -> f.at() - since > 0);
  }

  /** Name of its volume; empty before its claim is bound. */
  public Optional<String> volume() {
    return Optional.ofNullable(
            client.persistentVolumeClaims().inNamespace(namespace).withName(NAME).get())
        .map(claim -> claim.getSpec().getVolumeName());
  }

  /** Without its pod nothing writes to its volume. */
  public void stop() {
    client.apps().deployments().inNamespace(namespace).withName(NAME).scale(0);
  }

  /** Asks for its pod again. */
  public void start() {
    client.apps().deployments().inNamespace(namespace).withName(NAME).scale(1);
  }

  /** Whether it has no pod, not even one that is ending. */
  public boolean isStopped() {
    return pods().isEmpty();
  }

  /** Planted: done behind its client's back, one statement; the database must be stopped. */
  public void alter(String statement) {
    manifests.apply(
        "pod-database-alter.yaml", text -> filled.apply(text).replace("STATEMENT", statement));
  }

  /**
   * Whether {@link #alter} has ended well; its pod is taken away then.
   *
   * @throws IllegalStateException when it has failed
   */
  public boolean isAltered() {
    var pod = client.pods().inNamespace(namespace).withName(ALTERED);
    Pod now = pod.require();
    String phase = now.getStatus() == null ? "" : String.valueOf(now.getStatus().getPhase());
    if (phase.equals("Failed")) {
      throw new IllegalStateException("the database was not altered: " + told(now));
    }
    if (!phase.equals("Succeeded")) {
      return false;
    }
    pod.delete();
    return true;
  }

  /** What its pods say of themselves. */
  public String state() {
    String all = pods().stream().map(PodDatabase::told).collect(Collectors.joining("; "));
    return all.isEmpty() ? "no pod of the database" : all;
  }

  private List<Pod> pods() {
    return client.pods().inNamespace(namespace).withLabel("app", NAME).list().getItems();
  }

  private static String told(Pod pod) {
    if (pod.getStatus() == null) {
      return "its pod has no status yet";
    }
    String containers =
        Stream.of(
                pod.getStatus().getInitContainerStatuses(), pod.getStatus().getContainerStatuses())
            .flatMap(List::stream)
            .map(PodDatabase::told)
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(", "));
    return "its pod is "
        + pod.getStatus().getPhase()
        + (containers.isEmpty() ? "" : " (" + containers + ")");
  }

  /** Why a container ended last, or waits; nothing of one that never did. */
  private static String told(ContainerStatus container) {
    return Stream.of(container.getState(), container.getLastState())
        .flatMap(Stream::ofNullable)
        .flatMap(PodDatabase::ended)
        .findFirst()
        .map(text -> container.getName() + " " + text)
        .orElse("");
  }

  private static Stream<String> ended(ContainerState state) {
    return Stream.ofNullable(state.getTerminated())
        .filter(end -> end.getExitCode() != null && end.getExitCode() != 0)
        .map(
            end ->
                "ended with "
                    + end.getExitCode()
                    + (end.getMessage() == null ? "" : ": " + end.getMessage().strip()));
  }

  /** Has no pod any more, and nobody listens to one. */
  @Override
  public void close() throws IOException {
    stop();
    reports.close();
  }
}
