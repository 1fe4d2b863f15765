package firedrill.sandbox.local;

import firedrill.files.Attempts;
import firedrill.sandbox.Topology;
import firedrill.sandbox.local.controlplane.Executables;
import firedrill.sandbox.local.kubernetes.LocalPlatform;
import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The machines and the Kubernetes that a probe makes for itself, inside the launcher. */
public final class ProbeCluster implements AutoCloseable {

  private final Map<String, Tool> tools;
  private final LocalSandbox sandbox;
  private final LocalPlatform platform;

  private ProbeCluster(Path directory, Map<String, Tool> tools, Supplier<LocalSandbox> machines) {
    this.tools = tools;
    var guard = ProbeGuard.begin(directory);
    this.sandbox = machines.get();
    this.platform =
        new LocalPlatform(
            sandbox,
            guard,
            Executables.find(this::program),
            name -> tools.get(name).assetsDir().orElseThrow());
  }

  /** The folder of a probe's lab; made. */
  public static Path directory() throws IOException {
    return Files.createDirectories(Path.of(System.getenv("FIREDRILL_LAB_DIR"), "lab"));
  }

  /** A control plane on the first of these nodes; no agent runs. */
  public static ProbeCluster of(Path directory, String... nodes) {
    return of(
        directory,
        Executables.NAMES,
        () -> LocalSandbox.started(directory, Topology.cluster(nodes)));
  }

  /**
   * @param programs of the control plane, and what pods are made of
   */
  public static ProbeCluster of(
      Path directory, Set<String> programs, Supplier<LocalSandbox> machines) {
    ProbeCluster cluster =
        new ProbeCluster(directory, Toolbox.ofThisCheckout().find(programs), machines);
    try {
      cluster.platform.start();
      return cluster;
    } catch (RuntimeException e) {
      Attempts.after(e, cluster::close);
      throw e;
    }
  }

  public LocalSandbox sandbox() {
    return sandbox;
  }

  public LocalPlatform platform() {
    return platform;
  }

  /** Where a program lies. */
  public Path program(String name) {
    return tools.get(name).path().toAbsolutePath();
  }

  @Override
  public void close() {
    Attempts.all("cannot close the probe's cluster", List.of(platform::close, sandbox::close));
  }
}
