package firedrill.provider.k3d;

import firedrill.files.Attempts;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.HostService;
import firedrill.guard.Guard;
import firedrill.guard.GuardSettings;
import firedrill.guard.RecordStore;
import firedrill.guard.SandboxRecord;
import firedrill.sandbox.Database;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.GitService;
import firedrill.sandbox.Node;
import firedrill.sandbox.NodeSpec;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Sandbox;
import firedrill.sandbox.Topology;
import firedrill.sandbox.k3d.Engine;
import firedrill.sandbox.k3d.Images;
import firedrill.sandbox.k3d.K3dPlatform;
import firedrill.sandbox.k3d.K3dPostgres;
import firedrill.sandbox.k3d.K3dSandbox;
import firedrill.sandbox.k3d.LabNetwork;
import firedrill.sandbox.k3d.Registry;
import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.Toolbox;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** The ground of a lab in k3d: nodes, Kubernetes, PostgreSQL beside it. */
final class K3dGround implements Ground {

  /** Set by the launcher, whose watcher removes what carries it once this JVM has gone. */
  private static final String SESSION = "FIREDRILL_SESSION";

  private static final String ERP = "erp";
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);

  private final GroundSpec spec;
  private Map<String, Tool> tools = Map.of();
  private Guard guard;
  private Images images;
  private K3dSandbox sandbox;
  private K3dPlatform platform;
  private K3dPostgres postgres;

  K3dGround(GroundSpec spec) {
    this.spec = spec;
  }

  @Override
  public void start() {
    tools = Toolbox.of(spec.checkout()).find(K3dParts.programs(spec));
    Engine engine = Engine.find(spec.checkout());
    K3dSandbox.removeLeftOvers(engine);
    Optional<String> session = Optional.ofNullable(System.getenv(SESSION));
    LabNetwork network = LabNetwork.create(engine, session);
    guard =
        Guard.begin(
            new RecordStore(spec.directory().resolve("record")),
            SandboxRecord.create(
                "lab-" + ProcessHandle.current().pid() + "-" + Long.toString(System.nanoTime(), 36),
                K3dSandbox.KIND,
                List.of(network.subnet()),
                List.of()),
            GuardSettings.system());
    images = new Images(engine, spec.checkout(), this::resolve);
    sandbox = K3dSandbox.of(engine, guard, network, lab(), spec.topology(), session);
    if (spec.foundations().database()) {
      postgres = new K3dPostgres(sandbox, Topology.PI2);
    }
  }

  private Path lab() {
    return spec.checkout().resolve("k3d/lab.yaml");
  }

  /** Programs of the image map: the toolbox's, and the ERP's jars. */
  private Path resolve(String name) {
    Path checkout = spec.checkout();
    return switch (name) {
      case ERP -> checkout.resolve("target/erp");
      default -> name.startsWith("sandbox/") ? checkout.resolve(name) : program(name);
    };
  }

  @Override
  public void startCluster() {
    if (!spec.cluster()) {
      throw new IllegalStateException("this lab has no cluster");
    }
    Registry registry = new Registry(sandbox);
    // Pods come when the cluster is there: their images are made and sent beside its start.
    CompletableFuture<Void> filled =
        CompletableFuture.runAsync(
            () -> {
              registry.start(images);
              images.fill(registry, spec.manifests(), ofPods());
            });
    platform =
        new K3dPlatform(
            sandbox,
            guard,
            program(K3dParts.K3D),
            folder("k3d"),
            name -> tools.get(name).assetsDir().orElseThrow());
    try {
      platform.start(lab(), images.node(), images.small(), registry.address());
    } finally {
      // What is being made for the lab must not outlive it.
      filled.handle((done, failed) -> failed).join();
    }
    filled.join();
  }

  /**
   * What the images of pods are made of: programs of the lab, Java, and the ERP where it is built.
   */
  private Set<String> ofPods() {
    Set<String> programs = new TreeSet<>(spec.programs());
    programs.add("jdk");
    if (Files.isDirectory(resolve(ERP))) {
      programs.add(ERP);
    }
    return programs;
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
    Set<String> wanted = new TreeSet<>();
    spec.topology().cluster().stream().map(NodeSpec::name).forEach(wanted::add);
    Awaitility.await("nodes " + wanted + " are ready")
        .atMost(READY_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> readyNodes().containsAll(wanted));
  }

  /** Those that pods can be placed on. */
  private Set<String> readyNodes() {
    Set<String> ready = new TreeSet<>();
    platform.kubernetes().nodes().list().getItems().stream()
        .filter(Readiness::isNodeReady)
        .filter(n -> n.getSpec().getTaints().isEmpty())
        .forEach(n -> ready.add(n.getMetadata().getName()));
    return ready;
  }

  @Override
  public void startFoundations() {
    if (postgres == null) {
      throw new IllegalStateException("this lab has no foundations");
    }
    postgres.start(images.postgres(), spec.foundations().settings());
  }

  @Override
  public Path program(String name) {
    return tools.get(name).path().toAbsolutePath();
  }

  @Override
  public void startService(Node node, HostService service) {
    throw new IllegalStateException(
        "machines of a lab in k3d run nothing beside the cluster but the foundations");
  }

  @Override
  public FileTree hostFiles(Node node, String directory) {
    throw new IllegalStateException("files of nodes are not reached in k3d");
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
    if (postgres == null) {
      throw new IllegalStateException("this lab has no PostgreSQL; use a HomeLab");
    }
    return postgres;
  }

  @Override
  public GitService git() {
    throw new IllegalStateException("this lab has no git service");
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
  public FileTree claimFiles(String namespace, String claim) {
    return platform.claimFiles(namespace, claim);
  }

  @Override
  public void collect(Path into) {
    if (platform != null) {
      platform.collect(into);
    }
  }

  @Override
  public String howToEnter() {
    return sandbox.howToEnter();
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
