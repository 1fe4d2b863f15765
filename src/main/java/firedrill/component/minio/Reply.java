package firedrill.component.minio;

import java.time.Duration;

/**
 * How one call to the store ended, as the client saw it.
 *
 * @param code S3's error code such as {@code SlowDownWrite}, or what kept an answer away; empty
 *     when it was done
 * @param status HTTP status; 0 without an answer
 * @param took from before the call until its end was known
 */
public record Reply(Kind kind, String code, int status, Duration took) {

  /** What a client may conclude. */
  public enum Kind {
    /** Done, and promised to stay. */
    DONE,
    /** No connection came about, or the request was turned down for what it is: nothing changed. */
    REFUSED,
    /** The server says that it could not; what became of a write is not known. */
    FAILED,
    /** No answer, or half of one: what became of a write is not known. */
    UNANSWERED
  }

  public boolean isDone() {
    return kind == Kind.DONE;
  }

  /** Whether a write may have happened all the same. */
  public boolean isOpen() {
    return kind == Kind.FAILED || kind == Kind.UNANSWERED;
  }

  /** For people: {@code 503 SlowDownWrite after 0.05 s}. */
  @Override
  public String toString() {
    String what = isDone() ? "ok" : (status == 0 ? "" : status + " ") + code;
    return "%s after %.2f s".formatted(what, took.toMillis() / 1000.0);
  }
}
