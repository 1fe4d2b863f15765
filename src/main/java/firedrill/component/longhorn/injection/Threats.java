package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.injection.SavedReplica.Standing;
import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.Glimpse;
import firedrill.component.longhorn.replica.Heads;
import firedrill.component.longhorn.replica.Layer;
import firedrill.component.longhorn.replica.LayerNames;
import firedrill.component.longhorn.replica.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Replicas that are out of the question or not there, and may be newer all the same.
 *
 * @param missing named by the saved resources, and not there
 * @param absent how many the volume had that nothing tells of
 * @param strays that may be of this volume though their names do not say so
 * @param ofTheEnd a human says that what was saved is of the volume's end
 */
record Threats(
    List<Candidate> all,
    List<SavedReplica> missing,
    Absent absent,
    List<Candidate> strays,
    boolean ofTheEnd,
    Optional<Duration> clocks) {

  /**
   * Adds to both what it finds.
   *
   * @param left those that are not out of the question
   */
  void judge(Candidate best, List<Candidate> left, List<String> doubts, List<String> reasons)
      throws IOException {
    for (Candidate other : all) {
      laterHeads(best, other, doubts);
      boolean unreadable = !other.readable() && !harmless(other);
      boolean failed =
          other.readable()
              && !other.possible()
              && !other.equalTo(best)
              && other.saved().flatMap(SavedReplica::failedAt).isPresent();
      if (!unreadable && !failed || left.contains(other)) {
        continue;
      }
      if (unreadable && ofAnEarlierLife(best, other)) {
        doubts.add(
            best.orphan()
                + " began when "
                + other.orphan()
                + " had been written to last, at "
                + other.written().orElseThrow()
                + ", which cannot be read: it may be a new volume in the place of the lost one");
        continue;
      }
      Comparison order = Comparison.of(best, other, clocks);
      if (order.holds(best, all, clocks)) {
        continue;
      }
      if (sameLayers(best, other)) {
        reasons.add(other.orphan() + " cannot be used, and all that is left of it is the same");
      } else {
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
    Rebuilds.partnerMissing(best, Stream.concat(all.stream(), strays.stream()).toList(), ofTheEnd)
        .ifPresent(doubts::add);
    for (SavedReplica gone : missing) {
      if (!outlived(best, gone)) {
        doubts.add(Candidates.missing(gone) + "; it may be newer");
      }
    }
    if (absent.any()) {
      doubts.add(absent.text());
    }
  }

  /** Made anew after a reinstallation, a volume has no layer of the lost one's. */
  private static boolean ofAnEarlierLife(Candidate best, Candidate other) {
    Set<String> shared = LayerNames.in(other.orphan().directory());
    shared.retainAll(
        best.chain().orElseThrow().layers().stream()
            .map(Layer::name)
            .filter(LayerNames::isSnapshot)
            .toList());
    return shared.isEmpty() && best.beganAfter(other);
  }

  /** No other replica vouches for what is in a head that volume.meta does not name. */
  private void laterHeads(Candidate best, Candidate other, List<String> doubts) throws IOException {
    if (other.glimpse().others().isEmpty()
        || Comparison.of(best, other, clocks).holds(best, all, clocks)) {
      return;
    }
    doubts.add(
        other.orphan()
            + " has another head than volume.meta names, and it may be the newest: "
            + String.join("; ", other.glimpse().others()));
  }

  /**
   * Replicas of which nothing is known.
   *
   * @param expected how many the volume was saved with
   * @param known how many are here, or are named by the saved resources
   */
  record Absent(int expected, int known) {

    boolean any() {
      return known < expected;
    }

    String text() {
      return "the volume was saved with "
          + expected
          + " replicas and "
          + known
          + (known == 1 ? " is" : " are")
          + " here or named by what was saved, not counting copies and what never held data: bring"
          + " the others, or wait; one of them may be newer. A file that names only some may be cut"
          + " short";
    }
  }

  /**
   * One of another size, or with a file system of its own, is of another volume. A volume that was
   * expanded keeps its file system; and of one that is called after this volume its size says
   * nothing, for it may have been expanded when the best one was out.
   */
  private boolean isThreat(Candidate best, Candidate stray) throws IOException {
    if (stray.equalTo(best) || !stray.readable() && harmless(stray)) {
      return false;
    }
    boolean sameSize = !stray.readable() || stray.size() == best.size() && !stray.unused();
    if (sameSize && ofAnEarlierLife(best, stray)) {
      // Put aside before the volume was made anew, whatever file system that has now.
      return true;
    }
    boolean other =
        stray.readable()
            && !stray.sharesSnapshot(best)
            && !stray.sameFileSystem(best)
            && (stray.size() != best.size() && !stray.orphan().isCalledAfter(best.orphan().volume())
                || stray.otherFileSystem(best));
    return !other && !Comparison.of(best, stray, clocks).holds(best, all, clocks);
  }

  /** In words. */
  static String unnamed(Candidate stray) {
    return stray.orphan()
        + stray.written().map(at -> ", last written at " + at + ",").orElse("")
        + " has not the name of a replica, and may be one of this volume that was renamed: look"
        + " into it, and choose by hand";
  }

  /** Names of the volume's replicas that there is something of; no copies. */
  static Set<String> witnesses(List<Candidate> all) {
    return all.stream()
        .filter(c -> c.readable() ? !c.unused() : !harmless(c))
        // What was called otherwise may be a copy of one that counts already.
        .filter(c -> c.orphan().isIdentified())
        .map(c -> c.orphan().replica())
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** Made and never filled; nothing was ever there, under any name. */
  static boolean harmless(Candidate c) {
    Problem damage = c.damage().orElseThrow();
    Glimpse seen = c.glimpse();
    boolean nothing = !seen.layers() && seen.lastMade().isEmpty() && !seen.foreign();
    boolean good = c.saved().filter(s -> s.standing() == Standing.GOOD).isPresent();
    return nothing
        && (damage == Problem.NEVER_FILLED && !good
            || damage == Problem.NOT_A_REPLICA
                && c.saved().isEmpty()
                && !Glimpse.mayHaveHeld(c.orphan().directory()));
  }

  /**
   * Whatever the rest of it is worth: no layer of it that is left holds anything that the best
   * one's does not. That the heads are equal is not enough: a replica that is about to be rebuilt
   * gets the same head as the others, and every write from then on, before it says that it is
   * rebuilt ({@code addReplicaNoLock}, 1.12).
   */
  private static boolean sameLayers(Candidate best, Candidate other) {
    if (other.glimpse().head().isEmpty()) {
      return false;
    }
    Chain mine = best.chain().orElseThrow();
    // Heads of two snapshots may both hold nothing.
    boolean told = mine.head().allocated() > 0 || bornTogether(best, other);
    Set<String> there = LayerNames.in(other.orphan().directory());
    there.removeAll(mine.layers().stream().map(Layer::name).toList());
    return told
        && there.isEmpty()
        && HeadTimes.problem(other).isEmpty()
        && mine.layers().stream().allMatch(layer -> sameOrOwn(layer, best, other));
  }

  /**
   * One that the other has lost must have been written to until the next one was made. Seconds
   * before that are within what clocks and disks lose, and a rebuild that began then gives a head
   * that the others have too: so it must have been saved as good after that as well.
   */
  private static boolean sameOrOwn(Layer layer, Candidate best, Candidate other) {
    Path its = other.orphan().directory().resolve(layer.name());
    if (Files.exists(its, LinkOption.NOFOLLOW_LINKS)
        || layer.equals(best.chain().orElseThrow().head())) {
      return sameBytes(layer.file(), its);
    }
    Duration clock = HeadTimes.off(best).orElse(Duration.ZERO).plus(HeadTimes.JOURNAL);
    return layer
        .meta()
        .created()
        .filter(
            closed -> !layer.modified().isBefore(closed.minus(clock).minus(Candidates.TOGETHER)))
        .filter(closed -> best.saved().filter(s -> tookPartAt(s, closed)).isPresent())
        .isPresent();
  }

  private static boolean tookPartAt(SavedReplica saved, Instant moment) {
    return saved.standing() == Standing.GOOD && saved.knows(moment);
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
