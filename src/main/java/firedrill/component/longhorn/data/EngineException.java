package firedrill.component.longhorn.data;

import java.io.IOException;

/** What an engine answered instead of data, or that it answers no more. */
public final class EngineException extends IOException {

  private static final long serialVersionUID = 1;

  /** The sort of failure, for those who must translate it. */
  public enum Kind {
    /** The engine refused this request; others may succeed. */
    REFUSED,
    /** No space left below a replica. */
    NO_SPACE,
    /** The connection is gone; nothing will succeed on it. */
    GONE
  }

  private final Kind kind;

  public EngineException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public EngineException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
