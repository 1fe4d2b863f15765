package firedrill.guard;

import java.net.ProtocolException;

/**
 * A refusal where only an {@link java.io.IOException} gets through. It is a protocol exception
 * since no client tries those again.
 */
final class Refused extends ProtocolException {
  private static final long serialVersionUID = 1L;

  Refused(RuntimeException why) {
    super(why.getMessage());
    initCause(why);
  }

  RuntimeException why() {
    return (RuntimeException) getCause();
  }
}
