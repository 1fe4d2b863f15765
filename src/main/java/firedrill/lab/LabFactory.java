package firedrill.lab;

import firedrill.ground.ComponentStart;
import firedrill.sandbox.Capability;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;

/** Builds labs; has a constructor without parameters. */
@FunctionalInterface
public interface LabFactory {

  /** Folder below a lab's directory in which a start that failed leaves its evidence. */
  String FAILED_START = "failed-start";

  /**
   * Programs that its labs are made of, by their names in the catalogue; known before a lab is
   * built, outside of what it is built in.
   */
  default Set<String> programs() {
    return Set.of();
  }

  /** What a sandbox must be able to do so that they can be built in it. */
  default Set<Capability> needs() {
    return Set.of();
  }

  /**
   * Returns when every component is ready.
   *
   * @param directory the lab's own, exists and is empty
   * @param seed of every random choice the lab makes
   * @throws Exception after having closed what it had begun, and left its evidence in {@value
   *     #FAILED_START}
   */
  Lab create(Path directory, long seed) throws Exception;

  /**
   * The same, with news of each component as soon as it is up.
   *
   * @param started may be called from any thread
   */
  default Lab create(Path directory, long seed, Consumer<ComponentStart> started) throws Exception {
    Lab lab = create(directory, seed);
    lab.starts().forEach(started);
    return lab;
  }
}
