package firedrill.sandbox.local.agent;

import java.nio.file.Path;

/** Where the program or jar of a logical name (for example {@code vault}) lies on this machine. */
@FunctionalInterface
public interface ProgramResolver {

  /**
   * The absolute path of a program.
   *
   * @throws RuntimeException if there is none, with the remedy; shown as the pod's ErrImagePull
   */
  Path resolve(String program);
}
