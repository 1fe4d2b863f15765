package firedrill.sandbox.local.kubernetes;

import firedrill.files.Attempts;
import firedrill.sandbox.local.BootUnit;
import firedrill.sandbox.local.HostsFile;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.local.agent.AgentLoop;
import firedrill.sandbox.local.agent.Lane;
import firedrill.sandbox.local.agent.ObjectWatch;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What kube-proxy and the cluster's DNS do: rewrites Service addresses to endpoints by netfilter
 * rules in every node and in the lab itself, and keeps the lab's hosts file.
 */
final class ServiceProxy implements BootUnit, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceProxy.class);
  private static final Duration GATHER = Duration.ofMillis(5);

  private final List<LocalNode> nodes;
  private final HostsFile hosts;
  private final Map<String, Service> services = new ConcurrentHashMap<>();
  private final Map<String, EndpointSlice> slices = new ConcurrentHashMap<>();
  private final AgentLoop loop = new AgentLoop("service-proxy");
  private final Lane lane = new Lane(loop);
  private final ObjectWatch<Service> serviceWatch;
  private final ObjectWatch<EndpointSlice> sliceWatch;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile String applied = "";

  /**
   * @param client may list and watch Services and EndpointSlices ({@code system:node-proxier})
   */
  ServiceProxy(KubernetesClient client, List<LocalNode> nodes, HostsFile hosts) {
    this.nodes = nodes;
    this.hosts = hosts;
    this.serviceWatch =
        new ObjectWatch<>(
            "services",
            () -> client.services().inAnyNamespace(),
            loop,
            (service, exists) -> changed(services, service, exists),
            this::wake);
    this.sliceWatch =
        new ObjectWatch<>(
            "endpoint slices",
            () -> client.discovery().v1().endpointSlices().inAnyNamespace(),
            loop,
            (slice, exists) -> changed(slices, slice, exists),
            this::wake);
    serviceWatch.start();
    sliceWatch.start();
  }

  private <T extends HasMetadata> void changed(Map<String, T> known, T object, boolean exists) {
    if (exists) {
      known.put(object.getMetadata().getUid(), object);
    } else {
      known.remove(object.getMetadata().getUid());
    }
    wake();
  }

  /** Whether a Service has this address and port, as far as the API server has told. */
  boolean knows(String address, int port) {
    return ServiceTable.hasAddress(services.values(), address, port);
  }

  /** Any change leads to one pass, a moment later, over everything that is known then. */
  private void wake() {
    if (serviceWatch.synced() && sliceWatch.synced() && scheduled.compareAndSet(false, true)) {
      var unused = loop.after(GATHER, lane, this::apply);
    }
  }

  /** For connections that may be dead without having said so. */
  void relist() {
    serviceWatch.relist();
    sliceWatch.relist();
  }

  /** The node's rules went with its network namespace. */
  @Override
  public void boot(LocalNode node) {
    String rules = applied;
    if (!rules.isEmpty()) {
      node.runInNetwork(nft(), rules);
    }
  }

  private void apply() {
    scheduled.set(false);
    try {
      ServiceTable table =
          ServiceTable.of(List.copyOf(services.values()), List.copyOf(slices.values()));
      hosts.write(table.names());
      String rules = table.rules();
      if (rules.equals(applied)) {
        return;
      }
      Shell.run(nft(), rules);
      nodes.parallelStream().filter(LocalNode::isRunning).forEach(n -> applyTo(n, rules));
      applied = rules;
    } catch (RuntimeException e) {
      LOG.error("cannot apply Service rules", e);
    }
  }

  private static void applyTo(LocalNode node, String rules) {
    try {
      node.runInNetwork(nft(), rules);
    } catch (RuntimeException e) {
      if (node.isRunning()) {
        throw e;
      }
    }
  }

  private static List<String> nft() {
    return List.of(Programs.path("nft"), "-f", "-");
  }

  @Override
  public void close() {
    Attempts.all(
        "cannot stop the proxy of the Services",
        List.of(serviceWatch::close, sliceWatch::close, loop::stop));
  }
}
