package firedrill.lab.local;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.LonghornControl;
import firedrill.component.manifest.Manifests;
import firedrill.guard.Guard;
import firedrill.guard.GuardSettings;
import firedrill.guard.RecordStore;
import firedrill.guard.SandboxRecord;
import firedrill.lab.Ground;
import firedrill.lab.LabOptions;
import firedrill.lab.Startup;
import firedrill.lab.local.longhorn.LonghornCsi;
import firedrill.sandbox.Database;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Sandbox;
import firedrill.sandbox.local.Addresses;
import firedrill.sandbox.local.LocalPlatform;
import firedrill.sandbox.local.LocalSandbox;
import firedrill.sandbox.local.agent.ImageMap;
import firedrill.sandbox.local.controlplane.Executables;
import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.Toolbox;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** The ground of a lab in private namespaces: three nodes, PostgreSQL on pi2. */
public final class LocalGround implements Ground {

  private static final List<String> NODES = List.of("pi1", "pi2", "pi3");
  private static final Set<String> HOME_PROGRAMS = Set.of("vault", "vault-secrets-operator");
  private static final Set<String> LONGHORN_PROGRAMS =
      Set.of("longhorn-manager", "longhorn-instance-manager", "longhorn-engine");

  /** The one that comes up without a kernel's initiator; see the stand-in for tgtadm. */
  private static final String LONGHORN_FRONTEND = "iscsi";

  private final Path directory;
  private final Path checkout;
  private final LabOptions options;
  private final Guard guard;
  private final Map<String, Tool> tools;
  private final Toolbox toolbox;
  private LocalSandbox sandbox;
  private LocalPlatform platform;
  private Longhorn longhorn;
  private LonghornCsi csi;
  private final LocalFoundations foundations;

  public LocalGround(Path directory, Path checkout, LabOptions options) {
    this.directory = directory.toAbsolutePath();
    this.checkout = checkout;
    this.options = options;
    this.toolbox = Toolbox.of(checkout);
    Set<String> programs = new TreeSet<>(Executables.NAMES);
    if (options.longhorn()) {
      programs.addAll(LONGHORN_PROGRAMS);
    }
    if (options.foundations()) {
      programs.addAll(HOME_PROGRAMS);
    }
    this.tools = toolbox.find(programs);
    this.guard =
        Guard.begin(
            new RecordStore(this.directory.resolve("record")),
            SandboxRecord.create(
                "lab-" + ProcessHandle.current().pid() + "-" + Long.toString(System.nanoTime(), 36),
                "local",
                Addresses.ALL,
                List.of()),
            GuardSettings.system());
    this.foundations = foundations();
    Map<String, Supplier<Path>> disks = new TreeMap<>(foundations.contents());
    Optional<Path> hostPrograms = Optional.empty();
    if (options.longhorn()) {
      hostPrograms = Optional.of(LonghornTemplate.hostPrograms(checkout));
      Path disk =
          new LonghornTemplate(toolbox, checkout, templateTools(), NODES, this::templatePlatform)
              .copyTo(this.directory);
      disks.put(NODES.get(0), () -> disk);
    }
    this.sandbox = LocalSandbox.start(this.directory, NODES, disks, hostPrograms);
    foundations.attach(sandbox, guard);
  }

  private LocalFoundations foundations() {
    if (!options.foundations()) {
      return new NoFoundations();
    }
    return options.pi2() == Pi2.VM
        ? new MachineFoundations(directory, checkout, toolbox, options)
        : ProcessFoundations.withoutGit(directory, toolbox, options);
  }

  /** What is in the template, so that labs of every kind share one. */
  private Map<String, Tool> templateTools() {
    Map<String, Tool> own = new TreeMap<>(tools);
    own.keySet().removeAll(HOME_PROGRAMS);
    return own;
  }

  @Override
  public void addTo(Startup startup) {
    startup.add(PLATFORM, this::startPlatform);
    startup.add(NODES_READY, this::awaitNodes, PLATFORM);
    if (options.foundations()) {
      startup.add(FOUNDATIONS, foundations::start);
    }
  }

  private LocalPlatform controlPlane(LocalSandbox on, Guard of) {
    LocalPlatform started =
        new LocalPlatform(
            on,
            of,
            Executables.find(this::program),
            name -> tools.get(name).assetsDir().orElseThrow());
    started.awaitApi();
    return started;
  }

  private LocalPlatform templatePlatform(LocalSandbox on, Guard of) {
    LocalPlatform started = controlPlane(on, of);
    startAgents(started);
    return started;
  }

  private void startAgents(LocalPlatform of) {
    of.startAgents(ImageMap.read(checkout.resolve("sandbox/images.yaml")), this::resolve);
  }

  private void startPlatform() {
    platform = controlPlane(sandbox, guard);
    Manifests manifests =
        new Manifests(platform.kubernetes(), checkout.resolve("sandbox/manifests"));
    if (options.longhorn()) {
      longhorn = new Longhorn(platform, manifests, LONGHORN_FRONTEND);
      manifests.apply("longhorn-csi.yaml");
      csi =
          LonghornCsi.start(
              platform, NODES.stream().map(sandbox::node).toList(), new LonghornControl(longhorn));
    }
    startAgents(platform);
    manifests.apply("local-path.yaml");
    if (options.longhorn()) {
      // As one does on k3s: with two default classes the younger one would count.
      platform
          .kubernetes()
          .storage()
          .v1()
          .storageClasses()
          .withName("local-path")
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"metadata\":{\"annotations\":"
                  + "{\"storageclass.kubernetes.io/is-default-class\":\"false\"}}}");
    }
    platform.startLocalPath();
  }

  private void awaitNodes() {
    Awaitility.await("three nodes are ready")
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(40))
        .until(
            () ->
                platform.kubernetes().nodes().list().getItems().stream()
                        .filter(
                            n ->
                                n.getStatus().getConditions().stream()
                                    .anyMatch(
                                        c ->
                                            c.getType().equals("Ready")
                                                && c.getStatus().equals("True")))
                        .count()
                    == NODES.size());
  }

  /** Programs of the image map: the toolbox's, this JVM's own JDK, and the ERP's jars. */
  private Path resolve(String name) {
    return switch (name) {
      case "jdk" -> Path.of(System.getProperty("java.home"));
      case "erp" -> checkout.resolve("target/erp");
      default -> name.startsWith("sandbox/") ? checkout.resolve(name) : program(name);
    };
  }

  private Path program(String name) {
    return tools.get(name).path().toAbsolutePath();
  }

  @Override
  public Sandbox sandbox() {
    return sandbox;
  }

  @Override
  public Platform platform() {
    return platform;
  }

  @Override
  public Optional<Longhorn> longhorn() {
    return Optional.ofNullable(longhorn);
  }

  @Override
  public void startLonghorn(Duration limit) {
    longhorn.installation().resume(limit);
  }

  @Override
  public Database database() {
    return foundations.database();
  }

  @Override
  public Path volume(String namespace, String claim) {
    Optional<Path> files = csi == null ? Optional.empty() : csi.files(namespace, claim);
    return files.orElseGet(() -> platform.volume(namespace, claim));
  }

  @Override
  public Guard guard() {
    return guard;
  }

  @Override
  public String howToEnter() {
    return checkout.resolve("sandbox/enter") + " " + System.getenv("FIREDRILL_OUTER_PID");
  }

  @Override
  public void close() {
    try {
      if (csi != null) {
        csi.discard();
      }
      if (platform != null) {
        platform.close();
      }
    } finally {
      foundations.close();
      sandbox.close();
    }
  }
}
