package erp;

import java.io.PrintStream;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** One line per start, stop and change of cause; a repeated cause is not repeated. */
final class Log {
  private final PrintStream out;
  private final AtomicReference<String> cause = new AtomicReference<>("");

  Log(PrintStream out) {
    this.out = out;
  }

  void line(String text) {
    out.println(Instant.now() + " erp " + text.replace('\n', ' '));
  }

  void refusing(String why) {
    if (!why.equals(cause.getAndSet(why))) {
      line("refusing: " + why);
    }
  }

  void serving() {
    if (!cause.getAndSet("").isEmpty()) {
      line("serving again");
    }
  }
}
