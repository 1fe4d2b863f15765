package firedrill.component.longhorn;

import firedrill.component.manifest.Manifests;
import firedrill.guard.Guard;
import firedrill.sandbox.local.LocalSandbox;
import firedrill.sandbox.local.ProbeGuard;
import firedrill.sandbox.local.agent.ImageMap;
import firedrill.sandbox.local.controlplane.Executables;
import firedrill.sandbox.local.kubernetes.LocalPlatform;
import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

  private final LocalSandbox sandbox;
  private final LocalPlatform platform;
  private final Longhorn longhorn;

  PlaneLab(Path directory) throws IOException {
    Path checkout = Path.of("").toAbsolutePath();
    Files.createDirectories(directory);
    Map<String, Tool> tools = Toolbox.ofThisCheckout().find(PROGRAMS);
    Guard guard = ProbeGuard.begin(directory);
    sandbox = ProbeGuard.withLonghornHosts(directory, checkout);
    platform =
        new LocalPlatform(
            sandbox,
            guard,
            Executables.find(name -> tools.get(name).path()),
            name -> tools.get(name).assetsDir().orElseThrow());
    platform.start();
    platform.startAgents(
        ImageMap.read(checkout.resolve("sandbox/images.yaml")),
        name ->
            name.startsWith("sandbox/")
                ? checkout.resolve(name)
                : tools.get(name).path().toAbsolutePath());
    longhorn =
        new Longhorn(
            platform,
            new Manifests(platform.kubernetes(), checkout.resolve("sandbox/manifests")),
            "iscsi");
  }

  LocalSandbox sandbox() {
    return sandbox;
  }

  LocalPlatform platform() {
    return platform;
  }

  Longhorn longhorn() {
    return longhorn;
  }

  @Override
  public void close() {
    try {
      platform.close();
    } finally {
      sandbox.close();
    }
  }
}
