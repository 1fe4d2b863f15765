package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The agent against a real API server, controller manager and scheduler. */
@Tag("cluster")
@EnabledIf(
    value = "firedrill.sandbox.local.agent.Binaries#present",
    disabledReason =
        "no Kubernetes binaries: set KUBEBUILDER_ASSETS or -Dtool.kube-apiserver=… or build them into the cache")
@Execution(ExecutionMode.SAME_THREAD)
@DisplayName("A node agent")
class NodeAgentClusterTest {

  @TempDir static Path dir;

  private static ControlPlane plane;
  private static KubernetesClient admin;
  private static KubernetesClient node;
  private static KubernetesClient provisionerClient;
  private static HostProcessRuntime runtime;
  private static NodeAgent agent;
  private static ClaimProvisioner provisioner;

  @BeforeAll
  static void start() throws Exception {
    plane = ControlPlane.start(dir);
    admin = plane.admin();
    node = plane.node("n1");
    provisionerClient = plane.admin();
    try (var manifest = Files.newInputStream(Path.of("sandbox/manifests/local-path.yaml"))) {
      admin.load(manifest).serverSideApply();
    }
    provisioner = new ClaimProvisioner(provisionerClient, new LocalPathDriver(n -> hostRoot()));
    provisioner.start();
    startAgent();
    until("node Ready", () -> "True".equals(ready()));
  }

  @AfterAll
  static void stop() {
    if (plane == null) {
      return;
    }
    agent.close();
    provisioner.close();
    runtime.close();
    node.close();
    provisionerClient.close();
    admin.close();
    plane.close();
  }

