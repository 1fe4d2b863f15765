package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the node's Lease and looks after its Node object. */
final class Heartbeat {

  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final String NAMESPACE = "kube-node-lease";
  private static final Duration RETRY = Duration.ofMillis(200);

  private final KubernetesClient client;
  private final String nodeName;
  private final Duration period;
  private final NodeRegistration registration;
  private final AgentLoop loop;
  private final Lane lane;
  private final Runnable onReconnect;
  private boolean failing;

  /**
   * Nothing happens before {@link #start()}.
   *
   * @param onReconnect called when the API server answers again; connections may be stale
   */
  Heartbeat(
      KubernetesClient client,
      String nodeName,
      Duration period,
      NodeRegistration registration,
      AgentLoop loop,
      Runnable onReconnect) {
    this.client = client;
    this.nodeName = nodeName;
    this.period = period;
    this.registration = registration;
    this.loop = loop;
    this.lane = new Lane(loop);
    this.onReconnect = onReconnect;
  }

  void start() {
    lane.execute(this::beat);
  }

  private void beat() {
    Duration next = period;
    try {
      Node node = registration.ensure();
      renew(node);
      if (failing) {
        failing = false;
        onReconnect.run();
      }
    } catch (RuntimeException e) {
      // Whatever it is, a node that stops beating for ever would be a fault nobody injected.
      if (!failing) {
        LOG.info("node {} cannot reach the API server: {}", nodeName, e.getMessage());
      }
      failing = true;
      next = RETRY.compareTo(period) < 0 ? RETRY : period;
    }
    var unused = loop.after(next, lane, this::beat);
  }

  private void renew(Node node) {
    var leases = client.leases().inNamespace(NAMESPACE);
    Lease old = leases.withName(nodeName).get();
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    if (old != null) {
      old.getSpec().setRenewTime(now);
      leases.resource(old).update();
      return;
    }
    leases
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withName(nodeName)
                .withNamespace(NAMESPACE)
                .withOwnerReferences(
                    new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Node")
                        .withName(nodeName)
                        .withUid(node.getMetadata().getUid())
                        .build())
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(nodeName)
                .withLeaseDurationSeconds(Math.toIntExact(Math.max(1, period.toSeconds() * 4)))
                .withRenewTime(now)
                .endSpec()
                .build())
        .create();
  }
}
