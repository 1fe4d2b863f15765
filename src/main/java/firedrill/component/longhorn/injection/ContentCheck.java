package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.injection.SavedReplica.Standing;
import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.Difference;
import firedrill.component.longhorn.replica.Layer;
import firedrill.component.longhorn.replica.ReplicaException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether what the newest replica holds is what the volume held, as far as anything tells. */
final class ContentCheck {

  private final Candidate best;
  private final List<Candidate> all;

  ContentCheck(Candidate best, List<Candidate> all) {
    this.best = best;
    this.all = all;
  }

  /** Adds to both what it finds. */
  void judge(List<String> doubts, List<String> reasons) throws IOException {
    Chain chain = best.chain().orElseThrow();
    boolean vouched = all.stream().anyMatch(c -> isOther(c) && c.equalTo(best) && c.clean());
    if (!vouched) {
      for (Candidate one : own()) {
        one.chain()
            .orElseThrow()
            .doubts()
            .forEach(doubt -> doubts.add(one.orphan() + ": " + doubt));
      }
    }
    boolean others = all.stream().anyMatch(c -> c.readable() && !c.equalTo(best) && c.clean());
    if (chain.said().againstFiles() && others && !vouched) {
      doubts.add(
          best.orphan()
              + " is usable by a human's word only ("
              + String.join(", ", chain.words())
              + "), and there is one that needs none");
    }
    for (String layer : chain.unvouched()) {
      if (!vouched(layer)) {
        doubts.add(
            best.orphan()
                + ": "
                + layer
                + " holds nothing, and neither a checksum nor another replica nor its times tell"
                + " whether it ever did: it may have been emptied");
      }
    }
    for (Layer layer : chain.grown()) {
      if (all.stream().noneMatch(c -> isOther(c) && (c.hasLayer(layer) || isWhole(c)))) {
        doubts.add(best.orphan() + ": " + Chain.grownText(layer));
      }
    }
    doubtful(doubts);
    reasons.addAll(chain.words());
    if (best.bytes() == 0 && all.stream().anyMatch(c -> c.readable() && c.bytes() > 0)) {
      doubts.add(best.orphan() + " holds no data at all, another one does");
    }
    for (Candidate other : all) {
      if (other.readable() && !other.equalTo(best) && isOfThisVolume(other)) {
        fileSystems(other, doubts);
      }
      if (other.readable() && !other.equalTo(best) && !sharesSnapshots(best, other)) {
        doubts.add(
            best.orphan()
                + " and "
                + other.orphan()
                + " differ in a snapshot that both took part in: one of them is damaged");
      }
    }
  }

  /** Saved resources that name the best one alone say that the other is another volume's. */
  private boolean isOfThisVolume(Candidate other) {
    return best.saved().isEmpty() || other.saved().isPresent() || other.sharesSnapshot(best);
  }

  /** Also of one that is out of the question, since it has failed: it may hold what was lost. */
  private void fileSystems(Candidate other, List<String> doubts) {
    if (best.otherFileSystem(other)) {
      doubts.add(
          best.orphan()
              + " and "
              + other.orphan()
              + " hold different file systems: one was formatted anew. Look into both");
    } else if (best.identity().isEmpty() && other.identity().isPresent()) {
      doubts.add(
          best.orphan()
              + " holds no file system that is known here, and "
              + other.orphan()
              + " does: one was formatted, or wiped, or written over. Look into both");
    }
  }

  /**
   * One that was being rebuilt had a source, and one that was salvaged had been out with others.
   */
  private void doubtful(List<String> doubts) {
    Optional<SavedReplica> takenBack =
        own().stream()
            .flatMap(c -> c.saved().filter(s -> isDoubtful(s) && !s.before(c)).stream())
            .findFirst();
    boolean good =
        all.stream()
            .filter(c -> isOther(c) && c.equalTo(best))
            .anyMatch(c -> c.saved().filter(ContentCheck::isDoubtful).isEmpty());
    if (takenBack.isPresent() && !good) {
      doubts.add(
          best.orphan()
              + " was "
              + takenBack.get().text()
              + ", and no other replica holds the same");
    }
  }

  private static boolean isDoubtful(SavedReplica s) {
    return s.standing() == Standing.DOUBTFUL;
  }

  private boolean isWhole(Candidate c) {
    return c.equalTo(best) && c.clean() && c.chain().orElseThrow().grown().isEmpty();
  }

  /** What is known of a copy's original is known of it, and the other way round. */
  private List<Candidate> own() {
    return all.stream().filter(c -> !isOther(c) && c.equalTo(best)).toList();
  }

  /**
   * A copy that somebody made of it, here or on another node, is no second witness, and one of
   * which nobody knows whose it is may be that copy.
   */
  private boolean isOther(Candidate c) {
    return c.orphan().isAnother(best.orphan());
  }

  /** Whether another replica held the same when that snapshot was taken, or holds the same now. */
  private boolean vouched(String snapshot) throws IOException {
    for (Candidate other : all) {
      boolean witness = other.readable() && other.size() == best.size() && isOther(other);
      if (witness && (other.equalTo(best) || sameUpTo(snapshot, best, other))) {
        return true;
      }
    }
    return false;
  }

  private static boolean sameUpTo(String snapshot, Candidate one, Candidate other)
      throws IOException {
    if (!other.kept().contains(snapshot)) {
      return false;
    }
    try {
      return Difference.between(
              one.chain().orElseThrow().upTo(snapshot), other.chain().orElseThrow().upTo(snapshot))
          .isEmpty();
    } catch (ReplicaException e) {
      // A bad sector in what newer layers hide.
      return false;
    }
  }

  /** Snapshots never change: what both held when the last common one was taken must be equal. */
  static boolean sharesSnapshots(Candidate one, Candidate other) throws IOException {
    List<String> common = new ArrayList<>(one.kept());
    common.retainAll(other.kept());
    if (common.isEmpty() || one.size() != other.size()) {
      return true;
    }
    return sameUpTo(common.get(common.size() - 1), one, other);
  }
}
