package firedrill.provider.local;

import firedrill.files.Attempts;
import firedrill.files.Checkout;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.HostService;
import firedrill.guard.ChildEnvironment;
import firedrill.guard.Guard;
import firedrill.provider.Beginnings;
import firedrill.provider.local.longhorn.LonghornCsi;
import firedrill.sandbox.Database;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.GitService;
import firedrill.sandbox.Node;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Sandbox;
import firedrill.sandbox.Topology;
import firedrill.sandbox.local.Addresses;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.local.LocalSandbox;
import firedrill.sandbox.local.agent.ImageMap;
import firedrill.sandbox.local.controlplane.Executables;
import firedrill.sandbox.local.kubernetes.LocalPlatform;
import firedrill.sandbox.process.UnpackedPackages;
import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.Toolbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The ground of a lab in private namespaces: machines, Kubernetes, foundations on pi2. */
final class LocalGround implements Ground {

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final GroundSpec spec;
  private final LocalSandbox sandbox;

  /** By machine and name. */
  private final Map<String, LocalService> services = new ConcurrentHashMap<>();

  private Map<String, Tool> tools = Map.of();
  private LocalFoundations foundations = new NoFoundations();
  private Guard guard;
  private LocalPlatform platform;
  private LonghornCsi csi;
  private boolean localPath;

  LocalGround(GroundSpec spec) {
    this.spec = spec;
    this.sandbox = new LocalSandbox(spec.directory(), spec.topology());
  }

  @Override
  public void start() {
    Toolbox toolbox = Toolbox.of(spec.checkout());
    tools = toolbox.find(LocalParts.programsOfCluster(spec));
    guard = begin("lab", spec.directory(), spec.topology());
    foundations = foundations(toolbox);
    Map<String, Supplier<Path>> disks = new TreeMap<>(foundations.contents());
    if (spec.cluster()) {
      spec.preparation()
          .map(p -> new ClusterTemplate(toolbox, spec, p, this::templateCluster).copy())
          .ifPresent(disk -> disks.put(spec.topology().cluster().get(0).name(), () -> disk));
    }
    sandbox.start(disks, spec.hostPrograms());
    foundations.attach(sandbox, guard);
  }

  static Guard begin(String name, Path directory, Topology topology) {
    return Beginnings.record(name, LocalSandbox.KIND, directory, Addresses.networks(topology));
  }

  private LocalFoundations foundations(Toolbox toolbox) {
    GroundSpec.Foundations wanted = spec.foundations();
    if (!wanted.database()) {
      return new NoFoundations();
    }
    return wanted.pi2() == Pi2.VM
        ? new MachineFoundations(spec, toolbox)
        : ProcessFoundations.make(spec, toolbox, guard);
  }

  @Override
  public void startFoundations() {
    foundations.start();
  }

  private LocalPlatform cluster(LocalSandbox on, Guard of) {
    return new LocalPlatform(
        on, of, Executables.find(this::program), name -> tools.get(name).assetsDir().orElseThrow());
  }

  private LocalPlatform templateCluster(LocalSandbox on, Guard of) {
    LocalPlatform cluster = cluster(on, of);
    try {
      cluster.start();
      startAgents(cluster);
      return cluster;
    } catch (Exception | Error e) {
      Attempts.after(e, cluster::close);
      throw e;
    }
  }

  private void startAgents(LocalPlatform of) {
    of.startAgents(ImageMap.read(spec.checkout().resolve("sandbox/images.yaml")), this::resolve);
  }

  @Override
  public void startCluster() {
    if (!spec.cluster()) {
      throw new IllegalStateException("this lab has no cluster");
    }
    platform = cluster(sandbox, guard);
    platform.start();
    spec.storage()
        .ifPresent(
            storage ->
                csi =
                    LonghornCsi.start(
                        platform, sandbox.localClusterNodes(), storage.apply(platform)));
    startAgents(platform);
  }

  @Override
  public void newCluster() {
    if (csi != null) {
      throw new IllegalStateException("a cluster with Longhorn in it is not installed anew");
    }
    Reinstallation.of(sandbox, platform);
    Guard itsOwn = begin("cluster", spec.directory(), spec.topology());
    platform = cluster(sandbox, itsOwn);
    platform.start();
    startAgents(platform);
    if (localPath) {
      platform.startLocalPath();
    }
  }

  @Override
  public void awaitNodes() {
    Beginnings.awaitNodes(platform, spec.topology(), READY_WITHIN);
  }

  /** Programs of the image map: the toolbox's, this JVM's own JDK, and the ERP's jars. */
  private Path resolve(String name) {
    Path checkout = spec.checkout();
    return switch (name) {
      case "jdk" -> Path.of(System.getProperty("java.home"));
      case "erp" -> Checkout.erp(checkout);
      case "packages" -> UnpackedPackages.ofMachine().madeRoot();
      // All of it: its programs find their libraries and their files beside themselves.
      case "postgresql" -> program("postgres").getParent().getParent();
      default -> name.startsWith("sandbox/") ? checkout.resolve(name) : program(name);
    };
  }

  @Override
  public Path program(String name) {
    return tools.get(name).path().toAbsolutePath();
  }

  @Override
  public void startService(Node node, HostService service) {
    LocalNode on = sandbox.node(node.name());
    String unit = unit(node, service.name());
    LocalService known = services.get(unit);
    if (known != null) {
      known.start(on, service);
      return;
    }
    LocalService first =
        new LocalService(
            program(service.program()), new ChildEnvironment(guard, sandbox.directory()));
    first.start(on, service);
    on.atBoot(first);
    services.put(unit, first);
  }

  @Override
  public void stopService(Node node, String service) {
    LocalService known = services.get(unit(node, service));
    if (known == null) {
      throw new IllegalStateException(node.name() + " does not run " + service);
    }
    known.stop();
  }

  private static String unit(Node node, String service) {
    return node.name() + "/" + service;
  }

  @Override
  public FileTree hostFiles(Node node, String directory) {
    return sandbox.node(node.name()).files(directory);
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
    return foundations.database();
  }

  @Override
  public GitService git() {
    return foundations.git();
  }

  @Override
  public boolean isPrepared() {
    return spec.cluster() && spec.preparation().isPresent();
  }

  @Override
  public boolean hasInitiator() {
    return false;
  }

  @Override
  public void startLocalPath() {
    platform.startLocalPath();
    localPath = true;
  }

  @Override
  public FileTree claimFiles(String namespace, String claim) {
    Optional<FileTree> mounted = csi == null ? Optional.empty() : csi.files(namespace, claim);
    return mounted.orElseGet(() -> platform.claimFiles(namespace, claim));
  }

  @Override
  public Guard guard() {
    return guard;
  }

  @Override
  public void collect(Path into) {
    if (platform == null) {
      sandbox.collectLogs(into);
    } else {
      platform.collect(into);
    }
  }

  @Override
  public String howToEnter() {
    return spec.checkout().resolve("sandbox/enter") + " " + System.getenv("FIREDRILL_OUTER_PID");
  }

  @Override
  public void close() {
    List<Attempts.Attempt> all = new ArrayList<>();
    if (csi != null) {
      all.add(csi::discard);
    }
    if (platform != null) {
      all.add(platform::close);
    }
    all.add(foundations::close);
    all.add(sandbox::close);
    Attempts.all("cannot close the lab", all);
  }
}
