package firedrill.sandbox.local.agent;

import static firedrill.sandbox.local.agent.AgentCluster.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pod that needs something to be there")
@OnAgentCluster
class VolumeClusterTest {

  private final AgentCluster cluster;

  VolumeClusterTest(AgentCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  @DisplayName("names a missing Secret in CreateContainerConfigError and goes on once it is there")
  void missingSecret() {
    cluster.pod(
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
            cluster.container("needy").getState().getWaiting() != null
                && "CreateContainerConfigError"
                    .equals(cluster.container("needy").getState().getWaiting().getReason()));
    assertThat(cluster.container("needy").getState().getWaiting().getMessage())
        .isEqualTo("secret \"late\" not found");
    cluster
        .admin()
        .secrets()
        .inNamespace("default")
        .resource(new SecretBuilder().withNewMetadata().withName("late").endMetadata().build())
        .create();
    until("running", () -> cluster.container("needy").getState().getRunning() != null);
    cluster.delete("needy");
  }

  @Test
  @DisplayName("waits in ContainerCreating for a missing ConfigMap volume and says FailedMount")
  void missingVolume() {
    cluster.pod(
        "mounted",
        """
        containers:
        - name: main
          image: shell:1
          args: ["-c", "exec sleep 1000"]
          volumeMounts: [{name: conf, mountPath: /conf}]
        volumes: [{name: conf, configMap: {name: late-conf}}]
        """);
    until("FailedMount", () -> cluster.reasons(cluster.get("mounted")).contains("FailedMount"));
    assertThat(cluster.container("mounted").getState().getWaiting().getReason())
        .isEqualTo("ContainerCreating");
    var maps = cluster.admin().configMaps().inNamespace("default");
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("late-conf")
            .endMetadata()
            .withData(Map.of("a", "one"))
            .build();
    maps.resource(map).create();
    until("running", () -> cluster.container("mounted").getState().getRunning() != null);
    Path file =
        cluster
            .dir()
            .resolve(
                "n1/pods/" + cluster.get("mounted").getMetadata().getUid() + "/volumes/conf/a");
    assertThat(file).hasContent("one");
    map.setData(Map.of("a", "two"));
    maps.resource(map).update();
    until("refreshed", () -> Files.readString(file).equals("two"));
    cluster.delete("mounted");
  }

  @Test
  @DisplayName("keeps a StatefulSet's claim over a new pod, and reclaims its directory at the end")
  void statefulSet() throws IOException {
    cluster.apply(
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
    until("running", () -> cluster.get("db-0") != null && cluster.running("db-0"));
    String uid = cluster.get("db-0").getMetadata().getUid();
    cluster.delete("db-0");
    until(
        "running again",
        () ->
            cluster.get("db-0") != null
                && !uid.equals(cluster.get("db-0").getMetadata().getUid())
                && cluster.running("db-0"));
    Path root = cluster.hostRoot().resolve("opt/local-path-provisioner");
    Path data;
    try (Stream<Path> children = Files.list(root)) {
      data = children.filter(p -> p.toString().endsWith("data-db-0")).findFirst().orElseThrow();
    }
    until("two starts", () -> Files.readString(data.resolve("starts")).equals("start\nstart\n"));
    cluster.admin().apps().statefulSets().inNamespace("default").withName("db").delete();
    until("pod gone", () -> cluster.get("db-0") == null);
    cluster.admin().persistentVolumeClaims().inNamespace("default").withName("data-db-0").delete();
    until(
        "directory and volume gone",
        () ->
            !Files.exists(data)
                && cluster.admin().persistentVolumes().list().getItems().stream()
                    .noneMatch(pv -> "data-db-0".equals(pv.getSpec().getClaimRef().getName())));
  }

  @Test
  @DisplayName("keeps directory and volume of a Retain class when the claim is deleted")
  void retain() {
    cluster.apply(
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
    cluster.pod(
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
    until("written", () -> "Succeeded".equals(cluster.get("writer").getStatus().getPhase()));
    var claims =
        cluster.admin().persistentVolumeClaims().inNamespace("default").withName("keepsake");
    String volume = claims.get().getSpec().getVolumeName();
    cluster.delete("writer");
    claims.delete();
    until(
        "released",
        () ->
            "Released"
                .equals(
                    cluster
                        .admin()
                        .persistentVolumes()
                        .withName(volume)
                        .get()
                        .getStatus()
                        .getPhase()));
    String path =
        cluster
            .admin()
            .persistentVolumes()
            .withName(volume)
            .get()
            .getSpec()
            .getHostPath()
            .getPath();
    assertThat(HostPath.below(cluster.hostRoot(), path).resolve("file")).hasContent("kept");
    cluster.admin().persistentVolumes().withName(volume).delete();
    until("volume gone", () -> cluster.admin().persistentVolumes().withName(volume).get() == null);
  }
}
