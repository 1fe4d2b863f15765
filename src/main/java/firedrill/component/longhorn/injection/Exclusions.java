package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.injection.SavedReplica.Standing;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which candidates are out of the question, by what was saved of them and by each other.
 *
 * @param size of the volume as saved, bytes
 * @param atTheEnd false: the volume may have been expanded since
 */
record Exclusions(OptionalLong size, boolean atTheEnd) {

  List<Candidate> of(List<Candidate> all) {
    return emptyOnesOut(failedOnesOut(otherSizesOut(all)));
  }

  boolean hasSize(Candidate c) {
    long wanted = size.orElseThrow();
    boolean encrypted = c.chain().orElseThrow().volume().encrypted();
    return c.size() == wanted || encrypted && c.size() == wanted + Candidates.LUKS_HEADER;
  }

  /** An expansion that was asked for and not done leaves all of them with another size. */
  private List<Candidate> otherSizesOut(List<Candidate> all) {
    if (size.isEmpty() || !atTheEnd) {
      return all;
    }
    boolean some = all.stream().anyMatch(c -> c.possible() && hasSize(c));
    return all.stream()
        .map(
            c ->
                some && c.possible() && !hasSize(c)
                    ? c.out(
                        "it has "
                            + c.size()
                            + " B, the volume "
                            + size.getAsLong()
                            + ": not its last state")
                    : c)
        .toList();
  }

  /** Out of the volume when others were in it, and not rebuilt since. */
  private static List<Candidate> failedOnesOut(List<Candidate> all) {
    return all.stream().map(c -> c.possible() && outlived(c, all) ? failed(c) : c).toList();
  }

  private static boolean outlived(Candidate c, List<Candidate> all) {
    return c.saved()
        .flatMap(SavedReplica::failedAt)
        .filter(at -> !LayerTimes.rebuiltSince(c, at))
        .filter(
            at ->
                all.stream()
                    .filter(o -> o.possible() && o.saved().isPresent())
                    .map(o -> o.saved().get())
                    .anyMatch(
                        s ->
                            s.standing() == Standing.GOOD
                                || s.failedAt()
                                    .filter(later -> later.isAfter(at.plus(Comparison.ACCIDENT)))
                                    .isPresent()))
        .isPresent();
  }

  private static Candidate failed(Candidate c) {
    return c.out(
        "it had failed at "
            + c.saved().flatMap(SavedReplica::failedAt).orElseThrow()
            + " and was not rebuilt since");
  }

  /** What a reinstallation leaves, if others have some data, and nobody calls it good. */
  private static List<Candidate> emptyOnesOut(List<Candidate> all) {
    boolean someData = all.stream().anyMatch(c -> c.possible() && c.bytes() > 0);
    return all.stream()
        .map(
            c ->
                someData && c.possible() && c.unused() && c.saved().isEmpty()
                    ? c.out("it holds no data at all, another one does")
                    : c)
        .toList();
  }
}
