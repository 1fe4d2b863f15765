package firedrill.lab;

import firedrill.component.longhorn.Longhorn;
import firedrill.sandbox.Database;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What differs between sandboxes: machines, Kubernetes and the foundations. */
public interface Ground extends AutoCloseable {

  /** Task names that the components of the platform wait for. */
  String PLATFORM = "kubernetes";

  String NODES_READY = "nodes ready";
  String FOUNDATIONS = "postgresql";

  /**
   * Adds the tasks {@link #PLATFORM}, {@link #NODES_READY} and, in a lab with foundations, {@link
   * #FOUNDATIONS}.
   */
  void addTo(Startup startup);

  Sandbox sandbox();

  Platform platform();

  /**
   * @throws IllegalStateException in a lab without foundations
   */
  Database database();

  /** Empty unless the lab has it; there when {@link #PLATFORM} is done. */
  Optional<Longhorn> longhorn();

  /** Installs it, or waits for one that came with the cluster; returns when volumes can be made. */
  void startLonghorn(Duration limit);

  /** The guard of this lab's record. */
  firedrill.guard.Guard guard();

  /**
   * The directory in which a claim's volume lies.
   *
   * @throws IllegalStateException when the claim is not bound
   */
  Path volume(String namespace, String claim);

  /** One shell line that opens a shell inside. */
  String howToEnter();

  @Override
  void close();
}
