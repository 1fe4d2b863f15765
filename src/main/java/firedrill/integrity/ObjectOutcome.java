package firedrill.integrity;

import java.time.Duration;

/**
 * What the client learned about one write to an object store.
 *
 * @param version id of the version that an acknowledged write made; empty without versioning
 * @param text the store's answer for people, with its error code
 * @param took from before the call until its end was known
 */
public record ObjectOutcome(Kind kind, String version, String text, Duration took) {

  /** What it is worth. */
  public enum Kind {
    /** The store promised that the write is durable. */
    ACKNOWLEDGED,
    /** The store, or the network before it, promised that nothing was written. */
    REFUSED,
    /** The store said that it could not, and promised nothing: it may be written all the same. */
    FAILED,
    /** No answer, or half of one. */
    AMBIGUOUS
  }

  boolean is(Kind one) {
    return kind == one;
  }
}
