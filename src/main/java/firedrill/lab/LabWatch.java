package firedrill.lab;

import firedrill.component.MetricsTarget;
import firedrill.guard.GuardRefusal;
import firedrill.guard.GuardedHttp;
import firedrill.sandbox.Node;
import firedrill.sandbox.VolumeFigures;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the alert rules of the document look at in a lab: {@code up} of each server of MinIO, as a
 * Prometheus that scrapes it would have it, and how full the claims' volumes are.
 */
public final class LabWatch {

  /** The job of the document's rule, and the component that answers to it. */
  private static final String JOB = "minio";

  /** As long as a scrape may take unless Prometheus is told otherwise. */
  private static final Duration SCRAPE = Duration.ofSeconds(10);

  private final LabParts parts;
  private final GuardedHttp http;
  private final Map<String, MetricsTarget> targets;

  LabWatch(LabParts parts) {
    this.parts = parts;
    this.http = new GuardedHttp(parts.ground().guard(), SCRAPE);
    this.targets = parts.assembly().metrics(JOB, parts.started());
  }

  /** Servers of MinIO, as {@code address:port}; none where there is no MinIO. */
  public Set<String> targets() {
    return Set.copyOf(targets.keySet());
  }

  /**
   * One scrape of a target, as long as one may take.
   *
   * @return the value of {@code up}
   */
  public boolean isUp(String target) throws InterruptedException {
    try {
      MetricsTarget asked = targets.get(target);
      HttpRequest.Builder request = HttpRequest.newBuilder(asked.address()).timeout(SCRAPE).GET();
      asked.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
      return http.send(request.build(), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException | GuardRefusal e) {
      return false;
    }
  }

  /**
   * Of all nodes that can be asked; empty where the sandbox does not know them. Of a volume that
   * hangs it may take as long.
   */
  public Optional<List<VolumeFigures>> volumes() {
    return parts.spec().topology().cluster().isEmpty()
        ? Optional.of(List.of())
        : parts.ground().platform().volumeFigures();
  }

  /** Machines that have power. */
  public Set<String> running() {
    return parts.ground().sandbox().nodes().stream()
        .filter(Node::isRunning)
        .map(Node::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
