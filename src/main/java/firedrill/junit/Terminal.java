package firedrill.junit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The terminal itself, for a line that is rewritten: standard output reaches Maven only in whole
 * lines.
 */
final class Terminal {

  private final OutputStream out;
  private boolean shown;

  Terminal(OutputStream out) {
    this.out = out;
  }

  /** With {@code -Dconsole=tty}, when there is a terminal. */
  static Optional<Terminal> wanted() {
    if (!System.getProperty("console", "").equals("tty")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Terminal(new FileOutputStream("/dev/tty")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  synchronized void rewrite(String text) {
    write("\r\u001b[K" + text);
    shown = true;
  }

  synchronized void clear() {
    if (shown) {
      write("\r\u001b[K");
      shown = false;
    }
  }

  private void write(String text) {
    try {
      out.write(text.getBytes(UTF_8));
      out.flush();
    } catch (IOException e) {
      // A terminal that went away takes only the picture with it.
      shown = false;
    }
  }
}
