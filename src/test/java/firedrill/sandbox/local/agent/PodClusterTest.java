package firedrill.sandbox.local.agent;

import static firedrill.sandbox.local.agent.AgentCluster.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pod on a node")
@OnAgentCluster
class PodClusterTest {

  private final AgentCluster cluster;

  PodClusterTest(AgentCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  @DisplayName("runs a Deployment to availability, with token, environment and volumes in place")
  void deployment() {
    cluster.apply(
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
                cluster
                    .admin()
                    .apps()
                    .deployments()
                    .inNamespace("default")
                    .withName("web")
                    .get()
                    .getStatus()
                    .getAvailableReplicas(),
                2));
    Pod pod = cluster.podsOf("app", "web").get(0);
    assertThat(cluster.log(pod, "main", 0)).contains("user=alice node=n1").contains("default");
    assertThat(pod.getStatus().getConditions())
        .filteredOn(c -> "True".equals(c.getStatus()))
        .extracting(c -> c.getType())
        .contains("Initialized", "Ready", "ContainersReady", "PodReadyToStartContainers");
    assertThat(pod.getStatus().getPodIPs()).hasSize(1);
    assertThat(pod.getStatus().getHostIP()).isEqualTo("127.0.0.1");
    until(
        "events", () -> cluster.reasons(pod).containsAll(List.of("Pulled", "Created", "Started")));
    cluster.admin().apps().deployments().inNamespace("default").withName("web").delete();
    until("pods gone", () -> cluster.podsOf("app", "web").isEmpty());
  }

  @Test
  @DisplayName("restarts a crashing container ever later and says CrashLoopBackOff")
  void crashLoop() {
    cluster.pod("crash", "containers: [{name: main, image: 'shell:1', args: ['-c', 'exit 3']}]");
    until("third start", () -> cluster.container("crash").getRestartCount() >= 2);
    AtomicReference<ContainerStatus> backedOff = new AtomicReference<>();
    until(
        "back-off",
        () -> {
          ContainerStatus now = cluster.container("crash");
          backedOff.set(now);
          return now.getState().getWaiting() != null
              && "CrashLoopBackOff".equals(now.getState().getWaiting().getReason());
        });
    ContainerStatus status = backedOff.get();
    assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(3);
    assertThat(status.getLastState().getTerminated().getReason()).isEqualTo("Error");
    assertThat(status.getReady()).isFalse();
    assertThat(cluster.logs().find("default", "crash", "main")).hasSizeGreaterThanOrEqualTo(3);
    assertThat(cluster.get("crash").getStatus().getPhase()).isEqualTo("Running");
    cluster.delete("crash");
  }

  @Test
  @DisplayName("names the image map and the line to add for an unknown image")
  void unknownImage() {
    cluster.pod("foreign", "containers: [{name: main, image: 'nobody/knows:1'}]");
    until(
        "pull error",
        () ->
            cluster.container("foreign").getState().getWaiting() != null
                && cluster
                    .container("foreign")
                    .getState()
                    .getWaiting()
                    .getReason()
                    .contains("Pull"));
    assertThat(cluster.container("foreign").getState().getWaiting().getMessage())
        .contains("images.yaml")
        .contains("nobody/knows:*");
    cluster.delete("foreign");
  }

  @Test
  @DisplayName("completes a Job and runs init containers in order")
  void job() {
    cluster.apply(
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
                cluster
                    .admin()
                    .batch()
                    .v1()
                    .jobs()
                    .inNamespace("default")
                    .withName("once")
                    .get()
                    .getStatus()
                    .getSucceeded(),
                1));
    Pod pod = cluster.podsOf("app", "once").get(0);
    assertThat(cluster.log(pod, "main", 0)).isEqualTo("1\n2\n");
    assertThat(pod.getStatus().getPhase()).isEqualTo("Succeeded");
    cluster.admin().batch().v1().jobs().inNamespace("default").withName("once").delete();
    until("pods gone", () -> cluster.podsOf("app", "once").isEmpty());
  }

  @Test
  @DisplayName("runs a DaemonSet's pod on the host network, with its sidecar beside it")
  void daemonSet() {
    cluster.apply(
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
                cluster
                    .admin()
                    .apps()
                    .daemonSets()
                    .inNamespace("default")
                    .withName("each")
                    .get()
                    .getStatus()
                    .getNumberReady(),
                1));
    Pod pod = cluster.podsOf("app", "each").get(0);
    assertThat(pod.getStatus().getInitContainerStatuses().get(0).getStarted()).isTrue();
    cluster.admin().apps().daemonSets().inNamespace("default").withName("each").delete();
    until("pod gone", () -> cluster.podsOf("app", "each").isEmpty());
  }

  @Test
  @DisplayName("leaves no directory and no sandbox of a deleted pod behind, forced or not")
  void leavesNothing() {
    cluster.pod(
        "brief", "containers: [{name: main, image: 'shell:1', args: ['-c', 'exec sleep 1000']}]");
    until("running", () -> cluster.running("brief"));
    Path podDir = cluster.dir().resolve("n1/pods/" + cluster.get("brief").getMetadata().getUid());
    assertThat(podDir).exists();
    int before = cluster.sandboxes();
    cluster.admin().pods().inNamespace("default").withName("brief").withGracePeriod(0).delete();
    until("gone", () -> !Files.exists(podDir));
    assertThat(cluster.sandboxes()).isEqualTo(before - 1);
  }

  @Test
  @DisplayName("kills a container that fails its liveness probe, and starts it again")
  void liveness() {
    cluster.pod(
        "sick",
        """
        terminationGracePeriodSeconds: 1
        containers:
        - name: main
          image: shell:1
          args: ["-c", "exec sleep 1000"]
          livenessProbe: {exec: {command: ["false"]}, periodSeconds: 1, failureThreshold: 1}
        """);
    until("restarted", () -> cluster.container("sick").getRestartCount() >= 1);
    until("Unhealthy", () -> cluster.reasons(cluster.get("sick")).contains("Unhealthy"));
    assertThat(cluster.container("sick").getLastState().getTerminated().getExitCode())
        .isEqualTo(143);
    cluster.delete("sick");
  }

  @Test
  @DisplayName("gives TERM, then the grace period, then KILL, and only then deletes the pod")
  void termination() {
    Path witness = cluster.dir().resolve("terminated");
    cluster.pod(
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
    until("running", () -> cluster.container("polite").getState().getRunning() != null);
    until("hook ran", () -> Files.exists(cluster.dir().resolve("terminated.post-start")));
    long began = System.nanoTime();
    cluster.delete("polite");
    assertThat(witness).hasContent("bye");
    assertThat(cluster.dir().resolve("terminated.post-start")).exists();
    assertThat(cluster.dir().resolve("terminated.pre-stop")).exists();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
  }
}
