package firedrill.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import firedrill.journal.Event;
import firedrill.journal.JournalReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a class of scenarios in a launcher of its own, with its own drills and reports. */
record Launched(
    Path reports, Map<String, TestExecutionResult> results, List<ScenarioOutcome> outcomes) {

  static final String PLAN =
      """
      id: vault-sealed
      title: {fr: a, en: b}
      order: [unseal-vault, erp]
      rto: 60s
      gates:
        vault-unsealed: {budget: 2s}
      seed: 42
      twins: [unseal-skipped, no-fault, wrong-culprit, not-caught]
      """;

  static Launched run(Path home, Class<?> drill, Map<String, String> parameters)
      throws IOException {
    return run(home, PLAN, drill, parameters);
  }

  static Launched run(Path home, String planned, Class<?> drill, Map<String, String> parameters)
      throws IOException {
    Path plan = home.resolve("drills/vault-sealed/plan.yaml");
    Files.createDirectories(plan.getParent());
    Files.writeString(plan, planned);
    Path reports = home.resolve("reports");
    Map<String, TestExecutionResult> results = new ConcurrentHashMap<>();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(drill))
            .filters(EngineFilter.includeEngines("junit-jupiter"))
            .configurationParameter("firedrill.reports", reports.toString())
            .configurationParameter("drills.dir", home.resolve("drills").toString())
            .configurationParameter("firedrill.stop", home.resolve("STOP").toString())
            .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
            .configurationParameters(parameters)
            .build();
    LauncherConfig config =
        LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .build();
    LauncherFactory.create(config)
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier id, TestExecutionResult result) {
                results.put(id.getDisplayName().replaceAll("\\(.*", ""), result);
              }
            });
    return new Launched(reports, results, Outcomes.take(Runs.directory(reports)));
  }

  TestExecutionResult.Status status(String method) {
    return results.get(method).getStatus();
  }

  Throwable thrown(String method) {
    return results.get(method).getThrowable().orElseThrow();
  }

  Path directory(String scenario) {
    return Runs.directory(reports).resolve("vault-sealed").resolve(scenario);
  }

  List<Event> events(String scenario) {
    return JournalReader.read(directory(scenario).resolve("journal.jsonl")).events();
  }

  Event last(String scenario, String type) {
    return events(scenario).stream()
        .filter(event -> event.is(type))
        .reduce((first, second) -> second)
        .orElseThrow(() -> new AssertionError("no " + type + " in " + events(scenario)));
  }

  /** What was done with each of its labs. */
  List<String> labs() throws IOException {
    List<String> notes = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Runs.directory(reports), "lab-*.notes")) {
      for (Path file : files) {
        notes.add(Files.readString(file));
      }
    }
    return notes;
  }

  /** Folders of labs that are still there. */
  boolean leftLabs() throws IOException {
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(Runs.directory(reports), "lab-*[0-9]")) {
      return folders.iterator().hasNext();
    }
  }
}
