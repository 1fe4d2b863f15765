package firedrill.sandbox.local.kubernetes;

import firedrill.guard.ChildEnvironment;
import firedrill.sandbox.local.Addresses;
import firedrill.sandbox.local.BootUnit;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.local.agent.AgentSettings;
import firedrill.sandbox.local.agent.ImageMap;
import firedrill.sandbox.local.agent.LocalPathVolumes;
import firedrill.sandbox.local.agent.NodeAgent;
import firedrill.sandbox.local.agent.NodeReach;
import firedrill.sandbox.local.agent.ProgramResolver;
import firedrill.sandbox.local.agent.VolumeProvider;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** One agent per boot: it dies with its node and a new one comes up on the same disk. */
final class AgentUnit implements BootUnit, AutoCloseable {
  private final KubernetesClient client;
  private final ImageMap images;
  private final ProgramResolver programs;
  private final ChildEnvironment children;
  private final NodeReach reach;
  private final List<VolumeProvider> more;
  private NodeAgent agent;
  private PodRuntime runtime;

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
    runtime = new PodRuntime(node, children);
    List<VolumeProvider> volumes = new ArrayList<>(more);
    volumes.add(new LocalPathVolumes(NodeAgent.hostRoot(LocalPlatform.kubelet(node))));
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
    if (agent != null) {
      agent.close();
      agent = null;
    }
  }
}
