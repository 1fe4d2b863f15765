package firedrill.verdict;

/** The workload's writes: answered yes, not answered, answered no. */
public record Counts(long acknowledged, long ambiguous, long refused) {

  public Counts plus(Counts other) {
    return new Counts(
        acknowledged + other.acknowledged, ambiguous + other.ambiguous, refused + other.refused);
  }
}
