package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.replica.Glimpse;
import firedrill.component.longhorn.replica.Heads;
import firedrill.component.longhorn.replica.VolumeMeta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Last writes to the heads of two replicas, by the clocks of their nodes.
 *
 * @param clocks within which a human knows that they agreed
 */
record HeadTimes(Candidate one, Candidate other, Optional<Duration> clocks) {

  /**
   * Beside the 5 s of the engine's salvage: a file's time reaches the disk with ext4's journal,
   * every 5 s, while the data do at once.
   */
  static final Duration JOURNAL = Duration.ofSeconds(5);

  /** Between the last write and the closing both times may reach the disk late. */
  private static final Duration BY_CLOSE = Candidates.TOGETHER.plus(JOURNAL);

  /** What lies further ahead is a clock that was wrong, wherever this is read. */
  private static final Duration AHEAD = Duration.ofDays(366);

  /**
   * A clock that nobody set after a power cut is behind by as long as the node was down, or more;
   * longer than this none is, on a node that serves volumes.
   */
  static final Duration UNPOWERED = Duration.ofDays(7);

  /** What two clocks that each are {@link Comparison#FARTHEST} off add to that. */
  private static final Duration FARTHEST_TOGETHER = Comparison.FARTHEST.multipliedBy(2);

  /** What two clocks of which nothing is known may differ by. */
  static final Duration UNKNOWN = UNPOWERED.plus(FARTHEST_TOGETHER);

  /** Names what is wrong with the clock of a replica, as its own files show it. */
  static Optional<String> problem(Candidate c) {
    Optional<Instant> written = c.written();
    Optional<Instant> born = c.glimpse().born();
    if (written.filter(at -> at.isBefore(Glimpse.FIRST_ENGINE)).isPresent()) {
      return Optional.of(
          c.orphan()
              + " was last written at "
              + written.get()
              + ", before there was a Longhorn: a clock was not set, so its time orders nothing");
    }
    if (written.filter(at -> at.isAfter(Instant.now().plus(AHEAD))).isPresent()) {
      return Optional.of(
          c.orphan()
              + " was last written at "
              + written.get()
              + ", which is yet to come: a clock was wrong, so its time orders nothing");
    }
    boolean before =
        written.isPresent()
            && born.isPresent()
            && written.get().isBefore(born.get().minus(Candidates.TOGETHER));
    Optional<Instant> closed = closed(c);
    if (written.isPresent()
        && closed.filter(at -> written.get().isAfter(at.plus(BY_CLOSE))).isPresent()) {
      return Optional.of(
          c.orphan()
              + " was last written at "
              + written.get()
              + ", after the engine had closed it at "
              + closed.get()
              + ": somebody mounted, repaired, touched or copied it, so its time orders nothing");
    }
    return before
        ? Optional.of(
            c.orphan()
                + " was last written at "
                + written.get()
                + ", before its head was made at "
                + born.get()
                + ": a clock was wrong, so its time orders nothing")
        : Optional.empty();
  }

