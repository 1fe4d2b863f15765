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

  /** Set by whoever has started this JVM. */
  private static final String FOUND = "firedrill.terminal";

  private final OutputStream out;
  private boolean shown;

  Terminal(OutputStream out) {
    this.out = out;
  }

  /** Unless {@code -Dconsole} says otherwise: where there is one. */
  static Optional<Terminal> wanted() {
    return path()
        .filter(path -> !Say.isQuiet())
        .flatMap(
            path -> {
              try {
                return Optional.of(new Terminal(new FileOutputStream(path)));
              } catch (IOException e) {
                // Not to be had in a container.
                return Optional.empty();
              }
            });
  }

  /**
   * What Maven writes to when that is a terminal: this JVM has a session of its own, and so no
   * {@code /dev/tty}. With {@code -Dconsole=tty} that one where nobody has found one.
   */
  static Optional<String> path() {
    String console = System.getProperty("console", "");
    if (console.equals("plain")) {
      return Optional.empty();
    }
    return Optional.ofNullable(System.getProperty(FOUND))
        .filter(path -> !path.isEmpty())
        .or(() -> console.equals("tty") ? Optional.of("/dev/tty") : Optional.empty());
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
