package firedrill.junit;

/**
 * A time in which user writes were acknowledged, without a gap that matters, in milliseconds of the
 * journal.
 */
public record Served(double fromMs, double toMs) {}
