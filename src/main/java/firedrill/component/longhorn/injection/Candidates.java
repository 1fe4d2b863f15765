package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.replica.Difference;
import firedrill.component.longhorn.replica.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Decides which orphan of a volume holds its last state. Nothing in a replica's own metadata marks
 * a stale one. The evidence: what the saved Replica resources say, when each head was last written
 * to, and whether the merged contents are equal. Where it does not decide, a human does.
 */
public final class Candidates {

  /**
   * Replicas that took part until the end were last written to within this time of each other; the
   * engine's own salvage uses the same 5 s (longhorn-engine 1.12, {@code control.go}).
   */
  static final Duration TOGETHER = Duration.ofSeconds(5);

  private final String volume;
  private final List<Orphan> orphans;
  private final List<SavedReplica> saved;
  private final OptionalLong size;
  private Set<Problem> accepted = Set.of();

  private Candidates(
      String volume, List<Orphan> orphans, List<SavedReplica> saved, OptionalLong size) {
    this.volume = volume;
    this.orphans = orphans.stream().filter(o -> o.volume().equals(volume)).toList();
    this.saved = List.copyOf(saved);
    this.size = size;
  }

  /**
   * @param orphans of any volume; only this one's count
   * @param saved what saved Replica resources said; empty when there are none
   * @param size of the volume as its saved resource says, bytes
   */
  public static Candidates of(
      String volume, List<Orphan> orphans, List<SavedReplica> saved, OptionalLong size) {
    return new Candidates(volume, orphans, saved, size);
  }

  /** Problems that a human knows to be harmless here. */
  public Candidates accept(Set<Problem> known) {
    accepted = Set.copyOf(known);
    return this;
  }

  /** Reads every candidate to its end, and decides or says why not. */
  public Decision decide() throws IOException {
    List<Candidate> all = read();
    List<String> reasons = new ArrayList<>();
    List<Candidate> left = possible(all);
    if (left.isEmpty()) {
      reasons.add(
          all.isEmpty()
              ? "there is no orphan of " + volume
              : "no orphan of " + volume + " can be used");
      return Decision.open(all, reasons);
    }
    if (left.size() == 1) {
      reasons.add("it is the only one that can be used");
      return Decision.made(left.get(0), all, reasons);
    }
    return amongSeveral(all, left, reasons);
  }

  /**
   * A human's choice.
   *
   * @throws IOException when it is none of the usable candidates
   */
  public Decision choose(String directory) throws IOException {
    List<Candidate> all = read();
    for (Candidate candidate : possible(all)) {
      if (candidate.orphan().name().equals(directory)) {
        return Decision.made(candidate, all, List.of("it was chosen by hand"));
      }
    }
    throw new IOException(
        directory + " is not among the usable ones:\n" + Decision.open(all, List.of()).table());
  }

  private List<Candidate> read() throws IOException {
    List<Candidate> all = new ArrayList<>();
    for (Orphan orphan : orphans) {
      Optional<SavedReplica> said =
          saved.stream().filter(s -> s.directory().equals(orphan.name())).findFirst();
      Candidate candidate = Candidate.read(orphan, said, accepted);
      all.add(candidate.possible() ? judged(candidate) : candidate);
    }
    return emptyOnesOut(all);
  }

  private Candidate judged(Candidate candidate) {
    if (size.isPresent() && candidate.size() != size.getAsLong()) {
      return candidate.out(
          "it has "
              + candidate.size()
              + " B, the volume "
              + size.getAsLong()
              + ": not its last state");
    }
    return candidate
        .saved()
        .flatMap(SavedReplica::failedAt)
        // Written to long after: it was rebuilt since, and the saved resource is out of date.
        .filter(failed -> candidate.lastWrite().isBefore(failed.plus(TOGETHER)))
        .map(
            failed -> candidate.out("it had failed at " + failed + " and was not written to since"))
        .orElse(candidate);
  }