  /**
   * When the engine closed it, after the last write: it says so in {@code volume.meta}, which it
   * writes again whenever it opens a replica ({@code Replica.Close}, 1.12). Empty of one that was
   * open until its end.
   */
  private static Optional<Instant> closed(Candidate c) {
    boolean clean =
        c.chain()
            .filter(chain -> !chain.volume().dirty() && !chain.volume().head().isEmpty())
            .isPresent();
    try {
      return clean
          ? Optional.of(
              Files.getLastModifiedTime(
                      c.orphan().directory().resolve(VolumeMeta.FILE), LinkOption.NOFOLLOW_LINKS)
                  .toInstant())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Who was written to last. */
  void lastWrites(Hearing said) {
    if (one.written().isEmpty() || other.written().isEmpty()) {
      Candidate unseen = one.written().isEmpty() ? one : other;
      said.neither("when " + unseen.orphan() + " was last written to is not known");
      return;
    }
    Optional<String> wrong = problem(one).or(() -> problem(other));
    if (wrong.isPresent()) {
      said.neither(wrong.get());
      return;
    }
    if (damagedHead(one, other) || damagedHead(other, one)) {
      said.unordered(
          (damagedHead(one, other) ? one : other).orphan()
              + " shows damage, so the time of its head may be that of the damage");
      return;
    }
    Duration ahead = Duration.between(other.written().get(), one.written().get());
    Optional<Duration> tolerance = tolerance();
    boolean aWeek = ahead.abs().compareTo(UNKNOWN) > 0;
    if (tolerance.isEmpty() && !(aWeek && nothingKnown(one) && nothingKnown(other))) {
      said.unordered(
          "the clocks of "
              + one.orphan()
              + " and "
              + other.orphan()
              + " are not known to agree, so their last writes ("
              + one.written().get()
              + " and "
              + other.written().get()
              + ") are not ordered");
      return;
    }
    if (tolerance.filter(t -> ahead.abs().compareTo(t) <= 0).isPresent()) {
      return;
    }
    Candidate late = ahead.isNegative() ? other : one;
    Candidate early = ahead.isNegative() ? one : other;
    String why =
        early.orphan()
            + " was last written "
            + ahead.abs().toSeconds()
            + " s before "
            + late.orphan()
            + ": it had dropped out";
    if (tolerance.isEmpty()
        || known()
        || ahead.abs().compareTo(UNPOWERED.plus(tolerance.get())) > 0) {
      said.byTime(late, why);
    } else {
      said.seconded(
          late,
          why
              + ", if no clock was set back in between: "
              + (one.glimpse().steady() ? other : one).orphan()
              + " was opened again since its newest layer was made ("
              + (one.glimpse().steady() ? other : one)
                  .glimpse()
                  .lastMade()
                  .map(Instant::toString)
                  .orElse("when is not known")
              + "), and a node without a clock of its own comes up with the time at which it went"
              + " down");
    }
  }

  /**
   * Whether the clocks are known to have agreed until the end, by a human or by the newest layers.
   */
  private boolean known() {
    return clocks.isPresent() || one.glimpse().steady() && other.glimpse().steady();
  }

  /** Whether both were written to last at one time, as far as clocks that agree tell. */
  boolean together() {
    return one.written().isPresent()
        && other.written().isPresent()
        && problem(one).or(() -> problem(other)).isEmpty()
        && known()
        && tolerance()
            .filter(
                t ->
                    Duration.between(one.written().get(), other.written().get()).abs().compareTo(t)
                        <= 0)
            .isPresent();
  }

  private static boolean damagedHead(Candidate c, Candidate other) {
    return c.readable()
        ? !c.chain().orElseThrow().doubts().isEmpty()
            && c.chain().orElseThrow().head().allocated() > 0
        : c.glimpse()
            .head()
            .filter(h -> h.size() == 0 || other.readable() && h.size() != other.size())
            .isPresent();
  }

  /** Within it, neither of two heads is newer. */
  Optional<Duration> tolerance() {
    if (clocks.isPresent()) {
      return clocks.map(c -> c.plus(Candidates.TOGETHER).plus(JOURNAL));
    }
    return off(one)
        .flatMap(a -> off(other).map(b -> a.plus(b).plus(Candidates.TOGETHER).plus(JOURNAL)));
  }

  /**
   * Whether no layer tells what its node's clock showed, nor that it was wrong: so it is of most
   * replicas that were never in a snapshot, and of few others.
   */
  private static boolean nothingKnown(Candidate c) {
    return off(c).isPresent() || c.glimpse().clock().isEmpty();
  }

  /** How far the node's clock was off; empty when that is not known, or too far. */
  static Optional<Duration> off(Candidate c) {
    return c.glimpse()
        .clock()
        .map(Duration::abs)
        .filter(off -> off.compareTo(Comparison.FARTHEST) <= 0);
  }

  /**
   * Every write goes to all that take part, whatever their clocks say: what had dropped out holds
   * nothing that who went on has not, in a head that both began together. Of one that is saved as
   * failed it is known that it did; what is in it alone was under way.
   */
  void blocks(Hearing said) throws IOException {
    boolean mayTell = other.saved().flatMap(SavedReplica::failedAt).isEmpty();
    if (mayTell && begunTogether() && holdsMore(other, one)) {
      said.neither(
          other.orphan()
              + " holds data in its head where "
              + one.orphan()
              + " was never written to: it took writes that the other one missed, unless they were"
              + " discarded there since");
    }
  }

  /** Likewise: who went on holds what the other one was never written to. */
  void more(Hearing said) throws IOException {
    if (begunTogether() && holdsMore(one, other)) {
      said.supports(
          one,
          one.orphan()
              + " holds data in its head where "
              + other.orphan()
              + " was never written to");
    }
  }

  private static boolean holdsMore(Candidate here, Candidate there) throws IOException {
    return Heads.holdsMore(
        here.glimpse().head().orElseThrow().file(), there.glimpse().head().orElseThrow().file());
  }

  /** Whether both heads, as far as anything tells, were begun as one. */
  private boolean begunTogether() {
    Optional<Glimpse.Head> own = one.glimpse().head();
    Optional<Glimpse.Head> its = other.glimpse().head();
    return own.isPresent()
        && its.isPresent()
        && own.get().file().getFileName().equals(its.get().file().getFileName())
        && own.get().size() == its.get().size()
        && !bornApart();
  }

  /**
   * By the engine's clock. Of one whose metadata are lost nobody knows; a head of that name was
   * most likely the same.
   */
  private boolean bornApart() {
    return one.glimpse().born().isPresent()
        && other.glimpse().born().isPresent()
        && Duration.between(one.glimpse().born().get(), other.glimpse().born().get())
                .abs()
                .compareTo(Comparison.FARTHEST)
            > 0;
  }
}
