package firedrill.component.minio;

import firedrill.component.Component;
import firedrill.component.MetricsTarget;
import firedrill.component.Site;
import firedrill.ground.GroundSpec;
import firedrill.ground.HostService;
import firedrill.guard.MinioLogin;
import firedrill.sandbox.Node;
import firedrill.sandbox.Reality;
import firedrill.sandbox.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Up when every drive is online and the store carries its mark. */
final class MinioComponent implements Component<Minio> {

  static final String SERVER = "minio";

  /**
   * The archived repository's last commit, newer than the last container image that was published.
   */
  static final String LAST_COMMIT = "minio-last";

  private static final String METRICS = "/minio/v2/metrics/cluster";

  private final Layout layout;
  private final boolean openMetrics;
  private final String program;

  MinioComponent(Layout layout) {
    this(layout, true, SERVER);
  }

  /**
   * @param openMetrics whether metrics are told to whoever asks
   * @param program the server's name in the catalogue
   */
  MinioComponent(Layout layout, boolean openMetrics, String program) {
    this.layout = layout;
    this.openMetrics = openMetrics;
    this.program = program;
  }

  @Override
  public String name() {
    return SERVER;
  }

  @Override
  public Class<Minio> type() {
    return Minio.class;
  }

  @Override
  public Set<String> programs() {
    return Set.of(program, "mc");
  }

  @Override
  public GroundSpec ask(GroundSpec spec) {
    Topology more = spec.topology();
    for (Map.Entry<String, List<String>> site : new TreeMap<>(layout.hosts()).entrySet()) {
      for (String host : site.getValue()) {
        more = more.withOutside(host, site.getKey(), Hosts.DATA);
      }
    }
    return spec.withTopology(more);
  }

  @Override
  public Minio start(Site site) throws IOException {
    MinioLogin root = MinioLogin.fresh();
    Minio minio = new Minio(layout, site, root, this::service);
    minio.start();
    Node first = minio.hosts().get(0);
    minio.markWhenUp();
    // A server of one drive has no healing to ask about: HTTP 426.
    if (layout.parity() > 0) {
      site.await(
          "every drive is online",
          () ->
              minio.drives(first).stream().filter(d -> d.state().equals("ok")).count()
                  == minio.hosts().size());
    }
    return minio;
  }

  private HostService service(MinioLogin root) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("MINIO_ROOT_USER", root.accessKey());
    environment.put("MINIO_ROOT_PASSWORD", root.secretKey());
    // A drive on the file system of the machine's root is refused without it.
    environment.put("MINIO_CI_CD", "1");
    environment.put("MINIO_UPDATE", "off");
    environment.put("MINIO_BROWSER", "off");
    environment.put("MINIO_PROMETHEUS_AUTH_TYPE", openMetrics ? "public" : "jwt");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("server", "--address", ":" + Hosts.PORT));
    arguments.addAll(layout.arguments());
    return new HostService(SERVER, program, arguments, environment);
  }

  @Override
  public Map<String, MetricsTarget> metrics(Minio started) {
    Optional<String> token =
        openMetrics ? Optional.empty() : Optional.of(MetricsToken.of(started.login()));
    Map<String, MetricsTarget> targets = new TreeMap<>();
    for (Node host : started.hosts()) {
      targets.put(
          Minio.authority(host), new MetricsTarget(Minio.address(host).resolve(METRICS), token));
    }
    return targets;
  }

  @Override
  public void collect(Minio started, Path into) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Node host : started.hosts()) {
      text.append(host.name()).append(": ");
      try {
        text.append(host.isRunning() ? started.health(host) : "no power");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        text.append("interrupted");
      }
      text.append('\n');
    }
    Files.writeString(into.resolve(layout.store() + ".txt"), text);
  }

  @Override
  public List<Reality> reality() {
    return List.of(Reality.real(program), Reality.real("mc"));
  }
}
