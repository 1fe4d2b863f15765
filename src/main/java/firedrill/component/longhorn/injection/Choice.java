package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.replica.Difference;
import firedrill.component.longhorn.replica.Heads;
import firedrill.component.longhorn.replica.ReplicaException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One choice: all that is known of a volume's replicas, and the reasons as they are found. */
final class Choice {

  private final List<Candidate> all;
  private final Threats threats;
  private final Optional<Duration> clocks;
  private final List<String> reasons = new ArrayList<>();

  Choice(List<Candidate> all, Threats threats, Optional<Duration> clocks) {
    this.all = all;
    this.threats = threats;
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
    threats.judge(best, left, doubts, reasons);
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
      if (order.holds(best, left, clocks)) {
        order.reasons().stream().filter(said -> !said.equals(Hearing.BY_TIME)).forEach(why::add);
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
  private boolean inFlight(Candidate best, Candidate other) throws IOException {
    return best.tookPart()
        && other.tookPart()
        && (ofTheEnd(best) && ofTheEnd(other) || new HeadTimes(best, other, clocks).together())
        && best.size() == other.size()
        && ContentCheck.sharesSnapshots(best, other)
        && covers(best, other);
  }

  /** Of a head that cannot be read as it is, nothing is known. */
  private static boolean covers(Candidate best, Candidate other) throws IOException {
    try {
      return Heads.covers(best.chain().orElseThrow(), other.chain().orElseThrow());
    } catch (ReplicaException e) {
      return false;
    }
  }

  private static boolean ofTheEnd(Candidate c) {
    return c.saved().filter(SavedReplica::ofTheEnd).isPresent();
  }

  /** One began when another had already ended: there were two volumes of that name. */
  private Optional<Candidate> strangers(Candidate newest, Candidate other, List<Candidate> left)
      throws IOException {
    reasons.add(
        newest.orphan()
            + " and "
            + other.orphan()
            + (newest.otherFileSystem(other)
                ? " hold different file systems: they are of two volumes, or one was formatted anew"
                : " are of two volumes of that name: one began after the other was last written"
                    + " to"));
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
    List<Candidate> unnamed = left.stream().filter(c -> c.saved().isEmpty()).toList();
    Optional<Candidate> later = unnamed.stream().filter(c -> !knowsBeginning(named, c)).findFirst();
    if (oneLife && later.isPresent()) {
      reasons.add(
          "the saved resources name only those of one of them, and may be older than "
              + later.get().orphan()
              + ", which they could not name then");
      return Optional.empty();
    }
    Optional<Candidate> earlier =
        unnamed.stream()
            .filter(c -> !named.stream().allMatch(n -> beganWellAfter(c, n)))
            .findFirst();
    if (oneLife && earlier.isPresent()) {
      reasons.add(
          "the saved resources name only those of one of them, and "
              + earlier.get().orphan()
              + " is not known to have begun after these were last written to: they may have been"
              + " saved after a reinstallation, of a new volume in the place of the lost one");
      return Optional.empty();
    }
    if (oneLife && !unnamed.isEmpty()) {
      reasons.add("the saved resources name only those of one of them");
      return named.size() == 1 ? Optional.of(named.get(0)) : newest(named);
    }
    reasons.add(
        "the newer one may hold no more than an empty file system: this is not decided here");
    return Optional.empty();
  }

  /**
   * Nothing but time tells a volume that was lost from the one that was made in its place: by more
   * than their clocks may differ, the one that ended is the older one, or ended before the other
   * began.
   */
  private boolean beganWellAfter(Candidate one, Candidate ended) {
    Duration off = new HeadTimes(one, ended, clocks).tolerance().orElse(HeadTimes.UNKNOWN);
    return one.beganAfter(ended)
        && (ofTheEnd(ended) || one.isYounger(ended, off) || one.beganAfter(ended, off));
  }

  /** Whether what was saved of these was saved after that one's volume had begun. */
  private static boolean knowsBeginning(List<Candidate> named, Candidate stranger) {
    return named.stream()
        .flatMap(c -> c.saved().stream())
        .allMatch(s -> s.ofTheEnd() || stranger.began().filter(s::knows).isPresent());
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
                    : "; which of them is the newer one is not known, and no saved resource tells"
                        + " more"));
        reasons.addAll(order.reasons());
      }
    }
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
