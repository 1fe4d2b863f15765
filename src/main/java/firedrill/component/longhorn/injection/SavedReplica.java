package firedrill.component.longhorn.injection;

import java.time.Instant;
import java.util.Optional;

/**
 * What a Replica resource said when it was saved. Its times are the managers', not the nodes'.
 *
 * @param directory name of its data directory
 * @param failedAt since when it was out of the volume; empty while it took part
 * @param history empty when all this is said of the volume's very end
 * @param disk path of its disk on the node; empty when that was not saved
 */
public record SavedReplica(
    String volume,
    String node,
    String directory,
    Optional<Instant> failedAt,
    Optional<History> history,
    Optional<String> disk) {

  /**
   * The rest of what it said.
   *
   * @param savedAt when, at the earliest; empty when that is not known
   * @param healthyAt since when it took part; empty if it never did since its last rebuild began
   * @param lastHealthyAt as of 1.6; empty in resources of older managers
   * @param lastFailedAt likewise
   */
  public record History(
      Optional<Instant> savedAt,
      Optional<Instant> healthyAt,
      Optional<Instant> lastHealthyAt,
      Optional<Instant> lastFailedAt) {}

  /** What that amounts to. */
  public enum Standing {
    /** It took part. */
    GOOD,
    /** It was out. */
    FAILED,
    /** It was being rebuilt, or was salvaged and not seen healthy since. */
    DOUBTFUL
  }

  /** Of a disk that was not saved. */
  public SavedReplica(
      String volume,
      String node,
      String directory,
      Optional<Instant> failedAt,
      Optional<History> history) {
    this(volume, node, directory, failedAt, history, Optional.empty());
  }

  /** Said of the volume's very end. */
  public SavedReplica(String volume, String node, String directory, Optional<Instant> failedAt) {
    this(volume, node, directory, failedAt, Optional.empty());
  }

  public Standing standing() {
    if (failedAt.isPresent()) {
      return Standing.FAILED;
    }
    return history.map(SavedReplica::standing).orElse(Standing.GOOD);
  }

  private static Standing standing(History said) {
    boolean salvaged =
        said.lastFailedAt().isPresent()
            && said.lastHealthyAt()
                .map(healthy -> said.lastFailedAt().get().isAfter(healthy))
                .orElse(true);
    return said.healthyAt().isEmpty() || salvaged ? Standing.DOUBTFUL : Standing.GOOD;
  }

  /** Whether it is said of the volume's very end, so that nothing can have changed since. */
  boolean ofTheEnd() {
    return history.isEmpty();
  }

  /**
   * Whether it still holds of a moment: later ones it does not know, and what a node's clock calls
   * a moment before may have been after.
   */
  boolean knows(Instant moment) {
    return ofTheEnd()
        || history
            .get()
            .savedAt()
            .filter(saved -> !saved.isBefore(moment.plus(Comparison.FARTHEST)))
            .isPresent();
  }

  /** Whether it was said before the replica was last written to. */
  boolean before(Candidate replica) {
    return history
        .flatMap(History::savedAt)
        .filter(at -> at.isBefore(replica.lastWrite().minus(Comparison.FARTHEST)))
        .isPresent();
  }

  String text() {
    String when =
        history
            .map(
                h -> h.savedAt().map(at -> " (as of " + at + ")").orElse(" (of an unknown moment)"))
            .orElse("");
    return switch (standing()) {
      case GOOD -> "saved as good" + when;
      case FAILED -> "saved as failed at " + failedAt.orElseThrow() + when;
      case DOUBTFUL -> "saved while it was rebuilt or just salvaged" + when;
    };
  }
}
