package firedrill.sandbox.local.kubernetes;

import firedrill.guard.ChildEnvironment;
import firedrill.sandbox.VolumeFigures;
import firedrill.sandbox.local.Addresses;
import firedrill.sandbox.local.BootUnit;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.local.agent.AgentSettings;
import firedrill.sandbox.local.agent.ImageMap;
import firedrill.sandbox.local.agent.KubeletMetrics;
import firedrill.sandbox.local.agent.LocalPathVolumes;
import firedrill.sandbox.local.agent.NodeAgent;
import firedrill.sandbox.local.agent.NodeReach;
import firedrill.sandbox.local.agent.ProgramResolver;
import firedrill.sandbox.local.agent.VolumeProvider;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One agent per boot: it dies with its node and a new one comes up on the same disk. */
final class AgentUnit implements BootUnit, AutoCloseable {
  private final KubernetesClient client;
  private final ImageMap images;
  private final ProgramResolver programs;
  private final ChildEnvironment children;
  private final NodeReach reach;
  private final List<VolumeProvider> more;
  private volatile NodeAgent agent;
  private PodRuntime runtime;
  private String node = "";
  private KubeletMetrics metrics;

  AgentUnit(
      KubernetesClient client,
      ImageMap images,
      ProgramResolver programs,
      ChildEnvironment children,
      NodeReach reach,
      List<VolumeProvider> more) {
    this.client = client;
    this.images = images;
    this.programs = programs;
    this.children = children;
    this.reach = reach;
    this.more = more;
  }

  @Override
  public synchronized void boot(LocalNode node) {
    if (metrics == null) {
      this.node = node.name();
      metrics = KubeletMetrics.open(node.name(), node.address(), client, this::figures);
    }
    runtime = new PodRuntime(node, children);
    List<VolumeProvider> volumes = new ArrayList<>(more);
    volumes.add(
        new LocalPathVolumes(NodeAgent.hostRoot(LocalPlatform.kubelet(node)), node.hostPaths()));
    agent =
        new NodeAgent(
            node.name(),
            node.address(),
            client,
            runtime,
            images,
            programs,
            volumes,
            AgentSettings.lab(LocalPlatform.kubelet(node), Addresses.KUBERNETES_SERVICE, 443)
                .withHostPaths(node.hostPaths()),
            reach);
    agent.start();
  }

  synchronized String node() {
    return node;
  }

  /** Where it tells its figures, at every boot the same. */
  synchronized URI metrics() {
    return metrics.address();
  }

  /** Empty while nobody can ask it: without power, or without a cable. */
  Optional<List<VolumeFigures>> figures() {
    NodeAgent now = agent;
    return now == null || !reach.pods() ? Optional.empty() : Optional.of(now.volumeFigures());
  }

  synchronized OptionalLong firstProcess(String namespace, String pod, String container) {
    return agent == null ? OptionalLong.empty() : runtime.firstProcess(namespace, pod, container);
  }

  synchronized void cutOff() {
    if (agent != null) {
      agent.cutOff();
    }
  }

  @Override
  public synchronized void died(LocalNode node) {
    if (agent != null) {
      agent.crash();
      agent = null;
    }
  }

  @Override
  public synchronized void close() {
    if (metrics != null) {
      metrics.close();
    }
    if (agent != null) {
      agent.close();
      agent = null;
    }
  }
}
