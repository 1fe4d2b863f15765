package firedrill.mutation;

import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.pitest.testapi.AbstractTestUnit;
import org.pitest.testapi.Description;
import org.pitest.testapi.ResultCollector;
import org.pitest.testapi.TestUnit;

/** One test method, with all of its cases. */
final class TestMethod extends AbstractTestUnit {
  /** Nobody else listens: a report of each mutant's tests would be no report of the tests. */
  private static final Launcher LAUNCHER =
      LauncherFactory.create(
          LauncherConfig.builder()
              .enableTestExecutionListenerAutoRegistration(false)
              .enableLauncherSessionListenerAutoRegistration(false)
              .build());

  private final String id;

  private TestMethod(String id, Class<?> type) {
    super(new Description(id, type));
    this.id = id;
  }

  /** Those of a class and of the classes that are nested in it. */
  static List<TestUnit> of(Class<?> type) {
    List<TestUnit> methods = new ArrayList<>();
    if (type.getEnclosingClass() == null) {
      TestPlan plan = LAUNCHER.discover(request(DiscoverySelectors.selectClass(type)));
      plan.getRoots().forEach(root -> add(plan, root, type, methods));
    }
    return methods;
  }

  private static void add(
      TestPlan plan, TestIdentifier found, Class<?> type, List<TestUnit> methods) {
    if (found.getSource().filter(MethodSource.class::isInstance).isPresent()) {
      methods.add(new TestMethod(found.getUniqueId(), type));
      return;
    }
    plan.getChildren(found).forEach(child -> add(plan, child, type, methods));
  }

  @Override
  public void execute(ResultCollector results) {
    results.notifyStart(getDescription());
    First failure = new First();
    LAUNCHER.execute(request(DiscoverySelectors.selectUniqueId(id)), failure);
    if (failure.thrown == null) {
      results.notifyEnd(getDescription());
    } else {
      results.notifyEnd(getDescription(), failure.thrown);
    }
  }

  private static LauncherDiscoveryRequest request(
      org.junit.platform.engine.DiscoverySelector what) {
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(what)
        // PIT takes what a test runs through from the test's own time.
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
        .build();
  }

  /** What failed first; an assumption that does not hold is no failure. */
  private static final class First implements TestExecutionListener {
    private Throwable thrown;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (thrown == null && result.getStatus() == TestExecutionResult.Status.FAILED) {
        thrown = result.getThrowable().orElseGet(() -> new AssertionError("it failed"));
      }
    }
  }
}
