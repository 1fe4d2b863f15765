package firedrill.claims;

import java.nio.file.Path;

/** A mistake in the claims file: the message begins with file, line and field. */
public class ClaimsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClaimsException(Path file, int line, String field, String what) {
    super(file + ":" + line + ": " + field + ": " + what);
  }
}
