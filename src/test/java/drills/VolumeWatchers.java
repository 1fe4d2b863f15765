package drills;

import firedrill.component.prometheus.AlertRules;
import firedrill.component.prometheus.Monitoring;
import firedrill.component.prometheus.PrometheusServer;
import firedrill.component.prometheus.ScrapeJob;
import firedrill.files.Checkout;
import firedrill.junit.DrillRun;
import firedrill.lab.LocalStorageLab;
import firedrill.sandbox.Node;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The ways in which the kubelets may be asked how full volumes are, each by a Prometheus. */
final class VolumeWatchers {

  private static final Path MANIFESTS = Checkout.folder().resolve("sandbox/manifests");

  private final LocalStorageLab lab;
  private final DrillRun run;
  private final String scenario;
  private final String token;

  /**
   * @param scenario so that each has servers of its own, without a past
   */
  VolumeWatchers(LocalStorageLab lab, DrillRun run, String scenario) {
    this.lab = lab;
    this.run = run;
    this.scenario = scenario;
    lab.manifests().apply("volume-watch.yaml");
    this.token =
        lab.platform()
            .kubernetes()
            .serviceAccounts()
            .inNamespace("monitoring")
            .withName("prometheus")
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(3600L)
                    .endSpec()
                    .build())
            .getStatus()
            .getToken();
  }

  /** With a login, the document's rules as they are. */
  PrometheusServer withLogin() throws IOException {
    return start("with-login", Optional.of(token), UnaryOperator.identity(), true);
  }

  /** The same with all rules changed. */
  PrometheusServer edited(String name, UnaryOperator<String> edit) throws IOException {
    return start(name, Optional.of(token), edit, true);
  }

  PrometheusServer withoutLogin() throws IOException {
    return start("without-login", Optional.empty(), UnaryOperator.identity(), false);
  }

  private PrometheusServer start(
      String name, Optional<String> login, UnaryOperator<String> edit, boolean tells)
      throws IOException {
    List<URI> kubelets =
        lab.sandbox().clusterNodes().stream()
            .map(Node::name)
            .map(lab.platform()::kubeletMetrics)
            .toList();
    ScrapeJob job =
        new ScrapeJob(
            "kubelet",
            kubelets.get(0).getPath(),
            kubelets.stream().map(URI::getAuthority).toList(),
            login);
    Duration instead = Duration.ofSeconds(run.plan().size("for-seconds"));
    List<AlertRules> rules =
        List.of(
            AlertRules.of(MANIFESTS.resolve("storage-alerts.yaml"), edit).waiting(instead),
            AlertRules.of(MANIFESTS.resolve("storage-alerts-corrected.yaml"), edit)
                .waiting(instead));
    return lab.get(Monitoring.class).start(scenario + "-" + name, List.of(job), rules, tells);
  }
}
