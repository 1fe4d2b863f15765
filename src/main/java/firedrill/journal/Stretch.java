package firedrill.journal;

/**
 * A stretch of a journal's time.
 *
 * @param from in milliseconds, as {@link Event#t()}
 */
public record Stretch(double from, double to) {}
