package firedrill.component;

import firedrill.ground.GroundSpec;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Reality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One part of the platform. A lab is made of a list of them: each starts as soon as those it needs
 * have started.
 *
 * @param <T> what a started one offers; others name this type to say that they need it
 */
public interface Component<T> {

  /** As reports call it, for example {@code vault}; one of that name per lab. */
  String name();

  Class<T> type();

  /** Programs it is made of, by their names in {@code sandbox/tools/catalog.yaml}. */
  default Set<String> programs() {
    return Set.of();
  }

  /** Types of the components that must have started before; a supertype will do. */
  default Set<Class<?>> needs() {
    return Set.of();
  }

  /** What the sandbox must be able to do for it; a lab with it is built nowhere else. */
  default Set<Capability> capabilities() {
    return Set.of();
  }

  /**
   * What it asks of the machines before they boot, such as one more host, or a directory on each.
   *
   * @param spec what the lab asks for so far
   */
  default GroundSpec ask(GroundSpec spec) {
    return spec;
  }

  /** Returns when it is ready for those that need it. */
  T start(Site site) throws Exception;

  /**
   * Saves what it can tell after a failure, beside its logs, which the sandbox saves.
   *
   * @param into exists
   */
  default void collect(T started, Path into) throws IOException {}

  /**
   * Where it tells its figures, by the name that Prometheus gives each target ({@code instance});
   * its job is called as it is.
   */
  default Map<String, MetricsTarget> metrics(T started) {
    return Map.of();
  }

  /** What of it is real; of parts that its sandbox brings, the sandbox tells. */
  List<Reality> reality();
}
