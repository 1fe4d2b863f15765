package firedrill.junit;

import firedrill.ground.SandboxProvider;
import firedrill.ground.Sandboxes;
import firedrill.guard.GuardRefusal;
import firedrill.guard.GuardSettings;
import firedrill.lab.Lab;
import firedrill.plan.Preflight;
import firedrill.sandbox.Capability;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Opens a journal for each scenario, injects {@link Lab} and {@link DrillRun}, and ends with the
 * verdict. What a scenario throws is journalled and becomes the cause of the failure.
 */
final class DrillExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {

  private static final Namespace NAMESPACE = Namespace.create(DrillExtension.class);

  private final Function<ExtensionContext, Settings> settings;

  public DrillExtension() {
    this(context -> Settings.of(context::getConfigurationParameter));
  }

  DrillExtension(Function<ExtensionContext, Settings> settings) {
    this.settings = settings;
  }

  /**
   * What is written wrongly is told before the lab is built, also where nothing but JUnit runs.
   *
   * @throws ExtensionConfigurationException with file and line of every mistake; when this JVM was
   *     not started by the sandbox's launcher
   */
  @Override
  public void beforeAll(ExtensionContext context) {
    Drill drill = context.getRequiredTestClass().getAnnotation(Drill.class);
    if (drill == null || context.getConfigurationParameter("drills.dir").isPresent()) {
      return;
    }
    Path project = Path.of(System.getProperty("firedrill.basedir", ""));
    List<String> problems = Preflight.of(project).problems(drill.value());
    if (!problems.isEmpty()) {
      throw new ExtensionConfigurationException(String.join("\n", problems));
    }
    SandboxProvider sandbox = Sandboxes.chosen();
    if (sandbox.labDirectory().isEmpty()) {
      Path labs = Path.of(System.getProperty("java.io.tmpdir"), "labs");
      String java = sandbox.jvm(project.toAbsolutePath(), labs, List.of()).command().get(0);
      if (!Path.of(java).startsWith(System.getProperty("java.home"))) {
        throw refusal(java);
      }
    }
  }

  private static ExtensionConfigurationException refusal(String java) {
    return new ExtensionConfigurationException(
        "drills build their labs in a JVM of their own kind: run mvn verify -Pdrill -Ddrill=<id>,"
            + " or in an IDE let the run configuration start java by "
            + java
            + " (drills/README.md)");
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Settings now = settings.apply(context);
    requireNotStopped(now.stopFile());
    ScenarioSpec spec =
        ScenarioSpec.of(
                context.getRequiredTestClass(), context.getRequiredTestMethod(), now.catalog())
            .in(now.sandbox().capabilities());
    Set<Capability> missing = spec.lacking(now.sandbox().capabilities());
    if (!missing.isEmpty()) {
      throw new ScenarioRun(spec, now, Optional.empty(), false).notDrilled(missing);
    }
    LabWith own = context.getRequiredTestMethod().getAnnotation(LabWith.class);
    Optional<LabHandle> lab =
        own == null
            ? sharedLab(context, now)
            : Optional.of(new LabHandle(own.value(), Runs.labDirectory(now), now));
    store(context).put(ScenarioRun.class, new ScenarioRun(spec, now, lab, own != null));
  }

  /** What cannot be known to be absent stops. */
  private static void requireNotStopped(Path stop) {
    if (Files.exists(stop, LinkOption.NOFOLLOW_LINKS)) {
      throw new IllegalStateException(
          "nothing starts while " + stop + " exists; remove it to go on");
    }
    try {
      GuardSettings.requireAbsent(stop);
    } catch (GuardRefusal e) {
      throw new IllegalStateException("nothing starts: " + e.getMessage(), e);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    ScenarioRun run = store(context).remove(ScenarioRun.class, ScenarioRun.class);
    if (run != null) {
      run.finish();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == DrillRun.class || Lab.class.isAssignableFrom(type);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    ScenarioRun run = store(context).get(ScenarioRun.class, ScenarioRun.class);
    if (run == null) {
      throw new ExtensionConfigurationException(
          type.getSimpleName() + " is there only for scenarios, twins, @BeforeEach and @AfterEach");
    }
    if (type == DrillRun.class) {
      return run.run();
    }
    Lab lab = run.lab();
    if (!type.isInstance(lab)) {
      throw new ExtensionConfigurationException(
          "the factory in @LabWith makes a "
              + lab.getClass().getName()
              + ", not a "
              + type.getName());
    }
    return lab;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown) {
    // Not rethrown: afterEach throws the verdict with this as its cause.
    store(context).get(ScenarioRun.class, ScenarioRun.class).trouble("scenario", thrown);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    journalAndRethrow(context, "@BeforeEach", thrown);
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    journalAndRethrow(context, "@AfterEach", thrown);
  }

  private static void journalAndRethrow(ExtensionContext context, String where, Throwable thrown)
      throws Throwable {
    ScenarioRun run = store(context).get(ScenarioRun.class, ScenarioRun.class);
    if (run != null) {
      run.trouble(where, thrown);
    }
    throw thrown;
  }

  private static Optional<LabHandle> sharedLab(ExtensionContext context, Settings settings) {
    LabWith shared = context.getRequiredTestClass().getAnnotation(LabWith.class);
    if (shared == null) {
      return Optional.empty();
    }
    Store ofClass = store(context.getParent().orElseThrow());
    return Optional.of(
        ofClass.computeIfAbsent(
            LabHandle.class,
            key -> new LabHandle(shared.value(), Runs.labDirectory(settings), settings),
            LabHandle.class));
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }
}
