package firedrill.verdict;

/** Acknowledged writes lost, and seconds of history they span; unanswered writes apart. */
public record Rpo(
    long lostEntries, double lostSeconds, long ambiguousPresent, long ambiguousAbsent) {}
