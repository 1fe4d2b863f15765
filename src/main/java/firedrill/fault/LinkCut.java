package firedrill.fault;

import firedrill.sandbox.Node;
import firedrill.sandbox.Sandbox;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The cable of one node of the cluster is pulled: all that runs on it runs on, and nobody outside
 * reaches it.
 */
public final class LinkCut implements Fault {

  /** The control plane's patience with a silent node, and as much again. */
  private static final Duration NOTICED_WITHIN = Duration.ofSeconds(20);

  private final Sandbox sandbox;
  private final KubernetesClient kubernetes;
  private final Node node;
  private volatile Instant pulled;

  /**
   * @param kubernetes asked what the cluster knows of the node
   */
  public LinkCut(Sandbox sandbox, KubernetesClient kubernetes, Node node) {
    this.sandbox = sandbox;
    this.kubernetes = kubernetes;
    this.node = node;
  }

  @Override
  public String name() {
    return "link-cut";
  }

  @Override
  public String target() {
    return node.name();
  }

  @Override
  public Undo undo() {
    return Undo.of(
        "plug the cable of " + node.name() + " in again",
        Map.of("node", node.name()),
        this::restore);
  }

  /** The cable is plugged in again; nothing happens when it is. */
  public void restore() {
    sandbox.network().linkUp(node);
  }

  @Override
  public void inject() {
    sandbox.network().linkDown(node);
    pulled = Instant.now();
  }

  /**
   * When the cable was out: how long a sandbox takes for that is no part of the cut.
   *
   * @throws IllegalStateException before it was pulled
   */
  public Instant pulledAt() {
    if (pulled == null) {
      throw new IllegalStateException("the cable of " + node.name() + " has not been pulled");
    }
    return pulled;
  }

  /** The node is still there, and the cluster no longer hears it. */
  @Override
  public Witness witness() {
    return new Witness() {
      @Override
      public Evidence observe() {
        String ready = ready();
        boolean running = node.isRunning();
        return Evidence.of(
            ready.startsWith("Unknown") && running,
            "%s: Ready=%s, its programs %s"
                .formatted(node.name(), ready, running ? "run on" : "have ended"));
      }

      @Override
      public Duration deadline() {
        return NOTICED_WITHIN;
      }
    };
  }

  private String ready() {
    return kubernetes.nodes().withName(node.name()).require().getStatus().getConditions().stream()
        .filter(c -> "Ready".equals(c.getType()))
        .findFirst()
        .map((NodeCondition c) -> c.getStatus() + " (" + c.getReason() + ")")
        .orElse("not reported");
  }
}
