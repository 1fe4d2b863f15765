package firedrill.sandbox.k3d;

import firedrill.guard.Enclosure;
import firedrill.guard.Guard;
import firedrill.guard.GuardedHttp;
import firedrill.guard.GuardedKubernetes;
import firedrill.guard.KubeMaterial;
import firedrill.guard.KubeconfigReader;
import firedrill.sandbox.ContainerFile;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.PinnedVolume;
import firedrill.sandbox.Platform;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.ByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** Kubernetes in the nodes' containers. */
public final class K3dPlatform implements Platform, AutoCloseable {

  /** An agent has the authority's certificate here, as the server has: k3s' own place for it. */
  private static final String AUTHORITY = "/var/lib/rancher/k3s/agent/server-ca.crt";

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final K3dSandbox sandbox;
  private final Guard guard;
  private final Cluster cluster;
  private final Path home;
  private final Function<String, Path> assets;
  private GuardedKubernetes guarded;
  private GuardedHttp services;
  private KubernetesClient admin;
  private ServicePorts servicePorts;

  /**
   * @param home a folder of the lab's, in the place of the user's home
   * @param assets from a program's name to the folder of upstream files kept with it
   */
  public K3dPlatform(K3dSandbox sandbox, Guard guard, Path home, Function<String, Path> assets) {
    this.sandbox = sandbox;
    this.guard = guard;
    this.cluster = sandbox.made();
    this.home = home;
    this.assets = assets;
  }

  /**
   * Makes the cluster and marks it; returns when the API server is ready.
   *
   * @param program from a program's name in the catalogue to its file
   * @param image of its nodes
   * @param small an image that may be started for a moment
   * @param mirror where the nodes look for images
   */
  public void start(Function<String, Path> program, String image, String small, URI mirror) {
    Ports ports = sandbox.ports();
    cluster.make(new Cluster.Making(sandbox, program, home, image, small, mirror));
    sandbox.k3dNodes().forEach(node -> node.container().created());
    connect(ports);
    // k3s makes its authority itself; what it has in the container that this run made is trusted.
    guarded.markIn(
        Enclosure.at(address(ports), sandbox.k3dNodes().get(0).container()::requireOurs));
    servicePorts = new ServicePorts(admin, sandbox.k3dNodes().get(0).address());
    services = guarded.services(servicePorts::knows);
  }

  private void connect(Ports ports) {
    LabContainer server = sandbox.k3dNodes().get(0).container();
    server.requireOurs();
    guard.recordApiServer(address(ports), server.exec("cat", AUTHORITY) + "\n");
    KubeMaterial material =
        new KubeconfigReader(guard, home).parse(cluster.kubeconfig(), cluster.context());
    guarded = new GuardedKubernetes(guard, material);
    admin = guarded.admin();
    Awaitility.await("API server ready")
        .atMost(READY_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() -> "ok".equals(admin.raw("/readyz")));
  }

  private static URI address(Ports ports) {
    return URI.create("https://127.0.0.1:" + ports.api());
  }

  /**
   * Writes the cluster's kubeconfig into the lab's folder, for its owner alone: for a person who
   * looks at a lab that is kept. Nothing of the harness reads it.
   */
  public Path writeKubeconfig() {
    Path file = home.resolve("kubeconfig");
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, cluster.kubeconfig() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  @Override
  public Guard guard() {
    return guard;
  }

  @Override
  public GuardedKubernetes guardedKubernetes() {
    return guarded;
  }

  @Override
  public KubernetesClient kubernetes() {
    return admin;
  }

  @Override
  public String kubeconfig() {
    return cluster.kubeconfig();
  }

  @Override
  public URI service(String namespace, String name, int port) {
    return servicePorts.address(namespace, name, port);
  }

  @Override
  public GuardedHttp services() {
    return services;
  }

  @Override
  public Path assets(String program) {
    return assets.apply(program);
  }

  @Override
  public ByteChannel connect(ContainerFile socket) throws IOException {
    Pod pod = admin.pods().inNamespace(socket.namespace()).withName(socket.pod()).get();
    String id =
        Optional.ofNullable(pod).map(p -> p.getStatus().getContainerStatuses()).stream()
            .flatMap(List::stream)
            .filter(
                c -> c.getName().equals(socket.container()) && c.getState().getRunning() != null)
            .map(ContainerStatus::getContainerID)
            .findFirst()
            .orElseThrow(() -> new IOException("there is no " + socket + ": it does not run"));
    return PodSocket.connect(sandbox.k3dNode(pod.getSpec().getNodeName()).container(), id, socket);
  }

  @Override
  public FileTree nodeFiles(String node, String directory) {
    return sandbox.files(node, directory);
  }

  /**
   * Files of a claim of class local-path, in its node's container.
   *
   * @throws IllegalStateException when the claim is not bound
   */
  public FileTree claimFiles(String namespace, String claim) {
    PersistentVolume volume = PinnedVolume.of(admin, namespace, claim);
    return new ContainerTree(
        sandbox.k3dNode(PinnedVolume.node(volume)).container(),
        "claim " + namespace + "/" + claim,
        PinnedVolume.path(volume));
  }

  @Override
  public void collect(Path into) {
    sandbox.collect(into);
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close();
    }
  }
}
