package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.injection.SavedReplica.Standing;
import firedrill.component.longhorn.replica.ContentKind;
import firedrill.component.longhorn.replica.Glimpse.Revision;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which of two replicas of a volume holds the later state. Each witness speaks by a clock of its
 * own, or by none: heads by those of their nodes, layers by the engine's, saved resources by the
 * managers'. They decide when at least one speaks and none contradicts.
 *
 * @param newer whether the first is known to be the newer one
 * @param likely whether it would be if the time of its head is true, of which there is no other
 *     witness
 * @param reasons in words
 */
record Comparison(boolean newer, boolean likely, List<String> reasons) {

  /** A clock that was further off when a layer was made orders nothing. */
  static final Duration FARTHEST = Duration.ofSeconds(60);

  /** Failures within this time of the last one are one accident (manager 1.12, auto-salvage). */
  static final Duration ACCIDENT = Duration.ofMinutes(1);

  /** Finds out; neither needs to be readable. */
  static Comparison of(Candidate one, Candidate other, Optional<Duration> clocks)
      throws IOException {
    Hearing said = new Hearing(one, other);
    HeadTimes heads = new HeadTimes(one, other, clocks);
    heads.lastWrites(said);
    new LayerTimes(one, other).births(said);
    Gaps gaps = new Gaps(one, other, heads);
    gaps.times(said);
    heads.blocks(said);
    counters(one, other, said);
    failure(one, other, said);
    failure(other, one, said);
    sizes(one, other, said);
    supports(one, other, said);
    supports(other, one, said);
    heads.more(said);
    Comparison seen = said.decide();
    if (!(seen.newer() || seen.likely()) || said.isToldOfAll()) {
      return seen;
    }
    gaps.content(said);
    return said.decide();
  }

  /**
   * Whether it is known to be newer than another one, also by a second replica that holds the same
   * and was written to last at the same time.
   *
   * @param all of the volume
   */
  boolean holds(Candidate best, List<Candidate> all, Optional<Duration> clocks) {
    return newer
        || likely
            && all.stream()
                .anyMatch(
                    c ->
                        c.equalTo(best)
                            && c.orphan().isAnother(best.orphan())
                            && new HeadTimes(best, c, clocks).together());
  }

  /** What is so of the newer one, and does not tell by itself which one that is. */
  private static void supports(Candidate one, Candidate other, Hearing said) {
    boolean later =
        one.sameFileSystem(other)
            && one.commit().isPresent()
            && other.commit().isPresent()
            && ContentKind.isLaterCommit(one.commit().get(), other.commit().get());
    if (later) {
      said.supports(
          one,
          "the last transaction in the file system's journal is "
              + one.commit().get()
              + " in "
              + one.orphan()
              + " and "
              + other.commit().get()
              + " in "
              + other.orphan());
    }
    if (one.readable() && one.tookPart()) {
      said.supports(one, one.orphan() + " was saved as good after that");
    }
  }

  /** One that is not kept any more decides nothing, but it may contradict. */
  private static void counters(Candidate one, Candidate other, Hearing said) {
    Optional<Revision> first = one.glimpse().revision();
    Optional<Revision> second = other.glimpse().revision();
    if (first.isEmpty() || second.isEmpty() || first.get().writes() == second.get().writes()) {
      return;
    }
    boolean more = first.get().writes() > second.get().writes();
    if (more && !(kept(one) && kept(other))) {
      return;
    }
    said.newer(
        more ? one : other,
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
        .filter(
            w ->
                Duration.between(counted, w).abs().compareTo(HeadTimes.JOURNAL.multipliedBy(2))
                    <= 0)
        .isPresent();
  }

  /** The managers' word that one had failed, while another one took part or failed later. */
  private static void failure(Candidate failed, Candidate alive, Hearing said) {
    Optional<Instant> at = failed.saved().flatMap(SavedReplica::failedAt);
    if (at.isEmpty() || alive.saved().isEmpty() || LayerTimes.rebuiltSince(failed, at.get())) {
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
    said.newer(alive, failed.orphan() + " had failed at " + at.get());
    said.tookPart();
    Instant late = at.get().plus(Candidates.TOGETHER).plus(HeadTimes.JOURNAL);
    if (failed.written().filter(w -> w.isAfter(late)).isPresent()) {
      said.neither(
          failed.orphan()
              + " was written to at "
              + failed.written().get()
              + " though it had failed at "
              + at.get()
              + " and no layer of it was made since: the clocks do not agree, or what was saved"
              + " is out of date");
    }
  }

  private static void sizes(Candidate one, Candidate other, Hearing said) {
    if (one.readable() && other.readable() && one.size() < other.size()) {
      said.neither(
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