  /** A replica without a byte of data is what a reinstallation leaves, if others have some. */
  private static List<Candidate> emptyOnesOut(List<Candidate> all) {
    boolean someData = all.stream().anyMatch(c -> c.possible() && c.bytes() > 0);
    return all.stream()
        .map(
            c ->
                someData && c.possible() && c.bytes() == 0
                    ? c.out("it holds no data at all, another one does")
                    : c)
        .toList();
  }

  private static List<Candidate> possible(List<Candidate> all) {
    return all.stream().filter(Candidate::possible).toList();
  }

  private Decision amongSeveral(List<Candidate> all, List<Candidate> left, List<String> reasons)
      throws IOException {
    Candidate newest = left.stream().max(Comparator.comparing(Candidate::lastWrite)).orElseThrow();
    if (left.stream().allMatch(c -> c.hash().equals(newest.hash()))) {
      reasons.add("all " + left.size() + " usable ones merge to the same content");
      return Decision.made(newest, all, reasons);
    }
    Optional<Candidate> stranger = left.stream().filter(c -> !newest.sameLife(c)).findFirst();
    if (stranger.isPresent()) {
      return strangers(newest, stranger.get(), all, left, reasons);
    }
    List<Candidate> last = new ArrayList<>();
    for (Candidate candidate : left) {
      Duration behind = Duration.between(candidate.lastWrite(), newest.lastWrite());
      if (behind.compareTo(TOGETHER) <= 0) {
        last.add(candidate);
      } else {
        reasons.add(
            candidate.orphan()
                + " was last written "
                + behind.toSeconds()
                + " s before "
                + newest.orphan()
                + ": it had dropped out");
      }
    }
    return together(newest, last, all, reasons);
  }

  /** Of one life, last written together: what they do not share was never acknowledged. */
  private Decision together(
      Candidate newest, List<Candidate> last, List<Candidate> all, List<String> reasons)
      throws IOException {
    for (Candidate other : last) {
      if (other.hash().equals(newest.hash())) {
        continue;
      }
      if (other.size() != newest.size()) {
        reasons.add(other.orphan() + " and " + newest.orphan() + " differ in size");
        return Decision.open(all, reasons);
      }
      Difference difference =
          Difference.between(newest.chain().orElseThrow(), other.chain().orElseThrow())
              .orElseThrow();
      String where =
          newest.orphan()
              + " and "
              + other.orphan()
              + " differ in "
              + difference.blocks()
              + " blocks, the first at "
              + difference.first();
      boolean bothGood = savedAsGood(newest) && savedAsGood(other);
      if (!bothGood) {
        reasons.add(
            where + "; both were written to until the end, and no saved resource tells more");
        return Decision.open(all, reasons);
      }
      reasons.add(
          where + ": writes in flight, which nobody was told of, since both were saved as good");
    }
    if (last.size() > 1 && reasons.isEmpty()) {
      reasons.add("those written to until the end merge to the same content");
    }
    reasons.add("its head was written to last, at " + newest.lastWrite());
    return Decision.made(newest, all, reasons);
  }

  private static boolean savedAsGood(Candidate candidate) {
    return candidate.saved().isPresent() && candidate.saved().get().failedAt().isEmpty();
  }

  /** One began when another had already ended: there were two volumes of that name. */
  private Decision strangers(
      Candidate newest,
      Candidate other,
      List<Candidate> all,
      List<Candidate> left,
      List<String> reasons)
      throws IOException {
    reasons.add(
        newest.orphan()
            + " and "
            + other.orphan()
            + " are of two volumes of that name: one began after the other was last written to");
    List<Candidate> named = left.stream().filter(c -> c.saved().isPresent()).toList();
    boolean oneLife = !named.isEmpty() && named.stream().allMatch(c -> c.sameLife(named.get(0)));
    if (oneLife && named.size() < left.size()) {
      reasons.add("the saved resources name only those of one of them");
      return named.size() == 1
          ? Decision.made(named.get(0), all, reasons)
          : amongSeveral(all, named, reasons);
    }
    reasons.add(
        "the newer one may hold no more than an empty file system: this is not decided here");
    return Decision.open(all, reasons);
  }
}
