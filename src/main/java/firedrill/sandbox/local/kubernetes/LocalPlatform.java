package firedrill.sandbox.local.kubernetes;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import firedrill.files.Attempts;
import firedrill.guard.ChildEnvironment;
import firedrill.guard.Guard;
import firedrill.guard.GuardedHttp;
import firedrill.guard.GuardedKubernetes;
import firedrill.guard.KubeMaterial;
import firedrill.sandbox.ContainerFile;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.Platform;
import firedrill.sandbox.VolumeFigures;
import firedrill.sandbox.local.BootUnit;
import firedrill.sandbox.local.HostTree;
import firedrill.sandbox.local.LocalNetwork;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.local.LocalSandbox;
import firedrill.sandbox.local.agent.ClaimProvisioner;
import firedrill.sandbox.local.agent.ImageMap;
import firedrill.sandbox.local.agent.LocalPathDriver;
import firedrill.sandbox.local.agent.LocalPathPlace;
import firedrill.sandbox.local.agent.NodeAgent;
import firedrill.sandbox.local.agent.ProgramResolver;
import firedrill.sandbox.local.agent.VolumeProvider;
import firedrill.sandbox.local.controlplane.ControlPlane;
import firedrill.sandbox.local.controlplane.Executables;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Kubernetes in the local sandbox: real control plane on the first node, an agent per node. */
public final class LocalPlatform implements Platform, AutoCloseable {

  private final LocalSandbox sandbox;
  private final List<LocalNode> nodes;
  private final ControlPlane controlPlane;
  private final Guard guard;
  private final ChildEnvironment children;
  private final Function<String, Path> assets;

  /** The newest first; components that start side by side add to it. */
  private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();

  private final List<AgentUnit> agents = new CopyOnWriteArrayList<>();
  private final ContainerPlaces containers = new ContainerPlaces(agents);
  private final Kubelets kubelets = new Kubelets(agents);
  private final List<Function<LocalNode, VolumeProvider>> volumeProviders = new ArrayList<>();
  private GuardedKubernetes guarded;
  private GuardedHttp services;
  private KubernetesClient admin;

  /**
   * Nothing exists before {@link #start}.
   *
   * @param assets from a program's name to the folder of upstream files kept with it
   */
  public LocalPlatform(
      LocalSandbox sandbox, Guard guard, Executables programs, Function<String, Path> assets) {
    this.sandbox = sandbox;
    this.guard = guard;
    this.children = new ChildEnvironment(guard, sandbox.directory());
    this.assets = assets;
    this.nodes = sandbox.localClusterNodes();
    this.controlPlane =
        new ControlPlane(
            nodes.get(0), programs, sandbox.directory().resolve("control-plane"), children);
  }

  /**
   * Starts etcd, API server, controller manager and scheduler, waits until the API server is ready,
   * marks the cluster and starts the service proxy.
   */
  public void start() {
    guard.recordApiServer(controlPlane.address(), controlPlane.pki().authorityPem());
    // As pods are told them, and as their hosts file has them.
    guard.recordHosts(
        Stream.concat(
                Stream.of(LocalSandbox.FOUNDATIONS),
                sandbox.localNodes().stream().map(LocalNode::name))
            .toList());
    nodes.get(0).atBoot(controlPlane);
    controlPlane.boot(nodes.get(0));
    guarded =
        new GuardedKubernetes(
            guard,
            new KubeMaterial(
                controlPlane.address(),
                controlPlane.pki().authorityPem(),
                controlPlane.admin().ofClient()));
    admin = guarded.admin();
    open.push(admin);
    Awaitility.await("API server ready")
        .atMost(ofSeconds(60))
        .pollDelay(ofMillis(0))
        .pollInterval(ofMillis(25))
        .failFast(controlPlane::requireStaysUp)
        .ignoreExceptions()
        .until(() -> "ok".equals(admin.raw("/readyz")));
    guarded.mark();
    ServiceProxy proxy =
        new ServiceProxy(client("system:kube-proxy", "firedrill"), nodes, sandbox.hosts());
    open.push(proxy);
    services = guarded.services(proxy::knows);
    nodes.forEach(n -> n.atBoot(proxy));
    onApiBoot(proxy::relist);
  }

