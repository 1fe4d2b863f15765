package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.injection.SavedReplica.Standing;
import firedrill.component.longhorn.replica.Difference;
import firedrill.component.longhorn.replica.Heads;
import firedrill.component.longhorn.replica.Problem;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One choice: all that is known of a volume's replicas, and the reasons as they are found. */
final class Choice {

  private final List<Candidate> all;
  private final List<SavedReplica> missing;
  private final int absent;
  private final Optional<Duration> clocks;
  private final List<String> reasons = new ArrayList<>();

  /**
   * @param missing named by the saved resources, and not there
   * @param absent how many more the volume had, when no saved resource names any
   */
  Choice(List<Candidate> all, List<SavedReplica> missing, int absent, Optional<Duration> clocks) {
    this.absent = absent;
    this.all = all;
    this.missing = missing;
    this.clocks = clocks;
  }

  /**
   * @param left those that are not out of the question, one at least
   */
  Decision among(List<Candidate> left) throws IOException {
    Optional<Candidate> found = newest(left);
    if (found.isEmpty()) {
      return Decision.open(all, reasons);
    }
    Candidate best = found.get();
    List<String> doubts = new ArrayList<>();
    threats(best, left, doubts);
    new ContentCheck(best, all).judge(doubts, reasons);
    return doubts.isEmpty()
        ? Decision.made(best, all, reasons)
        : Decision.open(all, Stream.concat(doubts.stream(), reasons.stream()).toList());
  }

  private Optional<Candidate> newest(List<Candidate> left) throws IOException {
    List<Candidate> ordered =
        left.stream()
            .sorted(
                Comparator.comparing(Candidate::clean)
                    .thenComparing(Candidate::lastWrite)
                    .reversed())
            .toList();
    Candidate first = ordered.get(0);
    if (left.size() == 1) {
      reasons.add("it is the only one that can be used");
      return Optional.of(first);
    }
    if (left.stream().allMatch(c -> c.equalTo(first))) {
      reasons.add("all " + left.size() + " usable ones merge to the same content");
      return Optional.of(first);
    }
    Optional<Candidate> stranger = left.stream().filter(c -> !first.sameLife(c)).findFirst();
    if (stranger.isPresent()) {
      return strangers(first, stranger.get(), left);
    }
    for (Candidate candidate : ordered) {
      if (precedesAll(candidate, left)) {
        return Optional.of(candidate);
      }
    }
    tell(ordered);
    return Optional.empty();
  }

  private boolean precedesAll(Candidate best, List<Candidate> left) throws IOException {
    List<String> why = new ArrayList<>();
    for (Candidate other : left) {
      if (other.equalTo(best)) {
        continue;
      }
      Comparison order = Comparison.of(best, other, clocks);
      if (order.newer()) {
        why.addAll(order.reasons());
      } else if (inFlight(best, other)) {
        why.add(
            differ(best, other)
                + ": writes in flight, which nobody was told of, since both were saved as good");
      } else {
        return false;
      }
    }
    if (left.stream().filter(c -> c.equalTo(best)).count() > 1) {
      why.add("those written to until the end merge to the same content");
    }
    why.add("its head was written to last, at " + best.lastWrite());
    reasons.addAll(why);
    return true;
  }

  /** Both took part until the very end, so what they do not share was never acknowledged. */
  private static boolean inFlight(Candidate best, Candidate other) throws IOException {
    return tookPart(best)
        && tookPart(other)
        && best.size() == other.size()
        && ContentCheck.sharesSnapshots(best, other)
        && Heads.covers(best.chain().orElseThrow(), other.chain().orElseThrow());
  }

  private static boolean tookPart(Candidate c) {
    return c.saved()
        .filter(s -> s.standing() == Standing.GOOD && s.knows(c.lastWrite()))
        .isPresent();
  }

  /** One began when another had already ended: there were two volumes of that name. */
  private Optional<Candidate> strangers(Candidate newest, Candidate other, List<Candidate> left)
      throws IOException {
    reasons.add(
        newest.orphan()
            + " and "
            + other.orphan()
            + " are of two volumes of that name: one began after the other was last written to");
    List<Candidate> named = left.stream().filter(c -> c.saved().isPresent()).toList();
    for (Candidate one : named) {
      for (Candidate stranger : left) {
        if (stranger.saved().isEmpty() && stranger.sameFileSystem(one)) {
          reasons.add(
              one.orphan()
                  + " and "
                  + stranger.orphan()
                  + " hold the same file system: rebuilt since the resources were saved, or"
                  + " restored from a backup, which is not decided here");
          return Optional.empty();
        }
      }
    }
    boolean oneLife = !named.isEmpty() && named.stream().allMatch(c -> c.sameLife(named.get(0)));
    if (oneLife && named.size() < left.size()) {
      reasons.add("the saved resources name only those of one of them");
      return named.size() == 1 ? Optional.of(named.get(0)) : newest(named);
    }
    reasons.add(
        "the newer one may hold no more than an empty file system: this is not decided here");
    return Optional.empty();
  }

  /** Why it is open: the first against each that it does not precede. */
  private void tell(List<Candidate> ordered) throws IOException {
    Candidate first = ordered.get(0);
    for (Candidate other : ordered) {
      if (!other.equalTo(first)) {
        Comparison order = Comparison.of(first, other, clocks);
        reasons.add(
            differ(first, other)
                + (order.newer()
                    ? ""
                    : "; both may have been written to until the end, and no saved resource tells"
                        + " more"));
        reasons.addAll(order.reasons());
      }
    }
  }

  /** What is out or not there, and may be newer. */
  private void threats(Candidate best, List<Candidate> left, List<String> doubts)
      throws IOException {
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
    for (SavedReplica gone : missing) {
      if (!outlived(best, gone)) {
        doubts.add(Candidates.missing(gone) + "; it may be newer");
      }
    }
    if (absent > 0) {
      doubts.add(
          "the volume was saved with "
              + (all.size() + absent)
              + " replicas and "
              + all.size()
              + (all.size() == 1 ? " is" : " are")
              + " here: bring the others, or wait; one of them may be newer");
    }
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
  private static boolean sameHead(Candidate best, Candidate other) throws IOException {
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
        && Heads.same(mine.file(), its.file());
  }

  private static boolean bornTogether(Candidate best, Candidate other) {
    Optional<Instant> own = best.glimpse().born();
    return own.isPresent() && own.equals(other.glimpse().born());
  }

  /** Whether the best one took part to the end, or failed later than the absent one. */
  private static boolean outlived(Candidate best, SavedReplica absent) {
    boolean later =
        absent
            .failedAt()
            .flatMap(
                at ->
                    best.saved()
                        .flatMap(SavedReplica::failedAt)
                        .filter(own -> own.isAfter(at.plus(Comparison.ACCIDENT))))
            .isPresent();
    return absent.knows(best.lastWrite()) && (tookPart(best) || later);
  }

  private static String differ(Candidate one, Candidate other) throws IOException {
    if (one.size() != other.size()) {
      return one.orphan() + " and " + other.orphan() + " differ in size";
    }
    Difference difference =
        Difference.between(one.chain().orElseThrow(), other.chain().orElseThrow()).orElseThrow();
    return one.orphan()
        + " and "
        + other.orphan()
        + " differ in "
        + difference.blocks()
        + " blocks, the first at "
        + difference.first();
  }
}
