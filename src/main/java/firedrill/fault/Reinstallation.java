package firedrill.fault;

import firedrill.component.longhorn.Longhorn;
import java.time.Duration;
import java.util.Map;

/** Undo of a fault that takes Longhorn, or a part of it, out of the cluster. */
final class Reinstallation {

  /** Twice what an installation takes on a busy machine. */
  private static final Duration WITHIN = Duration.ofMinutes(4);

  private Reinstallation() {}

  /**
   * @param what for the log of undos
   */
  static Undo of(Longhorn longhorn, String what) {
    return new Undo(
        what,
        Map.of("namespace", Longhorn.NAMESPACE),
        () -> longhorn.installation().ready(),
        () -> longhorn.installation().install(WITHIN));
  }
}