  /** Registers every node and runs the pods bound to it, now and after each boot. */
  public void startAgents(ImageMap images, ProgramResolver programs) {
    LocalNetwork network = sandbox.localNetwork();
    for (LocalNode node : nodes) {
      KubernetesClient client =
          guarded.clientOf(
              node.name(),
              controlPlane
                  .pki()
                  .client("node-" + node.name(), "system:node:" + node.name(), "system:nodes")
                  .ofClient(),
              () -> reachesApi(node));
      open.push(client);
      AgentUnit unit =
          new AgentUnit(
              client,
              images,
              programs,
              children,
              () -> network.isPlugged(node),
              volumeProviders.stream().map(p -> p.apply(node)).toList());
      network.onChange(
          () -> {
            if (!reachesApi(node)) {
              unit.cutOff();
            }
          });
      open.push(unit);
      agents.add(unit);
      node.atBoot(unit);
      unit.boot(node);
    }
  }

  /**
   * Another kind of volume that pods may mount; to be called before {@link #startAgents}.
   *
   * @param ofNode one provider per node, used across its boots; what it needs beside that it must
   *     learn of as a {@link BootUnit}
   */
  public void addVolumes(Function<LocalNode, VolumeProvider> ofNode) {
    volumeProviders.add(ofNode);
  }

  /**
   * What a controller of ours does when the API server's machine has booted: a connection to a
   * machine that lost its power may stay open for ever without a word, so its watches must begin
   * anew, as they would if the controller had died with the machine.
   */
  public void onApiBoot(Runnable action) {
    nodes.get(0).atBoot(node -> action.run());
  }

  /** Closed with the platform, after the pods have ended. */
  public void closeLast(AutoCloseable what) {
    open.push(what);
  }

  private boolean reachesApi(LocalNode node) {
    return sandbox.localNetwork().reaches(node, nodes.get(0));
  }

  /** Gives claims of class {@code local-path} a directory on their node's disk. */
  public void startLocalPath() {
    ClaimProvisioner provisioner =
        new ClaimProvisioner(
            client(
                "system:serviceaccount:kube-system:local-path-provisioner",
                "system:serviceaccounts"),
            new LocalPathDriver(this::hostRoot));
    open.push(provisioner);
    provisioner.start();
    onApiBoot(provisioner::relist);
  }

  private Path hostRoot(String node) {
    return NodeAgent.hostRoot(kubelet(sandbox.node(node)));
  }

  /** Where a node's agent keeps what it has. */
  public static Path kubelet(LocalNode node) {
    return node.disk().resolve("kubelet");
  }

  /** A client of a fresh identity, for a controller of ours. */
  public KubernetesClient client(String user, String group) {
    KubernetesClient c =
        guarded.client(
            controlPlane.pki().client("user-" + user.replace(':', '-'), user, group).ofClient());
    open.push(c);
    return c;
  }

  public ControlPlane controlPlane() {
    return controlPlane;
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
    return controlPlane.kubeconfig();
  }

  @Override
  public URI service(String namespace, String name, int port) {
    String ip =
        admin.services().inNamespace(namespace).withName(name).require().getSpec().getClusterIP();
    return URI.create("http://" + ip + ":" + port);
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
    return containers.connect(socket);
  }

  /**
   * A place inside a running container, as programs of the container's node can open it.
   *
   * @throws IllegalStateException when that container does not run
   */
  public Path onNode(ContainerFile file) {
    return containers.onNode(file);
  }

  @Override
  public URI kubeletMetrics(String node) {
    return kubelets.metrics(node);
  }

  @Override
  public Optional<List<VolumeFigures>> volumeFigures() {
    return Optional.of(kubelets.figures());
  }

  @Override
  public FileTree nodeFiles(String node, String directory) {
    return sandbox.node(node).files(directory);
  }

  /** Files of a claim of class local-path, on its node's disk. */
  public FileTree claimFiles(String namespace, String claim) {
    LocalPathPlace place = LocalPathPlace.of(admin, namespace, claim);
    return new HostTree("claim " + namespace + "/" + claim, place.below(hostRoot(place.node())));
  }

  @Override
  public void collect(Path into) {
    List<Attempts.Attempt> all = new ArrayList<>(Kubelets.logs(nodes, into));
    all.add(0, () -> sandbox.collectLogs(into));
    Attempts.all("cannot collect the platform's logs", all);
  }

  @Override
  public void close() {
    List<Attempts.Attempt> all = new ArrayList<>();
    open.forEach(closeable -> all.add(closeable::close));
    open.clear();
    Attempts.all("cannot close the platform", all);
  }
}
