package firedrill.component.git;

import java.io.IOException;

/** git said no, or nothing; the message holds what it said. */
public final class GitException extends IOException {
  private static final long serialVersionUID = 1L;

  GitException(String message) {
    super(message);
  }

  GitException(String message, Throwable cause) {
    super(message, cause);
  }
}
