package drills;

import firedrill.component.kubernetes.Once;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.GitOpsLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Node;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An application that is described nowhere but in Gitea, and comes into the cluster from there. */
final class ClusterFromGit {

  private static final String FILE = "apps/from-git.yaml";
  private static final Duration BOOTED_WITHIN = Duration.ofSeconds(90);

  private final GitOpsLab lab;
  private final DrillRun run;
  private final FoundationsScenario foundations;

  /** Namespace and label: what runs is this run's own description, and none that lay about. */
  private final String name;

  private final String pushed;
  private final Path fetched;

  ClusterFromGit(GitOpsLab lab, DrillRun run, FoundationsScenario foundations) {
    this.lab = lab;
    this.run = run;
    this.foundations = foundations;
    this.name = "from-git-" + Integer.toHexString(run.random("description").nextInt() >>> 8);
    this.fetched = run.directory().resolve("fetched");
    this.pushed =
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: NAME}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app, namespace: NAME}
        spec:
          selector: {matchLabels: {app: NAME}}
          template:
            metadata: {labels: {app: NAME}}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - name: app
                  image: busybox:1.37
                  command: [sleep, infinity]
        """
            .replace("NAME", name);
  }

  /** The only place that holds it from now on. */
  void describe() throws Exception {
    run.prepare("the cluster to come back from the scenario before", this::awaitNodes);
    run.prepare("the description of an application", () -> foundations.pushFile(FILE, pushed));
    run.steadyState(
        "nodes-ready", () -> Observation.of(readyNodes() == nodes(), readyNodes() + " are ready"));
    run.steadyState("there-once-fetched", this::thereOnceFetched);
  }

  /** Behind the back of whoever described it first. */
  void describeOtherwise() throws Exception {
    foundations.pushFile(FILE, pushed.replace("infinity", "1d"));
  }

  /** Before the fault nobody has fetched it, and it runs nowhere; afterwards both are to be so. */
  private Observation thereOnceFetched() throws Exception {
    boolean wanted = Files.exists(fetched);
    Observation there = synced().check();
    return Observation.of(
        there.ok() == wanted, (wanted ? "fetched; " : "not fetched yet; ") + there.text());
  }

  /** Whether no API server answers, and what asking it came to. */
  Observation down() {
    try {
      return Observation.notYet(
          "the API server answers: " + Once.ask(kubernetes(), c -> c.raw("/readyz")));
    } catch (KubernetesClientException e) {
      return Observation.yes(
          "no API server: " + (e.getCause() == null ? e : e.getCause()).getMessage());
    }
  }

  /** Whether what Gitea serves is what was pushed; kept for the step that applies it. */
  boolean fetch() throws IOException {
    String text = foundations.mirror().text(FILE);
    Files.createDirectories(fetched);
    Files.writeString(fetched.resolve("app.yaml"), text);
    return run.check(
        "description-is-what-was-pushed",
        () ->
            text.strip().equals(pushed.strip())
                ? CheckResult.passed(FILE + ", " + text.length() + " characters")
                : CheckResult.failed("the description of the application", text));
  }

  /** All but pi2, which the step before gives its power, or nobody does. */
  Step powerTheOthers() {
    return power(lab.sandbox().nodes().stream().filter(n -> !n.equals(lab.node())).toList());
  }

  /** A careless one: the cluster does not wait for what it is built from. */
  Step powerAllAtOnce() {
    return power(lab.sandbox().nodes());
  }

  private Step power(List<Node> nodes) {
    return Step.of(
        "power-cluster",
        Actor.HUMAN,
        () -> lab.sandbox().power().restore(nodes.toArray(Node[]::new)));
  }

  /** All that have power. */
  void awaitNodes() {
    run.await(
        "the cluster's nodes",
        () -> Observation.of(readyNodes() >= poweredNodes(), readyNodes() + " nodes ready"),
        BOOTED_WITHIN);
  }

  Step sync() {
    return Step.of("sync", Actor.AGENT, () -> lab.manifests(fetched).apply("app.yaml"))
        .after("gitops-cloned");
  }

  Condition synced() {
    return () -> {
      Deployment d = kubernetes().apps().deployments().inNamespace(name).withName("app").get();
      return Observation.of(
          d != null && Readiness.getInstance().isReady(d),
          d == null
              ? "no Deployment in " + name
              : "Deployment in " + name + ": " + d.getStatus().getReadyReplicas() + " ready");
    };
  }

  private int nodes() {
    return lab.sandbox().clusterNodes().size();
  }

  private long poweredNodes() {
    return lab.sandbox().clusterNodes().stream().filter(Node::isRunning).count();
  }

  private long readyNodes() {
    try {
      return kubernetes().nodes().list().getItems().stream()
          .filter(Readiness.getInstance()::isReady)
          .count();
    } catch (KubernetesClientException e) {
      return 0;
    }
  }

  private KubernetesClient kubernetes() {
    return lab.platform().kubernetes();
  }
}
