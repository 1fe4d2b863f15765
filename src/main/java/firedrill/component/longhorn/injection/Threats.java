package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.injection.SavedReplica.Standing;
import firedrill.component.longhorn.replica.Heads;
import firedrill.component.longhorn.replica.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Replicas that are out of the question or not there, and may be newer all the same.
 *
 * @param missing named by the saved resources, and not there
 * @param absent how many more the volume had, when no saved resource names any
 * @param strays that may be of this volume though their names do not say so
 * @param ofTheEnd a human says that what was saved is of the volume's end
 */
record Threats(
    List<Candidate> all,
    List<SavedReplica> missing,
    int absent,
    List<Candidate> strays,
    boolean ofTheEnd,
    Optional<Duration> clocks) {

  void judge(Candidate best, List<Candidate> left, List<String> doubts) throws IOException {
    for (Candidate other : all) {
      boolean unreadable = !other.readable() && !harmless(other);
      boolean failed =
          other.readable()
              && !other.possible()
              && !other.equalTo(best)
              && other.saved().flatMap(SavedReplica::failedAt).isPresent();
      if (!unreadable && !failed || left.contains(other)) {
        continue;
      }
      Comparison order = Comparison.of(best, other, clocks);
      if (!order.newer() && !sameHead(best, other)) {
        doubts.add(
            other.orphan()
                + (unreadable ? " cannot be used and may be newer" : " is out and may be newer")
                + " ("
                + other
                    .written()
                    .map(at -> "its head was last written at " + at)
                    .orElse("it has no head to look at")
                + ", that of "
                + best.orphan()
                + " at "
                + best.lastWrite()
                + ")");
        doubts.addAll(order.reasons());
      }
    }
    for (Candidate stray : strays) {
      if (isThreat(best, stray)) {
        doubts.add(unnamed(stray));
      }
    }
    for (SavedReplica gone : missing) {
      if (!outlived(best, gone)) {
        doubts.add(Candidates.missing(gone) + "; it may be newer");
      }
    }
    if (absent > 0) {
      long here = witnesses(all);
      doubts.add(
          "the volume was saved with "
              + (here + absent)
              + " replicas and "
              + here
              + (here == 1 ? " is" : " are")
              + " here, not counting copies and what never held data: bring the others, or wait;"
              + " one of them may be newer");
    }
  }

  /** One of another size, or with a file system of its own, is of another volume. */
  private boolean isThreat(Candidate best, Candidate stray) throws IOException {
    if (stray.equalTo(best) || !stray.readable() && harmless(stray)) {
      return false;
    }
    boolean other =
        stray.readable()
            && !stray.sharesSnapshot(best)
            && (stray.size() != best.size() || stray.otherFileSystem(best));
    return !other && !Comparison.of(best, stray, clocks).newer();
  }

  /** In words. */
  static String unnamed(Candidate stray) {
    return stray.orphan()
        + stray.written().map(at -> ", last written at " + at + ",").orElse("")
        + " has not the name of a replica, and may be one of this volume that was renamed: look"
        + " into it, and choose by hand";
  }

  /** How many replicas of the volume there is something of. */
  static long witnesses(List<Candidate> all) {
    return all.stream()
        .filter(c -> c.readable() ? !c.unused() : !harmless(c))
        .map(c -> c.orphan().replica())
        .distinct()
        .count();
  }

  /** Made and never filled; nothing was ever there. */
  private static boolean harmless(Candidate c) {
    Problem damage = c.damage().orElseThrow();
    boolean nothing = !c.glimpse().layers() && c.glimpse().lastMade().isEmpty();
    boolean good = c.saved().filter(s -> s.standing() == Standing.GOOD).isPresent();
    return nothing
        && (damage == Problem.NEVER_FILLED && !good
            || damage == Problem.NOT_A_REPLICA && c.saved().isEmpty());
  }

  /**
   * Whatever the rest of it is worth: its last layer holds nothing that the best one's does not.
   */
  private static boolean sameHead(Candidate best, Candidate other) {
    if (other.glimpse().head().isEmpty()) {
      return false;
    }
    var mine = best.chain().orElseThrow().head();
    var its = other.glimpse().head().get();
    // Heads of two snapshots may both hold nothing.
    boolean told = mine.allocated() > 0 || bornTogether(best, other);
    return told
        && mine.name().equals(String.valueOf(its.file().getFileName()))
        && HeadTimes.problem(other).isEmpty()
        && sameBytes(mine.file(), its.file());
  }

  private static boolean sameBytes(Path one, Path other) {
    try {
      return Heads.same(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean bornTogether(Candidate best, Candidate other) {
    Optional<Instant> own = best.glimpse().born();
    return own.isPresent() && own.equals(other.glimpse().born());
  }

  /**
   * Whether the best one took part to the end, or failed later than the absent one. What was saved
   * before the end says nothing of it: an idle volume's replica drops out as well, and the absent
   * one may have been written to for weeks since.
   */
  private boolean outlived(Candidate best, SavedReplica absent) {
    boolean later =
        absent
            .failedAt()
            .flatMap(
                at ->
                    best.saved()
                        .flatMap(SavedReplica::failedAt)
                        .filter(own -> own.isAfter(at.plus(Comparison.ACCIDENT))))
            .isPresent();
    return (ofTheEnd || absent.ofTheEnd()) && (best.tookPart() || later);
  }
}
