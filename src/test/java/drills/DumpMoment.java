package drills;

/**
 * When a dump's snapshot was taken, told by the orders that were acknowledged around it.
 *
 * @param atLeast the last one that was acknowledged before: it has to be in the dump
 * @param atMost the last one that was begun before the snapshot was seen: no later one may be in it
 * @param within how many were acknowledged while that snapshot was held
 */
record DumpMoment(int atLeast, int atMost, int within) {

  /** Of a dump during which nobody wrote. */
  static DumpMoment ofRest(int acknowledged) {
    return new DumpMoment(acknowledged, acknowledged, 0);
  }

  @Override
  public String toString() {
    return "%d orders were acknowledged before the snapshot, %d at most when it was taken, %d while it was held"
        .formatted(atLeast, atMost, within);
  }
}
