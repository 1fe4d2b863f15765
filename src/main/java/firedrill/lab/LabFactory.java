package firedrill.lab;

import java.nio.file.Path;

/** Builds labs; has a constructor without parameters. */
@FunctionalInterface
public interface LabFactory {

  /**
   * Returns when every component is ready.
   *
   * @param directory the lab's own, exists and is empty
   * @param seed of every random choice the lab makes
   * @throws Exception after having closed what it had begun
   */
  Lab create(Path directory, long seed) throws Exception;
}
