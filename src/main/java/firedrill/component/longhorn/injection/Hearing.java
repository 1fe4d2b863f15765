package firedrill.component.longhorn.injection;

import java.util.ArrayList;
import java.util.List;

/** Collects what the witnesses say of two replicas, and decides on all of it. For one thread. */
final class Hearing {
  static final String BY_TIME =
      "nothing but the time of its head says so, and whoever touches, mounts, repairs or copies a"
          + " head moves that";

  private final Orphan one;
  private final Orphan other;
  private final List<String> forOne = new ArrayList<>();
  private final List<String> forOther = new ArrayList<>();
  private final List<String> neither = new ArrayList<>();
  private final List<String> unordered = new ArrayList<>();
  private final List<String> alone = new ArrayList<>();
  private final List<String> byTime = new ArrayList<>();
  private final List<String> supportOne = new ArrayList<>();
  private final List<String> supportOther = new ArrayList<>();
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

  /**
   * One of the two is the newer one by the time of its head alone, which whoever touches, mounts,
   * repairs or copies a head moves.
   */
  void byTime(Candidate newer, String why) {
    newer(newer, why);
    byTime.add(why);
  }

  /** Something that is so when that one is the newer one, and does not tell so by itself. */
  void supports(Candidate newer, String why) {
    (newer.orphan().equals(one) ? supportOne : supportOther).add(why);
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
    boolean against = !(forOther.isEmpty() && neither.isEmpty() && supportOther.isEmpty());
    List<String> all = new ArrayList<>(forOne);
    if (ordered && !against && !alone.containsAll(forOne)) {
      boolean likely = byTime.containsAll(forOne) && supportOne.isEmpty();
      all.addAll(likely ? List.of(BY_TIME) : supportOne);
      return new Comparison(!likely, likely, all);
    }
    all.addAll(forOther);
    all.addAll(neither);
    if (!forOne.isEmpty()) {
      all.addAll(supportOther);
    }
    all.addAll(unordered);
    if (all.isEmpty()) {
      all.add(
          one
              + " and "
              + other
              + " were last written to together, as far as their times tell: neither is newer");
    } else if (!forOne.isEmpty() && against) {
      all.add("these contradict each other");
    }
    return new Comparison(false, false, all);
  }
}
