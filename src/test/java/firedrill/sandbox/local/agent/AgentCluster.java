package firedrill.sandbox.local.agent;

import static org.awaitility.Awaitility.await;

import firedrill.files.Trees;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** A real control plane, node n1 with an agent on it, and what tests ask of them. */
final class AgentCluster implements AutoCloseable {

  private final Path dir;
  private final LoopbackControlPlane plane;
  private final AtomicBoolean connected = new AtomicBoolean(true);
  private final KubernetesClient admin;
  private final KubernetesClient node;
  private final KubernetesClient provisionerClient;
  private final ClaimProvisioner provisioner;
  private HostProcessRuntime runtime;
  private NodeAgent agent;

  private AgentCluster(Path dir, LoopbackControlPlane plane) {
    this.dir = dir;
    this.plane = plane;
    this.admin = plane.admin();
    this.node = plane.node("n1", connected::get);
    this.provisionerClient = plane.admin();
    this.provisioner =
        new ClaimProvisioner(provisionerClient, new LocalPathDriver(n -> hostRoot()));
  }

  /** Of a start that fails nothing is left. */
  static AgentCluster start() throws Exception {
    Path dir = Files.createTempDirectory("agent-cluster");
    AgentCluster cluster = new AgentCluster(dir, LoopbackControlPlane.start(dir));
    try (var manifest = Files.newInputStream(Path.of("sandbox/manifests/local-path.yaml"))) {
      cluster.admin.load(manifest).serverSideApply();
      cluster.provisioner.start();
      cluster.startAgent();
      until("node Ready", () -> "True".equals(cluster.ready()));
      return cluster;
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (agent != null) {
      agent.close();
      runtime.close();
    }
    provisioner.close();
    node.close();
    provisionerClient.close();
    admin.close();
    plane.close();
    Trees.delete(dir);
  }

  KubernetesClient admin() {
    return admin;
  }

  LoopbackControlPlane plane() {
    return plane;
  }

  /** Where the control plane and the node keep what they have. */
  Path dir() {
    return dir;
  }

  PodLogs logs() {
    return agent.logs();
  }

  int sandboxes() {
    return runtime.sandboxes();
  }

  Path hostRoot() {
    return NodeAgent.hostRoot(dir.resolve("n1"));
  }

  void startAgent() {
    runtime = new HostProcessRuntime();
    ImageMap images =
        new ImageMap(
            Path.of("images.yaml"),
            Map.of(
                "shell:*",
                new LocalImage(List.of(), List.of("/bin/sh"), null, null, "/", null, null)));
    agent =
        new NodeAgent(
            "n1",
            "127.0.0.1",
            node,
            runtime,
            images,
            program -> Path.of("/bin", program),
            List.of(new LocalPathVolumes(hostRoot(), Map.of())),
            AgentSettings.lab(dir.resolve("n1"), "127.0.0.1", 443),
            NodeReach.UNDISTURBED);
    agent.start();
  }

  /** The node dies with all that runs on it. */
  void losePower() {
    agent.crash();
    runtime.close();
  }

  /** The node's way to the API server is cut; what runs on it runs on. */
  void cutOff() {
    connected.set(false);
    agent.cutOff();
  }

  void reconnect() {
    connected.set(true);
  }

  void apply(String yaml) {
    admin
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .inNamespace("default")
        .serverSideApply();
  }

  void pod(String name, String spec) {
    Pod pod =
        Serialization.unmarshal(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + "}\n", Pod.class);
    pod.setSpec(Serialization.unmarshal(spec, PodSpec.class));
    admin.pods().inNamespace("default").resource(pod).create();
  }

  /** Deletes it and waits until it is gone. */
  void delete(String name) {
    String uid = get(name).getMetadata().getUid();
    admin.pods().inNamespace("default").withName(name).delete();
    until(
        name + " gone",
        () -> {
          Pod now = get(name);
          return now == null || !uid.equals(now.getMetadata().getUid());
        });
  }

  Pod get(String name) {
    return admin.pods().inNamespace("default").withName(name).get();
  }

  boolean running(String name) {
    return container(name).getState().getRunning() != null;
  }

  /** The only container's status, an empty one as long as there is none. */
  ContainerStatus container(String name) {
    return get(name).getStatus().getContainerStatuses().stream()
        .findFirst()
        .orElseGet(
            () ->
                new ContainerStatusBuilder().withRestartCount(0).withNewState().endState().build());
  }

  /** The status of a condition of the pod's, null when it has none of this type. */
  String condition(String pod, String type) {
    return get(pod).getStatus().getConditions().stream()
        .filter(c -> type.equals(c.getType()))
        .map(PodCondition::getStatus)
        .findFirst()
        .orElse(null);
  }

  List<Pod> podsOf(String label, String value) {
    return admin.pods().inNamespace("default").withLabel(label, value).list().getItems();
  }

  List<String> reasons(Pod pod) {
    Predicate<Event> mine = e -> pod.getMetadata().getUid().equals(e.getInvolvedObject().getUid());
    return admin.v1().events().inNamespace("default").list().getItems().stream()
        .filter(mine)
        .map(Event::getReason)
        .toList();
  }

  String log(Pod pod, String container, int restart) {
    try {
      return Files.readString(logs().file(pod, container, restart));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Node nodeObject() {
    return admin.nodes().withName("n1").get();
  }

  /** The status of the node's condition Ready, null when there is none. */
  String ready() {
    Node object = nodeObject();
    return object == null ? null : nodeCondition("Ready");
  }

  String nodeCondition(String type) {
    return nodeObject().getStatus().getConditions().stream()
        .filter(c -> type.equals(c.getType()))
        .map(NodeCondition::getStatus)
        .findFirst()
        .orElse(null);
  }

  static void until(String what, Callable<Boolean> condition) {
    await(what)
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(condition);
  }
}
