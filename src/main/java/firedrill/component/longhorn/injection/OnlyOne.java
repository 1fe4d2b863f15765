package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.injection.SavedReplica.History;
import firedrill.component.longhorn.replica.Glimpse;
import firedrill.component.longhorn.replica.Overrides;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What may prove that the one replica that was found is the only one that there was. What saved
 * resources say ends when they were saved: a volume's replica is moved later (data locality, the
 * eviction of a node), or gets others, and its old directory may stay behind. But each other one is
 * filled in a rebuild, which takes a snapshot of both ({@code addReplicaNoLock}, 1.12), so one of
 * which none was taken since is the only one still. And where every node was looked at, there is no
 * other.
 *
 * @param replicas how many the saved Volume has; 0 when that was not saved
 * @param moves why its replica may be another one by now without anybody's doing, in words
 * @param everywhere several nodes are named by what was saved, and each was looked at
 * @param lacking nodes that are named, and not all of whose disks were looked at
 * @param ofTheEnd a human says that nothing was written after the resources were saved
 */
public record OnlyOne(
    int replicas,
    Optional<String> moves,
    boolean everywhere,
    List<String> lacking,
    boolean ofTheEnd) {

  private static final String AT_THE_END =
      ", or say --saved-at-the-end if nothing was written after the file was made";

  /**
   * @param made all of one replica, which is certain otherwise
   */
  public Decision judged(Decision made) {
    if (everywhere) {
      return made.and(
          "the disks of all nodes that the saved file names were looked at, and no other replica of"
              + " it lies there");
    }
    Optional<SavedReplica> said =
        made.all().stream()
            .filter(c -> !c.readable() || !c.unused())
            .flatMap(c -> c.saved().stream())
            .findFirst();
    if (said.isEmpty()) {
      return opened(
          made, "the saved file does not name it, so the volume's replica may be another");
    }
    if (replicas == 0) {
      return opened(made, "the saved file does not tell how many there were");
    }
    return ofTheEnd || said.get().ofTheEnd() ? made : since(made, said.get());
  }

  private Decision since(Decision made, SavedReplica said) {
    Candidate only = made.chosen().orElseThrow();
    Optional<Instant> saved = said.history().flatMap(History::savedAt);
    String named =
        "the file that names it alone was saved "
            + saved.map(at -> "at " + at).orElse("nobody knows when");
    Optional<Instant> taken = Glimpse.of(only.orphan().directory()).lastMade();
    boolean later =
        taken
            .filter(at -> saved.isEmpty() || at.isAfter(saved.get().minus(Comparison.FARTHEST)))
            .isPresent();
    if (moves.isPresent()) {
      return opened(made, named + ", and " + moves.get(), AT_THE_END);
    }
    if (later) {
      return opened(
          made,
          named
              + ", and a snapshot of it was taken at "
              + taken.get()
              + ", as one is when another one is filled from it",
          AT_THE_END);
    }
    Overrides words = only.chain().orElseThrow().said();
    if (!words.parents().isEmpty() || !words.without().isEmpty()) {
      return opened(
          made, named + ", and not all of its layers tell when they were made", AT_THE_END);
    }
    return made.and(
        named
            + ", and no snapshot of it was taken since, as one is when another one is filled from"
            + " it: so none was");
  }

  private Decision opened(Decision made, String why) {
    return opened(made, why, "");
  }

  private Decision opened(Decision made, String why, String way) {
    return made.opened(
        "it is the only one that was found, and a newer one may lie elsewhere: "
            + why
            + ". Name the directories of all nodes, as <node>=<dir>"
            + (lacking.isEmpty() ? "" : " (of " + String.join(", ", lacking) + " not all was seen)")
            + way
            + "; if there was no other, merge it");
  }
}
