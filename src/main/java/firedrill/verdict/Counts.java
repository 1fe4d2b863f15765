package firedrill.verdict;

/** The workload's writes: answered yes, not answered, answered no. */
public record Counts(long acknowledged, long ambiguous, long refused) {}
