package firedrill.verdict;

/**
 * Acknowledged writes lost (an entry is lost when its row or its attachment is), and seconds of
 * history they span; unanswered writes apart.
 */
public record Rpo(
    long lostEntries, double lostSeconds, long ambiguousPresent, long ambiguousAbsent) {}