  @Test
  @DisplayName("runs a Deployment to availability, with token, environment and volumes in place")
  void deployment() {
    apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: db}
        stringData: {user: alice}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: shell:1
                args: ["-c", "echo user=$DB_USER node=$NODE; cat /var/run/secrets/kubernetes.io/serviceaccount/namespace; touch /scratch/up; exec sleep 1000"]
                env:
                - {name: DB_USER, valueFrom: {secretKeyRef: {name: db, key: user}}}
                - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                volumeMounts: [{name: work, mountPath: /scratch}]
                readinessProbe: {exec: {command: [test, -e, /scratch/up]}, periodSeconds: 1}
              volumes: [{name: work, emptyDir: {}}]
        """);
    until(
        "available",
        () ->
            Objects.equals(
                admin
                    .apps()
                    .deployments()
                    .inNamespace("default")
                    .withName("web")
                    .get()
                    .getStatus()
                    .getAvailableReplicas(),
                2));
    Pod pod = podsOf("app", "web").get(0);
    assertThat(log(pod, "main", 0)).contains("user=alice node=n1").contains("default");
    assertThat(pod.getStatus().getConditions())
        .filteredOn(c -> "True".equals(c.getStatus()))
        .extracting(c -> c.getType())
        .contains("Initialized", "Ready", "ContainersReady", "PodReadyToStartContainers");
    assertThat(pod.getStatus().getPodIPs()).hasSize(1);
    assertThat(pod.getStatus().getHostIP()).isEqualTo("127.0.0.1");
    until("events", () -> reasons(pod).containsAll(List.of("Pulled", "Created", "Started")));
    admin.apps().deployments().inNamespace("default").withName("web").delete();
    until("pods gone", () -> podsOf("app", "web").isEmpty());
  }

  @Test
  @DisplayName("names a missing Secret in CreateContainerConfigError and goes on once it is there")
  void missingSecret() {
    pod(
        "needy",
        """
        containers:
        - name: main
          image: shell:1
          args: ["-c", "exec sleep 1000"]
          envFrom: [{secretRef: {name: late}}]
        """);
    until(
        "config error",
        () ->
            container("needy").getState().getWaiting() != null
                && "CreateContainerConfigError"
                    .equals(container("needy").getState().getWaiting().getReason()));
    assertThat(container("needy").getState().getWaiting().getMessage())
        .isEqualTo("secret \"late\" not found");
    admin
        .secrets()
        .inNamespace("default")
        .resource(new SecretBuilder().withNewMetadata().withName("late").endMetadata().build())
        .create();
    until("running", () -> container("needy").getState().getRunning() != null);
    delete("needy");
  }

  @Test
  @DisplayName("waits in ContainerCreating for a missing ConfigMap volume and says FailedMount")
  void missingVolume() {
    pod(
        "mounted",
        """
        containers:
        - name: main
          image: shell:1
          args: ["-c", "exec sleep 1000"]
          volumeMounts: [{name: conf, mountPath: /conf}]
        volumes: [{name: conf, configMap: {name: late-conf}}]
        """);
    until("FailedMount", () -> reasons(get("mounted")).contains("FailedMount"));
    assertThat(container("mounted").getState().getWaiting().getReason())
        .isEqualTo("ContainerCreating");
    var maps = admin.configMaps().inNamespace("default");
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("late-conf")
            .endMetadata()
            .withData(Map.of("a", "one"))
            .build();
    maps.resource(map).create();
    until("running", () -> container("mounted").getState().getRunning() != null);
    Path file = dir.resolve("n1/pods/" + get("mounted").getMetadata().getUid() + "/volumes/conf/a");
    assertThat(file).hasContent("one");
    map.setData(Map.of("a", "two"));
    maps.resource(map).update();
    until("refreshed", () -> Files.readString(file).equals("two"));
    delete("mounted");
  }

  @Test
  @DisplayName("restarts a crashing container ever later and says CrashLoopBackOff")
  void crashLoop() {
    pod("crash", "containers: [{name: main, image: 'shell:1', args: ['-c', 'exit 3']}]");
    until("third start", () -> container("crash").getRestartCount() >= 2);
    AtomicReference<ContainerStatus> backedOff = new AtomicReference<>();
    until(
        "back-off",
        () -> {
          ContainerStatus now = container("crash");
          backedOff.set(now);
          return now.getState().getWaiting() != null
              && "CrashLoopBackOff".equals(now.getState().getWaiting().getReason());
        });
    ContainerStatus status = backedOff.get();
    assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(3);
    assertThat(status.getLastState().getTerminated().getReason()).isEqualTo("Error");
    assertThat(status.getReady()).isFalse();
    assertThat(agent.logs().find("default", "crash", "main")).hasSizeGreaterThanOrEqualTo(3);
    assertThat(get("crash").getStatus().getPhase()).isEqualTo("Running");
    delete("crash");
  }

  @Test
  @DisplayName("names the image map and the line to add for an unknown image")
  void unknownImage() {
    pod("foreign", "containers: [{name: main, image: 'nobody/knows:1'}]");
    until(
        "pull error",
        () ->
            container("foreign").getState().getWaiting() != null
                && container("foreign").getState().getWaiting().getReason().contains("Pull"));
    assertThat(container("foreign").getState().getWaiting().getMessage())
        .contains("images.yaml")
        .contains("nobody/knows:*");
    delete("foreign");
  }

  @Test
  @DisplayName("completes a Job and runs init containers in order")
  void job() {
    apply(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: once}
        spec:
          template:
            metadata: {labels: {app: once}}
            spec:
              restartPolicy: Never
              initContainers:
              - {name: first, image: "shell:1", args: ["-c", "echo 1 >> /w/order"], volumeMounts: [{name: w, mountPath: /w}]}
              - {name: second, image: "shell:1", args: ["-c", "echo 2 >> /w/order"], volumeMounts: [{name: w, mountPath: /w}]}
              containers:
              - {name: main, image: "shell:1", args: ["-c", "cat /w/order"], volumeMounts: [{name: w, mountPath: /w}]}
              volumes: [{name: w, emptyDir: {}}]
        """);
    until(
        "complete",
        () ->
            Objects.equals(
                admin
                    .batch()
                    .v1()
                    .jobs()
                    .inNamespace("default")
                    .withName("once")
                    .get()
                    .getStatus()
                    .getSucceeded(),
                1));
    Pod pod = podsOf("app", "once").get(0);
    assertThat(log(pod, "main", 0)).isEqualTo("1\n2\n");
    assertThat(pod.getStatus().getPhase()).isEqualTo("Succeeded");
    admin.batch().v1().jobs().inNamespace("default").withName("once").delete();
    until("pods gone", () -> podsOf("app", "once").isEmpty());
  }

  @Test
  @DisplayName("runs a DaemonSet's pod on the host network, with its sidecar beside it")
  void daemonSet() {
    apply(
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: each}
        spec:
          selector: {matchLabels: {app: each}}
          template:
            metadata: {labels: {app: each}}
            spec:
              hostNetwork: true
              terminationGracePeriodSeconds: 1
              initContainers:
              - {name: side, image: "shell:1", restartPolicy: Always, args: ["-c", "exec sleep 1000"]}
              containers:
              - {name: main, image: "shell:1", args: ["-c", "exec sleep 1000"]}
        """);
    until(
        "ready on the node",
        () ->
            Objects.equals(
                admin
                    .apps()
                    .daemonSets()
                    .inNamespace("default")
                    .withName("each")
                    .get()
                    .getStatus()
                    .getNumberReady(),
                1));
    Pod pod = podsOf("app", "each").get(0);
    assertThat(pod.getStatus().getInitContainerStatuses().get(0).getStarted()).isTrue();
    admin.apps().daemonSets().inNamespace("default").withName("each").delete();
    until("pod gone", () -> podsOf("app", "each").isEmpty());
  }

  @Test
  @DisplayName("leaves no directory and no sandbox of a deleted pod behind, forced or not")
  void leavesNothing() {
    pod("brief", "containers: [{name: main, image: 'shell:1', args: ['-c', 'exec sleep 1000']}]");
    until("running", () -> running("brief"));
    Path podDir = dir.resolve("n1/pods/" + get("brief").getMetadata().getUid());
    assertThat(podDir).exists();
    int before = runtime.sandboxes();
    admin.pods().inNamespace("default").withName("brief").withGracePeriod(0).delete();
    until("gone", () -> !Files.exists(podDir));
    assertThat(runtime.sandboxes()).isEqualTo(before - 1);
  }

  @Test
  @DisplayName("kills a container that fails its liveness probe, and starts it again")
  void liveness() {
    pod(
        "sick",
        """
        terminationGracePeriodSeconds: 1
        containers:
        - name: main
          image: shell:1
          args: ["-c", "exec sleep 1000"]
          livenessProbe: {exec: {command: ["false"]}, periodSeconds: 1, failureThreshold: 1}
        """);
    until("restarted", () -> container("sick").getRestartCount() >= 1);
    until("Unhealthy", () -> reasons(get("sick")).contains("Unhealthy"));
    assertThat(container("sick").getLastState().getTerminated().getExitCode()).isEqualTo(143);
    delete("sick");
  }

  @Test
  @DisplayName("gives TERM, then the grace period, then KILL, and only then deletes the pod")
  void termination() {
    Path witness = dir.resolve("terminated");
    pod(
        "polite",
        """
        terminationGracePeriodSeconds: 20
        containers:
        - name: main
          image: shell:1
          args: ["-c", "trap 'echo bye > %1$s; exit 0' TERM; while :; do sleep 0.05; done"]
          lifecycle:
            postStart: {exec: {command: [touch, %1$s.post-start]}}
            preStop: {exec: {command: [touch, %1$s.pre-stop]}}
        """
            .formatted(witness));
    until("running", () -> container("polite").getState().getRunning() != null);
    until("hook ran", () -> Files.exists(dir.resolve("terminated.post-start")));
    long began = System.nanoTime();
    delete("polite");
    assertThat(witness).hasContent("bye");
    assertThat(dir.resolve("terminated.post-start")).exists();
    assertThat(dir.resolve("terminated.pre-stop")).exists();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  @DisplayName("keeps a StatefulSet's claim over a new pod, and reclaims its directory at the end")
  void statefulSet() throws IOException {
    apply(
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db}
        spec:
          serviceName: db
          selector: {matchLabels: {app: db}}
          template:
            metadata: {labels: {app: db}}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: shell:1
                args: ["-c", "echo start >> /data/starts; exec sleep 1000"]
                volumeMounts: [{name: data, mountPath: /data}]
          volumeClaimTemplates:
          - metadata: {name: data}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
        """);
    until("running", () -> get("db-0") != null && running("db-0"));
    String uid = get("db-0").getMetadata().getUid();
    delete("db-0");
    until(
        "running again",
        () ->
            get("db-0") != null
                && !uid.equals(get("db-0").getMetadata().getUid())
                && running("db-0"));
    Path root = hostRoot().resolve("opt/local-path-provisioner");
    Path data;
    try (Stream<Path> children = Files.list(root)) {
      data = children.filter(p -> p.toString().endsWith("data-db-0")).findFirst().orElseThrow();
    }
    until("two starts", () -> Files.readString(data.resolve("starts")).equals("start\nstart\n"));
    admin.apps().statefulSets().inNamespace("default").withName("db").delete();
    until("pod gone", () -> get("db-0") == null);
    admin.persistentVolumeClaims().inNamespace("default").withName("data-db-0").delete();
    until(
        "directory and volume gone",
        () ->
            !Files.exists(data)
                && admin.persistentVolumes().list().getItems().stream()
                    .noneMatch(pv -> "data-db-0".equals(pv.getSpec().getClaimRef().getName())));
  }

  @Test
  @DisplayName("keeps directory and volume of a Retain class when the claim is deleted")
  void retain() {
    apply(
        """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: kept}
        provisioner: rancher.io/local-path
        volumeBindingMode: WaitForFirstConsumer
        reclaimPolicy: Retain
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: keepsake}
        spec: {storageClassName: kept, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
        """);
    pod(
        "writer",
        """
        restartPolicy: Never
        containers:
        - name: main
          image: shell:1
          args: ["-c", "echo kept > /data/file"]
          volumeMounts: [{name: data, mountPath: /data}]
        volumes: [{name: data, persistentVolumeClaim: {claimName: keepsake}}]
        """);
    until("written", () -> "Succeeded".equals(get("writer").getStatus().getPhase()));
    var claims = admin.persistentVolumeClaims().inNamespace("default").withName("keepsake");
    String volume = claims.get().getSpec().getVolumeName();
    delete("writer");
    claims.delete();
    until(
        "released",
        () ->
            "Released"
                .equals(admin.persistentVolumes().withName(volume).get().getStatus().getPhase()));
    String path =
        admin.persistentVolumes().withName(volume).get().getSpec().getHostPath().getPath();
    assertThat(HostPath.below(hostRoot(), path).resolve("file")).hasContent("kept");
    admin.persistentVolumes().withName(volume).delete();
    until("volume gone", () -> admin.persistentVolumes().withName(volume).get() == null);
  }

  @Test
  @DisplayName("survives the API server's death and hears of new pods when it returns")
  void apiServerDies() throws IOException {
    pod("early", "containers: [{name: main, image: 'shell:1', args: ['-c', 'exec sleep 1000']}]");
    until("running", () -> container("early").getState().getRunning() != null);
    plane.killApiServer();
    plane.startApiServer();
    until("API server is back", plane::ready);
    pod("later", "containers: [{name: main, image: 'shell:1', args: ['-c', 'exec sleep 1000']}]");
    until("running", () -> container("later").getState().getRunning() != null);
    assertThat(container("early").getRestartCount()).isZero();
    delete("early");
    delete("later");
  }

  @Test
  @DisplayName("after a power loss is NotReady, then starts its pods again, but no Never pods")
  void powerLoss() {
    pod(
        "always",
        """
        initContainers: [{name: first, image: 'shell:1', args: ['-c', 'true']}]
        containers: [{name: main, image: 'shell:1', args: ['-c', 'exec sleep 1000']}]
        """);
    pod(
        "never",
        "restartPolicy: Never\ncontainers: [{name: main, image: 'shell:1', args: ['-c', 'exec sleep 1000']}]");
    until("both run", () -> running("always") && running("never"));
    agent.crash();
    runtime.close();
    until("NotReady", () -> "Unknown".equals(ready()));
    String bootId = nodeObject().getStatus().getNodeInfo().getBootID();
    startAgent();
    until("Ready", () -> "True".equals(ready()));
    assertThat(nodeObject().getStatus().getNodeInfo().getBootID()).isNotEqualTo(bootId);
    until("restarted", () -> container("always").getRestartCount() == 1 && running("always"));
    assertThat(container("always").getLastState().getTerminated().getReason()).isEqualTo("Unknown");
    assertThat(get("always").getStatus().getInitContainerStatuses().get(0).getRestartCount())
        .isEqualTo(1);
    until("failed", () -> "Failed".equals(get("never").getStatus().getPhase()));
    assertThat(container("never").getState().getTerminated().getExitCode()).isEqualTo(255);
    delete("always");
    delete("never");
  }

  private static void startAgent() {
    runtime = new HostProcessRuntime();
    Path nodeDir = dir.resolve("n1");
    AgentSettings lab = AgentSettings.lab(nodeDir, "127.0.0.1", 443);
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
            List.of(new LocalPathVolumes(hostRoot())),
            lab,
            NodeReach.UNDISTURBED);
    agent.start();
  }

  private static Path hostRoot() {
    return NodeAgent.hostRoot(dir.resolve("n1"));
  }

  private static void apply(String yaml) {
    admin
        .load(
            new java.io.ByteArrayInputStream(
                yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .inNamespace("default")
        .serverSideApply();
  }

  private static void pod(String name, String spec) {
    Pod pod =
        Serialization.unmarshal(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + "}\n", Pod.class);
    pod.setSpec(Serialization.unmarshal(spec, io.fabric8.kubernetes.api.model.PodSpec.class));
    admin.pods().inNamespace("default").resource(pod).create();
  }

  private static void delete(String name) {
    String uid = get(name).getMetadata().getUid();
    admin.pods().inNamespace("default").withName(name).delete();
    until(
        name + " gone",
        () -> {
          Pod now = get(name);
          return now == null || !uid.equals(now.getMetadata().getUid());
        });
  }

  private static Pod get(String name) {
    return admin.pods().inNamespace("default").withName(name).get();
  }

  private static boolean running(String name) {
    ContainerStatus status = container(name);
    return status.getState().getRunning() != null;
  }

  /** The only container's status, an empty one as long as there is none. */
  private static ContainerStatus container(String name) {
    return get(name).getStatus().getContainerStatuses().stream()
        .findFirst()
        .orElseGet(
            () ->
                new io.fabric8.kubernetes.api.model.ContainerStatusBuilder()
                    .withRestartCount(0)
                    .withNewState()
                    .endState()
                    .build());
  }

  private static List<Pod> podsOf(String label, String value) {
    return admin.pods().inNamespace("default").withLabel(label, value).list().getItems();
  }

  private static List<String> reasons(Pod pod) {
    Predicate<Event> mine = e -> pod.getMetadata().getUid().equals(e.getInvolvedObject().getUid());
    return admin.v1().events().inNamespace("default").list().getItems().stream()
        .filter(mine)
        .map(Event::getReason)
        .toList();
  }

  private static String log(Pod pod, String container, int restart) {
    try {
      return Files.readString(agent.logs().file(pod, container, restart));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Node nodeObject() {
    return admin.nodes().withName("n1").get();
  }

  private static String ready() {
    Node object = nodeObject();
    return object == null
        ? null
        : object.getStatus().getConditions().stream()
            .filter(c -> "Ready".equals(c.getType()))
            .map(NodeCondition::getStatus)
            .findFirst()
            .orElse(null);
  }

  private static void until(String what, Callable<Boolean> condition) {
    await(what)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(io.fabric8.kubernetes.client.KubernetesClientException.class)
        .until(condition);
  }
}
