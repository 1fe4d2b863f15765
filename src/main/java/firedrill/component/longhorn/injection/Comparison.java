package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.injection.SavedReplica.Standing;
import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.Glimpse;
import firedrill.component.longhorn.replica.Glimpse.Revision;
import firedrill.component.longhorn.replica.Layer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which of two replicas of a volume holds the later state. Each witness speaks by a clock of its
 * own, or by none: heads by those of their nodes, layers by the engine's, saved resources by the
 * managers'. They decide when at least one speaks and none contradicts.
 *
 * @param newer whether the first is known to be the newer one
 * @param reasons in words
 */
record Comparison(boolean newer, List<String> reasons) {

  /**
   * Beside the 5 s of the engine's salvage: a file's time reaches the disk with ext4's journal,
   * every 5 s, while the data do at once.
   */
  private static final Duration JOURNAL = Duration.ofSeconds(5);

  /** A clock that was further off when a layer was made orders nothing. */
  static final Duration FARTHEST = Duration.ofSeconds(60);

  /** Failures within this time of the last one are one accident (manager 1.12, auto-salvage). */
  static final Duration ACCIDENT = Duration.ofMinutes(1);

  /** Finds out; neither needs to be readable. */
  static Comparison of(Candidate one, Candidate other, Optional<Duration> clocks) {
    return new Hearing(one, other, clocks).decide();
  }

