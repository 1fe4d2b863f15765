package drills;

import java.util.List;

/**
 * Which of two replicas of a volume was given up, beside what a flag in their metadata said.
 *
 * @param when in words
 * @param flag of {@code volume.meta}
 * @param old whether it was set of the old, renamed replica
 * @param empty whether it was set of the empty one
 */
record FlagCase(String when, String flag, boolean old, boolean empty, Loser loser) {

  /** Of the two. */
  enum Loser {
    OLD("the old one is given up"),
    EMPTY("the empty one is given up"),
    NEITHER("both are in use");

    private final String words;

    Loser(String words) {
      this.words = words;
    }
  }

  /**
   * Whether the flag decides: the one replica that has it is the loser each time, and where both
   * have it or none none is. To be asked of cases in which either can be seen.
   */
  static boolean decides(List<FlagCase> cases) {
    return !cases.isEmpty() && cases.stream().allMatch(FlagCase::agrees);
  }

  private boolean agrees() {
    return loser == (old == empty ? Loser.NEITHER : old ? Loser.OLD : Loser.EMPTY);
  }

  @Override
  public String toString() {
    return "%s: %s is %s of the old and %s of the empty one, %s"
        .formatted(when, flag, old, empty, loser.words);
  }
}
