package firedrill.component.prometheus;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.ground.GroundSpec;
import firedrill.ground.HostService;
import firedrill.guard.GuardedHttp;
import firedrill.sandbox.Node;
import firedrill.sandbox.Reality;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Up when Alertmanager takes alerts; what watches is started by whoever wants something watched.
 */
final class MonitoringComponent implements Component<Monitoring> {

  private static final String HOST = "watch";
  private static final YAMLMapper YAML = new YAMLMapper();

  @Override
  public String name() {
    return "monitoring";
  }

  @Override
  public Class<Monitoring> type() {
    return Monitoring.class;
  }

  @Override
  public Set<String> programs() {
    return Set.of(Monitoring.PROMETHEUS, Monitoring.ALERTMANAGER);
  }

  @Override
  public GroundSpec ask(GroundSpec spec) {
    return spec.withTopology(spec.topology().withOutside(HOST, HOST));
  }

  @Override
  public Monitoring start(Site site) throws IOException {
    Node host = site.sandbox().node(HOST);
    Receiver receiver = Receiver.reachedFrom(host.address());
    String file = "alertmanager.yml";
    site.ground()
        .startService(
            host,
            new HostService(
                Monitoring.ALERTMANAGER,
                Monitoring.ALERTMANAGER,
                List.of(
                    "--config.file=" + HostService.HOME + "/" + file,
                    "--storage.path=" + HostService.HOME + "/data",
                    "--web.listen-address=0.0.0.0:" + Monitoring.ALERTMANAGER_PORT,
                    // Without an address: no company of its own kind.
                    "--cluster.listen-address="),
                Map.of(),
                Map.of(file, YAML.writeValueAsString(configuration(receiver.address())))));
    GuardedHttp http = new GuardedHttp(site.guard());
    URI ready =
        URI.create("http://" + host.address() + ":" + Monitoring.ALERTMANAGER_PORT + "/-/ready");
    site.await("Alertmanager is ready", () -> answers(http, ready));
    return new Monitoring(site, host, receiver);
  }

  /** Each alert is told at once, and once. */
  private static Map<String, Object> configuration(URI receiver) {
    return Map.of(
        "route",
        Map.of(
            "receiver", "on-call",
            "group_by", List.of("..."),
            "group_wait", "0s",
            "group_interval", "1s",
            "repeat_interval", "1h"),
        "receivers",
        List.of(
            Map.of(
                "name",
                "on-call",
                "webhook_configs",
                List.of(Map.of("url", receiver.toString(), "send_resolved", true)))));
  }

  private static boolean answers(GuardedHttp http, URI ready) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).GET().build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void collect(Monitoring started, Path into) throws IOException {
    Files.write(
        into.resolve("notices.txt"), started.notices().stream().map(Notice::toString).toList());
  }

  @Override
  public List<Reality> reality() {
    return List.of(
        Reality.real(Monitoring.PROMETHEUS),
        Reality.real(Monitoring.ALERTMANAGER),
        Reality.standIn(
            "Prometheus Operator",
            "a reader of this project that takes the rules out of the same PrometheusRule; what is"
                + " scraped is written by hand, for the document says nothing of it"),
        Reality.standIn("whoever is on call", "a web server of this project that counts"));
  }
}
