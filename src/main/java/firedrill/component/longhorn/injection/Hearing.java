package firedrill.component.longhorn.injection;

import java.util.ArrayList;
import java.util.List;

/** Collects what the witnesses say of two replicas, and decides on all of it. For one thread. */
final class Hearing {
  private final Orphan one;
  private final Orphan other;
  private final List<String> forOne = new ArrayList<>();
  private final List<String> forOther = new ArrayList<>();
  private final List<String> neither = new ArrayList<>();
  private final List<String> unordered = new ArrayList<>();
  private final List<String> alone = new ArrayList<>();
  private boolean missedSnapshot;
  private boolean toldOfAll;

  Hearing(Candidate one, Candidate other) {
    this.one = one.orphan();
    this.other = other.orphan();
  }

  /** One of the two is the newer one. */
  void newer(Candidate newer, String why) {
    (newer.orphan().equals(one) ? forOne : forOther).add(why);
  }

  /** One of the two is the newer one, if another witness says so too. */
  void seconded(Candidate newer, String why) {
    newer(newer, why);
    alone.add(why);
  }

  /** Something contradicts that either is newer. */
  void neither(String why) {
    neither.add(why);
  }

  /** Times that order nothing. */
  void unordered(String why) {
    unordered.add(why);
  }

  /** One took part in a snapshot, the other one did not; by the engine's clock. */
  void missedSnapshot(Candidate newer, String why) {
    missedSnapshot = true;
    newer(newer, why);
  }

  /** A witness saw the newer one take part when the other one did last. */
  void tookPart() {
    toldOfAll = true;
  }

  /** Whether there is such a witness. */
  boolean isToldOfAll() {
    return toldOfAll;
  }

  /** Whether the first is newer. */
  Comparison decide() {
    // Layers are made by one clock for all: who missed one is known whatever the nodes' clocks say.
    boolean ordered = unordered.isEmpty() || missedSnapshot;
    if (ordered && forOther.isEmpty() && neither.isEmpty() && !alone.containsAll(forOne)) {
      return new Comparison(true, forOne);
    }
    List<String> all = new ArrayList<>(forOne);
    all.addAll(forOther);
    all.addAll(neither);
    all.addAll(unordered);
    if (all.isEmpty()) {
      all.add(
          one
              + " and "
              + other
              + " were last written to together, as far as their times tell: neither is newer");
    } else if (!forOne.isEmpty() && !(forOther.isEmpty() && neither.isEmpty())) {
      all.add("these contradict each other");
    }
    return new Comparison(false, all);
  }
}
