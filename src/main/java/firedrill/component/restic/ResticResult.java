package firedrill.component.restic;

import java.io.IOException;

/**
 * How a command of restic's ended.
 *
 * @param command for example {@code check}
 * @param exit 0 when all was well
 * @param output all it said
 */
public record ResticResult(String command, int exit, String output) {

  public boolean ok() {
    return exit == 0;
  }

  /**
   * @throws IOException with what it said unless all was well
   */
  public ResticResult orThrow() throws IOException {
    if (!ok()) {
      throw new IOException(this + ": " + output.strip());
    }
    return this;
  }

  /** For people: {@code restic check ended with 1}. */
  @Override
  public String toString() {
    return "restic " + command + " ended with " + exit;
  }
}
