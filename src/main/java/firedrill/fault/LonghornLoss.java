package firedrill.fault;

import firedrill.component.longhorn.Longhorn;
import java.time.Duration;
import java.util.Map;

/** Longhorn, or a part of it, is taken out of the cluster; an installation puts it back. */
abstract sealed class LonghornLoss implements Fault
    permits LonghornDefinitionsWiped, LonghornManagersGone {

  /** Twice what an installation takes on a busy machine. */
  private static final Duration WITHIN = Duration.ofMinutes(4);

  final Longhorn longhorn;
  private final String remedy;

  /**
   * @param remedy for the log of undos
   */
  LonghornLoss(Longhorn longhorn, String remedy) {
    this.longhorn = longhorn;
    this.remedy = remedy;
  }

  @Override
  public final String target() {
    return Longhorn.NAMESPACE;
  }

  @Override
  public final Undo undo() {
    return new Undo(
        remedy,
        Map.of("namespace", Longhorn.NAMESPACE),
        () -> longhorn.installation().ready(),
        () -> longhorn.installation().install(WITHIN));
  }
}
