package firedrill.component.longhorn;

import firedrill.component.manifest.Manifests;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Sandbox;
import firedrill.sandbox.local.ProbeCluster;
import firedrill.sandbox.local.ProbeGuard;
import firedrill.sandbox.local.agent.ImageMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Three nodes with Kubernetes and Longhorn, and nothing else. */
final class PlaneLab implements AutoCloseable {

  static final Set<String> PROGRAMS =
      Set.of(
          "etcd",
          "kube-apiserver",
          "kube-controller-manager",
          "kube-scheduler",
          "longhorn-manager",
          "longhorn-instance-manager",
          "longhorn-engine");

  private final ProbeCluster cluster;
  private final Longhorn longhorn;

  PlaneLab(Path directory) throws IOException {
    Path checkout = Path.of("").toAbsolutePath();
    Files.createDirectories(directory);
    cluster =
        ProbeCluster.of(
            directory, PROGRAMS, () -> ProbeGuard.withLonghornHosts(directory, checkout));
    cluster
        .platform()
        .startAgents(
            ImageMap.read(checkout.resolve("sandbox/images.yaml")),
            name -> name.startsWith("sandbox/") ? checkout.resolve(name) : cluster.program(name));
    longhorn =
        new Longhorn(
            platform(),
            new Manifests(platform().kubernetes(), checkout.resolve("sandbox/manifests")),
            "iscsi");
  }

  Sandbox sandbox() {
    return cluster.sandbox();
  }

  Platform platform() {
    return cluster.platform();
  }

  Longhorn longhorn() {
    return longhorn;
  }

  @Override
  public void close() {
    cluster.close();
  }
}
