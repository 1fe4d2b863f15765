package firedrill.provider.k3d;

import firedrill.files.Attempts;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.HostService;
import firedrill.guard.ChildEnvironment;
import firedrill.guard.Guard;
import firedrill.provider.Beginnings;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Database;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.GitService;
import firedrill.sandbox.Node;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import firedrill.sandbox.Sandbox;
import firedrill.sandbox.k3d.Cluster;
import firedrill.sandbox.k3d.Compose;
import firedrill.sandbox.k3d.Engine;
import firedrill.sandbox.k3d.K3dFoundations;
import firedrill.sandbox.k3d.K3dPlatform;
import firedrill.sandbox.k3d.K3dSandbox;
import firedrill.sandbox.k3d.LabNetwork;
import firedrill.sandbox.k3d.Registry;
import firedrill.sandbox.k3d.Unit;
import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.Toolbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The ground of a lab in k3d: nodes, Kubernetes, PostgreSQL beside it. */
final class K3dGround implements Ground {

  /** Set by the launcher, whose watcher removes what carries it once this JVM has gone. */
  private static final String SESSION = "FIREDRILL_SESSION";

  /** Set by the launcher where the engine has a network namespace of its own. */
  private static final String ENTER = "FIREDRILL_ENTER";

  private static final Duration READY_WITHIN = Duration.ofMinutes(2);

  private final GroundSpec spec;
  private final Cluster cluster;
  private final Function<ImageOrigin, Map<String, List<Reality>>> reality;
  private Map<String, Tool> tools = Map.of();
  private Guard guard;
  private LabImages images;
  private K3dSandbox sandbox;
  private K3dPlatform platform;
  private Optional<K3dFoundations> foundations = Optional.empty();

  /**
   * @param cluster not made yet
   * @param reality what of such a lab is real, by where its images are from
   */
  K3dGround(
      GroundSpec spec, Cluster cluster, Function<ImageOrigin, Map<String, List<Reality>>> reality) {
    this.spec = spec;
    this.cluster = cluster;
    this.reality = reality;
  }

  @Override
  public void start() {
    Engine engine = Engine.find(spec.checkout());
    images = new LabImages(spec, engine, this::program);
    tools = Toolbox.of(spec.checkout()).find(images.programs(cluster.programs()));
    K3dSandbox.removeLeftOvers(engine);
    Optional<String> session = Optional.ofNullable(System.getenv(SESSION));
    LabNetwork network = LabNetwork.create(engine, session);
    guard = Beginnings.record("lab", cluster.kind(), spec.directory(), List.of(network.subnet()));
    sandbox = K3dSandbox.of(engine, guard, network, cluster, spec.topology(), session);
    if (spec.foundations().database()) {
      foundations =
          Optional.of(
              new K3dFoundations(sandbox, sandbox.ofFoundations(), spec.foundations().git()));
    }
    if (!spec.cluster()) {
      sandbox.startMachines(images.made().machine());
    }
    if (spec.needs().contains(Capability.OUTSIDE_MACHINES)) {
      Map<String, Path> programs = new TreeMap<>();
      spec.programs().forEach(name -> programs.put(name, program(name)));
      sandbox.startOutside(
          images.made().outside(), spec.checkout().resolve("k3d/machine/machine"), programs);
    }
  }

  @Override
  public void startCluster() {
    if (!spec.cluster()) {
      throw new IllegalStateException("this lab has no cluster");
    }
    Registry registry = new Registry(sandbox);
    // Pods come when the cluster is there: their images are made and sent beside its start.
    CompletableFuture<Void> filled = CompletableFuture.runAsync(() -> images.fill(registry));
    platform =
        new K3dPlatform(
            sandbox, guard, folder("k3d"), name -> tools.get(name).assetsDir().orElseThrow());
    try {
      platform.start(this::program, images.node(), images.small(), registry.address());
    } finally {
      // What is being made for the lab must not outlive it.
      filled.handle((done, failed) -> failed).join();
    }
    filled.join();
  }

