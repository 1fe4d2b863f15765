package firedrill.component;

import firedrill.component.manifest.Manifests;
import firedrill.component.manifest.Placement;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.guard.Guard;
import firedrill.sandbox.NodeSpec;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Sandbox;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Where one component starts, and what it finds there. */
public final class Site {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(40);

  private final Component<?> component;
  private final Ground ground;
  private final GroundSpec spec;
  private final Chance chance;
  private final Started started;

  Site(Component<?> component, Ground ground, GroundSpec spec, Chance chance, Started started) {
    this.component = component;
    this.ground = ground;
    this.spec = spec;
    this.chance = chance;
    this.started = started;
  }

  /** What is under all components; those that the sandbox brings start through it. */
  public Ground ground() {
    return ground;
  }

  public Sandbox sandbox() {
    return ground.sandbox();
  }

  public Guard guard() {
    return ground.guard();
  }

  /**
   * The cluster, for a component that needs {@link Platform}.
   *
   * @throws IllegalStateException in a lab without one
   */
  public Platform platform() {
    return ground.platform();
  }

  /**
   * The manifests that every sandbox takes, for the lab's cluster; where their pods go is drawn.
   */
  public Manifests manifests() {
    List<String> nodes = spec.topology().cluster().stream().map(NodeSpec::name).toList();
    return new Manifests(
        platform().kubernetes(),
        spec.manifests(),
        new Placement(chance.seed(), nodes, chance.pins()));
  }

  /** A directory of its own, which ends with the lab. */
  public Path directory() {
    Path own = spec.directory().resolve("components").resolve(component.name().replace(' ', '-'));
    try {
      return Files.createDirectories(own);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + own, e);
    }
  }

  /** Of every random choice it makes. */
  public long seed() {
    return chance.seed();
  }

  /**
   * A component that it needs.
   *
   * @throws IllegalStateException for a type that is not among its {@link Component#needs}: it
   *     might not have started
   */
  public <T> T get(Class<T> type) {
    if (component.needs().stream().noneMatch(type::isAssignableFrom)) {
      throw new IllegalStateException(
          component.name() + " uses " + type.getSimpleName() + " without needing it");
    }
    return started.get(type);
  }

  /** Something that a reader of the run must know, such as help that an operator would give. */
  public void note(String text) {
    started.note(text);
  }

  /** Waits up to two minutes. An API server that does not answer means: not yet. */
  public void await(String what, Callable<Boolean> condition) {
    await(what, PATIENCE, condition);
  }

  /**
   * @throws org.awaitility.core.ConditionTimeoutException when it does not become true
   */
  public void await(String what, Duration atMost, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(atMost)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .ignoreException(KubernetesClientException.class)
        .until(condition);
  }
}
