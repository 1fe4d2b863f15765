package firedrill.component.prometheus;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.ground.HostService;
import firedrill.guard.GuardedHttp;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A machine that watches: one Alertmanager, and as many Prometheus as a drill wants to compare. */
public final class Monitoring {

  static final String PROMETHEUS = "prometheus";
  static final String ALERTMANAGER = "alertmanager";
  static final int ALERTMANAGER_PORT = 9093;
  private static final int FIRST_PORT = 9190;

  private static final YAMLMapper YAML = new YAMLMapper();

  private final Site site;
  private final Node host;
  private final Receiver receiver;
  private final GuardedHttp http;
  private int servers;

  Monitoring(Site site, Node host, Receiver receiver) {
    this.site = site;
    this.host = host;
    this.receiver = receiver;
    this.http = new GuardedHttp(site.guard());
  }

  public static Component<Monitoring> component() {
    return new MonitoringComponent();
  }

  /** What whoever is on call was told, in the order of arrival. */
  public List<Notice> notices() {
    return receiver.notices();
  }

  /**
   * Starts one more Prometheus, which scrapes every 5 s and evaluates every second; returns when it
   * is ready. It ends with the lab.
   *
   * @param name unique in the lab
   * @param tells whether its alerts go to the Alertmanager
   */
  public PrometheusServer start(
      String name, List<ScrapeJob> jobs, List<AlertRules> rules, boolean tells) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    for (AlertRules one : rules) {
      files.put("rules-" + files.size() + ".yml", one.text());
    }
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put(
        "global",
        Map.of(
            // A MinIO that has just lost a node takes seconds to tell its figures.
            "scrape_interval", "5s",
            "scrape_timeout", "5s",
            "evaluation_interval", "1s",
            "external_labels", Map.of("watch", name)));
    // Beside the configuration.
    configuration.put("rule_files", List.copyOf(files.keySet()));
    configuration.put("scrape_configs", jobs.stream().map(ScrapeJob::asConfiguration).toList());
    if (tells) {
      String alertmanager = host.address() + ":" + ALERTMANAGER_PORT;
      configuration.put(
          "alerting",
          Map.of(
              "alertmanagers",
              List.of(
                  Map.of("static_configs", List.of(Map.of("targets", List.of(alertmanager)))))));
    }
    String file = "prometheus.yml";
    files.put(file, YAML.writeValueAsString(configuration));
    int port = FIRST_PORT + servers++;
    site.ground()
        .startService(
            host,
            new HostService(
                PROMETHEUS + "-" + name,
                PROMETHEUS,
                List.of(
                    "--config.file=" + HostService.HOME + "/" + file,
                    "--storage.tsdb.path=" + HostService.HOME + "/data",
                    "--web.listen-address=0.0.0.0:" + port,
                    "--log.level=warn"),
                Map.of(),
                files));
    PrometheusServer server =
        new PrometheusServer(name, URI.create("http://" + host.address() + ":" + port), http);
    site.await(name + " is ready", () -> isReady(server));
    return server;
  }

  private static boolean isReady(PrometheusServer server) throws InterruptedException {
    try {
      return server.isReady();
    } catch (IOException e) {
      return false;
    }
  }
}
