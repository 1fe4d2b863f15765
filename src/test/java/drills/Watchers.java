package drills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import firedrill.component.minio.Minio;
import firedrill.component.prometheus.AlertRules;
import firedrill.component.prometheus.Monitoring;
import firedrill.component.prometheus.PrometheusServer;
import firedrill.component.prometheus.ScrapeJob;
import firedrill.files.Checkout;
import firedrill.junit.DrillRun;
import firedrill.lab.ObjectLab;
import firedrill.sandbox.Node;
import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** The ways in which MinIO's four nodes may be watched, each by a Prometheus of its own. */
final class Watchers {

  static final String JOB = "minio";

  private static final String METRICS = "/minio/v2/metrics/cluster";
  private static final Duration COMMAND_WITHIN = Duration.ofSeconds(60);
  private static final String DOCUMENT = "storage-alerts.yaml";
  private static final String CORRECTED = "storage-alerts-corrected.yaml";

  private final ObjectLab lab;
  private final DrillRun run;
  private final String scenario;
  private final JsonNode generated;

  /**
   * @param scenario so that each has servers of its own, without a past
   */
  Watchers(ObjectLab lab, DrillRun run, String scenario) throws IOException, TimeoutException {
    this.lab = lab;
    this.run = run;
    this.scenario = scenario;
    Command.Result printed =
        lab.minio()
            .operator(lab.minio().hosts().get(0))
            .type(COMMAND_WITHIN, "admin", "prometheus", "generate", Minio.ALIAS);
    this.generated = new YAMLMapper().readTree(printed.out()).path("scrape_configs").path(0);
    if (token().isEmpty()) {
      throw new IllegalStateException("mc has printed no token: " + printed.output());
    }
  }

  /** Each node a target of its own: the way in which the document's rule can work. */
  PrometheusServer byNode() throws IOException {
    return byNode("by-node", UnaryOperator.identity());
  }

  /** The same, with the document's rules changed. */
  PrometheusServer byNode(String name, UnaryOperator<String> edit) throws IOException {
    return start(name, List.of(job(JOB, authorities(), token())), edit, true);
  }

  /** One address for all four, as the document's load balancer has it. */
  PrometheusServer oneAddress(Node answering) throws IOException {
    return start(
        "one-address",
        List.of(job(JOB, List.of(Minio.authority(answering)), token())),
        UnaryOperator.identity(),
        false);
  }

  /** Under the name that {@code mc admin prometheus generate} prints. */
  PrometheusServer underMcsName() throws IOException {
    return start(
        "name-of-mc",
        List.of(job(generated.path("job_name").asText(), authorities(), token())),
        UnaryOperator.identity(),
        false);
  }

  PrometheusServer withoutToken() throws IOException {
    return start(
        "no-token",
        List.of(job(JOB, authorities(), Optional.empty())),
        UnaryOperator.identity(),
        false);
  }

  private PrometheusServer start(
      String name, List<ScrapeJob> jobs, UnaryOperator<String> edit, boolean tells)
      throws IOException {
    Duration instead = Duration.ofSeconds(run.plan().size("for-seconds"));
    List<AlertRules> rules =
        List.of(
            AlertRules.of(manifest(DOCUMENT), edit).waiting(instead),
            AlertRules.of(manifest(CORRECTED)).waiting(instead));
    return lab.get(Monitoring.class).start(scenario + "-" + name, jobs, rules, tells);
  }

  private static Path manifest(String file) {
    return Checkout.folder().resolve("sandbox/manifests").resolve(file);
  }

  private static ScrapeJob job(String name, List<String> targets, Optional<String> token) {
    return new ScrapeJob(name, METRICS, targets, token);
  }

  private List<String> authorities() {
    return lab.minio().hosts().stream().map(Minio::authority).toList();
  }

  private Optional<String> token() {
    return Optional.of(generated.path("bearer_token").asText()).filter(t -> !t.isEmpty());
  }
}