  private Path folder(String name) {
    try {
      return Files.createDirectories(spec.directory().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a folder of the lab's", e);
    }
  }

  @Override
  public void awaitNodes() {
    Beginnings.awaitNodes(platform, sandbox.topology(), READY_WITHIN);
  }

  @Override
  public void startFoundations() {
    K3dFoundations wanted =
        foundations.orElseThrow(() -> new IllegalStateException("this lab has no foundations"));
    wanted.start(
        new Compose(images.made().engine(), program(K3dParts.COMPOSE), folder("compose")),
        spec.checkout().resolve("k3d/foundations/compose.yaml"),
        spec.foundations().settings(),
        images.made().postgres(),
        wanted
            .gitea()
            .map(git -> images.made().gitea(tools.get(K3dParts.GITEA).assetsDir().orElseThrow())));
  }

  @Override
  public Path program(String name) {
    return tools.get(name).path().toAbsolutePath();
  }

  @Override
  public void startService(Node node, HostService service) {
    new ChildEnvironment(guard, spec.directory()).require(service.environment());
    sandbox.startUnit(
        node,
        new Unit(
            service.name(),
            service.program(),
            service.argumentsAt(Unit.home(service.name())),
            service.environment(),
            service.files()));
  }

  @Override
  public void stopService(Node node, String service) {
    sandbox.stopUnit(node, service);
  }

  @Override
  public FileTree hostFiles(Node node, String directory) {
    return sandbox.files(node.name(), directory);
  }

  @Override
  public Sandbox sandbox() {
    return sandbox;
  }

  @Override
  public Platform platform() {
    if (platform == null) {
      throw new IllegalStateException("this lab has no cluster");
    }
    return platform;
  }

  @Override
  public Database database() {
    return foundations
        .map(K3dFoundations::postgres)
        .orElseThrow(() -> new IllegalStateException("this lab has no PostgreSQL; use a HomeLab"));
  }

  @Override
  public GitService git() {
    return foundations
        .flatMap(K3dFoundations::gitea)
        .orElseThrow(
            () -> new IllegalStateException("this lab has no git service; use a FoundationsLab"));
  }

  @Override
  public boolean isPrepared() {
    return false;
  }

  @Override
  public boolean hasInitiator() {
    return false;
  }

  /** k3s brings the provisioner, and so does what stands for it. */
  @Override
  public void startLocalPath() {
    // Nothing is left to be done.
  }

  @Override
  public Guard guard() {
    return guard;
  }

  @Override
  public Optional<Map<String, List<Reality>>> reality() {
    return Optional.of(reality.apply(images.origin()));
  }

  @Override
  public Optional<String> versionAndOrigin(String name) {
    return images.versionAndOrigin(name);
  }

  @Override
  public FileTree claimFiles(String namespace, String claim) {
    return platform.claimFiles(namespace, claim);
  }

  @Override
  public void collect(Path into) {
    if (sandbox != null) {
      sandbox.collect(into);
    }
  }

  @Override
  public String howToEnter() {
    return sandbox.howToEnter();
  }

  @Override
  public Optional<String> kubectl() {
    return Optional.ofNullable(platform)
        .map(p -> howToAsk(p.writeKubeconfig(), System.getenv(ENTER)));
  }

  /**
   * @param enter what goes in front of a program that is to see the engine's ports; null or blank
   *     where every program does
   */
  static String howToAsk(Path kubeconfig, String enter) {
    return enter == null || enter.isBlank()
        ? "export KUBECONFIG=" + kubeconfig
        : enter.strip() + " env KUBECONFIG=" + kubeconfig + " bash";
  }

  @Override
  public void close() {
    List<Attempts.Attempt> all = new ArrayList<>();
    if (platform != null) {
      all.add(platform::close);
    }
    if (sandbox != null) {
      all.add(sandbox::close);
    }
    Attempts.all("cannot close the lab", all);
  }
}
