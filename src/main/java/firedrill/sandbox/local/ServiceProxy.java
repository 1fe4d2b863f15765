package firedrill.sandbox.local;

import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What kube-proxy and the cluster's DNS do: rewrites Service addresses to endpoints by netfilter
 * rules in every node and in the lab itself, and keeps the lab's hosts file.
 */
final class ServiceProxy implements LocalNode.BootUnit, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceProxy.class);
  private static final long GATHER_MILLIS = 5;

  private final List<LocalNode> nodes;
  private final HostsFile hosts;
  private final SharedIndexInformer<Service> services;
  private final SharedIndexInformer<EndpointSlice> slices;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          r -> {
            Thread t = new Thread(r, "service-proxy");
            t.setDaemon(true);
            return t;
          });
  private volatile String applied = "";

  /**
   * @param client may list and watch Services and EndpointSlices ({@code system:node-proxier})
   */
  ServiceProxy(KubernetesClient client, List<LocalNode> nodes, HostsFile hosts) {
    this.nodes = nodes;
    this.hosts = hosts;
    this.services = client.services().inAnyNamespace().runnableInformer(0);
    this.slices = client.discovery().v1().endpointSlices().inAnyNamespace().runnableInformer(0);
    services.addEventHandler(new Wake<>());
    slices.addEventHandler(new Wake<>());
    services.run();
    slices.run();
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
      ServiceTable table = ServiceTable.of(services.getStore().list(), slices.getStore().list());
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
    worker.shutdownNow();
    services.stop();
    slices.stop();
  }

  /** Any change leads to one pass, a moment later, over everything that is known then. */
  private final class Wake<T> implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T t) {
      wake();
    }

    @Override
    public void onUpdate(T old, T t) {
      wake();
    }

    @Override
    public void onDelete(T t, boolean unknown) {
      wake();
    }

    private void wake() {
      if (!worker.isShutdown() && scheduled.compareAndSet(false, true)) {
        var unused =
            worker.schedule(ServiceProxy.this::apply, GATHER_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }
}