  /** Names what is wrong with the clock of a replica, as its own files show it. */
  static Optional<String> clockProblem(Candidate c) {
    Optional<Instant> written = c.written();
    Optional<Instant> born = c.glimpse().born();
    if (written.filter(at -> at.isBefore(Glimpse.FIRST_ENGINE)).isPresent()) {
      return Optional.of(
          c.orphan()
              + " was last written at "
              + written.get()
              + ", before there was a Longhorn: a clock was not set, so its time orders nothing");
    }
    boolean before =
        written.isPresent()
            && born.isPresent()
            && written.get().isBefore(born.get().minus(Candidates.TOGETHER));
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

  /** Collects what the witnesses say. */
  private static final class Hearing {
    private final Candidate one;
    private final Candidate other;
    private final Optional<Duration> clocks;
    private final List<String> forOne = new ArrayList<>();
    private final List<String> forOther = new ArrayList<>();
    private final List<String> neither = new ArrayList<>();
    private final List<String> unordered = new ArrayList<>();
    private boolean missedSnapshot;

    Hearing(Candidate one, Candidate other, Optional<Duration> clocks) {
      this.one = one;
      this.other = other;
      this.clocks = clocks;
    }

    Comparison decide() {
      heads();
      births();
      gaps();
      counters();
      failure(one, other, forOther);
      failure(other, one, forOne);
      sizes();
      // Layers are made by one clock for all: who missed one is known whatever the nodes' clocks
      // say.
      boolean ordered = unordered.isEmpty() || missedSnapshot;
      if (ordered && forOther.isEmpty() && neither.isEmpty() && !forOne.isEmpty()) {
        return new Comparison(true, forOne);
      }
      List<String> all = new ArrayList<>(forOne);
      all.addAll(forOther);
      all.addAll(neither);
      all.addAll(unordered);
      if (all.isEmpty()) {
        all.add(
            one.orphan()
                + " and "
                + other.orphan()
                + " were last written to together, as far as their times tell: neither is newer");
      } else if (!forOne.isEmpty() && !(forOther.isEmpty() && neither.isEmpty())) {
        all.add("these contradict each other");
      }
      return new Comparison(false, all);
    }

    /** Last writes, by the clocks of two nodes. */
    private void heads() {
      if (one.written().isEmpty() || other.written().isEmpty()) {
        Candidate unseen = one.written().isEmpty() ? one : other;
        neither.add("when " + unseen.orphan() + " was last written to is not known");
        return;
      }
      Optional<String> wrong = clockProblem(one).or(() -> clockProblem(other));
      if (wrong.isPresent()) {
        neither.add(wrong.get());
        return;
      }
      if (damagedHead(one, other) || damagedHead(other, one)) {
        unordered.add(
            (damagedHead(one, other) ? one : other).orphan()
                + " shows damage, so the time of its head may be that of the damage");
        return;
      }
      Duration ahead = Duration.between(other.written().get(), one.written().get());
      Optional<Duration> tolerance = tolerance();
      if (tolerance.isEmpty()) {
        unordered.add(
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
      if (ahead.abs().compareTo(tolerance.get()) > 0) {
        boolean first = !ahead.isNegative();
        (first ? forOne : forOther)
            .add(
                (first ? other : one).orphan()
                    + " was last written "
                    + ahead.abs().toSeconds()
                    + " s before "
                    + (first ? one : other).orphan()
                    + ": it had dropped out");
      }
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
    private Optional<Duration> tolerance() {
      if (clocks.isPresent()) {
        return clocks.map(c -> c.plus(Candidates.TOGETHER).plus(JOURNAL));
      }
      return off(one)
          .flatMap(a -> off(other).map(b -> a.plus(b).plus(Candidates.TOGETHER).plus(JOURNAL)));
    }

    private static Optional<Duration> off(Candidate c) {
      return c.glimpse().clock().map(Duration::abs).filter(off -> off.compareTo(FARTHEST) <= 0);
    }

    /** Every snapshot makes a new head on all that take part, at one moment of the engine's. */
    private void births() {
      Optional<String> backwards = backwards(one).or(() -> backwards(other));
      if (backwards.isPresent()) {
        neither.add(backwards.get());
        return;
      }
      Optional<Instant> first = one.glimpse().born();
      Optional<Instant> second = other.glimpse().born();
      if (first.isEmpty() || second.isEmpty()) {
        return;
      }
      Duration ahead = Duration.between(second.get(), first.get());
      if (ahead.abs().compareTo(FARTHEST) > 0) {
        boolean later = !ahead.isNegative();
        if (!bornWithASnapshot(later ? one : other)) {
          unordered.add(
              "the head of "
                  + (later ? one : other).orphan()
                  + " was made at "
                  + (later ? first : second).get()
                  + ", and the layer it stands on at another time: reverted since, or one of the"
                  + " two times is wrong");
          return;
        }
        missedSnapshot = true;
        (later ? forOne : forOther)
            .add(
                (later ? one : other).orphan()
                    + " took part in a snapshot at "
                    + (later ? first : second).get()
                    + ", "
                    + (later ? other : one).orphan()
                    + " did not");
      }
    }

    /** The engine writes one time into a snapshot and into the head that it makes (1.12). */
    private static boolean bornWithASnapshot(Candidate c) {
      List<Layer> layers = c.chain().map(Chain::layers).orElse(List.of());
      if (layers.size() < 2) {
        return true;
      }
      Optional<Instant> snapshot = layers.get(layers.size() - 2).meta().created();
      Optional<Instant> head = layers.get(layers.size() - 1).meta().created();
      return snapshot.isEmpty()
          || head.isEmpty()
          || Duration.between(snapshot.get(), head.get()).abs().compareTo(FARTHEST) <= 0;
    }

    /** A layer is made after the one it stands on, unless the engine's clock was set back. */
    private static Optional<String> backwards(Candidate c) {
      List<Layer> layers = c.chain().map(Chain::layers).orElse(List.of());
      for (int i = 1; i < layers.size(); i++) {
        Optional<Instant> below = layers.get(i - 1).meta().created();
        Optional<Instant> made = layers.get(i).meta().created();
        if (below.isPresent()
            && made.isPresent()
            && made.get().isBefore(below.get().minus(FARTHEST))) {
          return Optional.of(
              layers.get(i).name()
                  + " of "
                  + c.orphan()
                  + " was made at "
                  + made.get()
                  + ", before the layer it stands on ("
                  + below.get()
                  + "): a clock was wrong, so the times of layers order nothing");
        }
      }
      return Optional.empty();
    }

    /**
     * Every write goes to all that take part. One that was not written to when the other one was
     * had dropped out itself, and has come back without what it missed: by a salvage, or by hand.
     */
    private void gaps() {
      Optional<Instant> written = other.written();
      Optional<Duration> tolerance = tolerance();
      if (!one.readable() || written.isEmpty() || tolerance.isEmpty()) {
        return;
      }
      Layer then = null;
      for (Layer layer : one.chain().orElseThrow().layers()) {
        if (layer.meta().created().isEmpty()) {
          return;
        }
        if (!layer.meta().created().get().isAfter(written.get())) {
          then = layer;
        }
      }
      if (then != null
          && !then.equals(one.chain().orElseThrow().head())
          && then.modified().isBefore(written.get().minus(tolerance.get()))) {
        neither.add(
            other.orphan()
                + " was written to at "
                + written.get()
                + " when "
                + one.orphan()
                + " was not ("
                + then.name()
                + ", its head then, was last written at "
                + then.modified()
                + "): it lacks what it missed");
      }
    }

    /** One that is not kept any more decides nothing, but it may contradict. */
    private void counters() {
      Optional<Revision> first = one.glimpse().revision();
      Optional<Revision> second = other.glimpse().revision();
      if (first.isEmpty() || second.isEmpty() || first.get().writes() == second.get().writes()) {
        return;
      }
      boolean more = first.get().writes() > second.get().writes();
      if (more && !(kept(one) && kept(other))) {
        return;
      }
      (more ? forOne : forOther)
          .add(
              "revision.counter is "
                  + first.get().writes()
                  + " in "
                  + one.orphan()
                  + " and "
                  + second.get().writes()
                  + " in "
                  + other.orphan());
    }

    /** Counted with each write, so both files were written to together. */
    private static boolean kept(Candidate c) {
      Instant counted = c.glimpse().revision().orElseThrow().modified();
      return c.written()
          .filter(w -> Duration.between(counted, w).abs().compareTo(JOURNAL.multipliedBy(2)) <= 0)
          .isPresent();
    }

    /** The managers' word that one had failed, while another one took part or failed later. */
    private void failure(Candidate failed, Candidate alive, List<String> forAlive) {
      Optional<Instant> at = failed.saved().flatMap(SavedReplica::failedAt);
      if (at.isEmpty() || alive.saved().isEmpty() || rebuiltSince(failed, at.get())) {
        return;
      }
      boolean outlived =
          alive
              .saved()
              .get()
              .failedAt()
              .map(later -> Duration.between(at.get(), later).compareTo(ACCIDENT) > 0)
              .orElse(alive.saved().get().standing() == Standing.GOOD);
      if (!outlived) {
        return;
      }
      forAlive.add(failed.orphan() + " had failed at " + at.get());
      Instant late = at.get().plus(Candidates.TOGETHER).plus(JOURNAL);
      if (failed.written().filter(w -> w.isAfter(late)).isPresent()) {
        neither.add(
            failed.orphan()
                + " was written to at "
                + failed.written().get()
                + " though it had failed at "
                + at.get()
                + " and no layer of it was made since: the clocks do not agree, or what was saved"
                + " is out of date");
      }
    }

    private void sizes() {
      if (one.readable() && other.readable() && one.size() < other.size()) {
        neither.add(
            other.orphan()
                + " has "
                + other.size()
                + " B, "
                + one.orphan()
                + " only "
                + one.size()
                + ": a volume grows and never shrinks");
      }
    }
  }

  /** A rebuild begins with a snapshot, so it leaves a layer that was made after the failure. */
  static boolean rebuiltSince(Candidate c, Instant failedAt) {
    return c.glimpse().lastMade().filter(made -> made.isAfter(failedAt.plusSeconds(1))).isPresent();
  }
}
