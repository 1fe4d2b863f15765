package firedrill.sandbox.tool;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says how the builds go: one rewriting line on a terminal, else a plain line now and then. */
final class BuildProgress {
  /** Seconds between plain lines. */
  static final int PLAIN_EVERY = 10;

  private final PrintStream out;
  private final boolean terminal;
  private long plainLines;
  private int width;

  BuildProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  static BuildProgress ofConsole() {
    return new BuildProgress(System.out, hasTerminal());
  }

  /** A line of its own, above the rewriting one. */
  synchronized void say(String line) {
    clear();
    out.println(line);
    out.flush();
  }

  /**
   * Where all builds are now.
   *
   * @param running one entry per running build, for example {@code vault 41 s}
   */
  synchronized void now(
      int done, int all, List<String> running, Duration elapsed, Optional<Duration> left) {
    String line =
        String.format(
            Locale.ROOT,
            "tools %d/%d  %s  elapsed %s%s",
            done,
            all,
            String.join(", ", running),
            text(elapsed),
            left.map(l -> ", about " + text(l) + " left").orElse(", longer than expected"));
    if (terminal) {
      String padded = line.length() < width ? line + " ".repeat(width - line.length()) : line;
      width = line.length();
      out.print("\r" + padded);
      out.flush();
    } else if (elapsed.toSeconds() / PLAIN_EVERY >= plainLines) {
      plainLines = elapsed.toSeconds() / PLAIN_EVERY + 1;
      out.println(line);
      out.flush();
    }
  }

  synchronized void clear() {
    if (width > 0) {
      out.print("\r" + " ".repeat(width) + "\r");
      width = 0;
    }
  }

  static String text(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds < 60
        ? seconds + " s"
        : String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
  }

  @SuppressWarnings("SystemConsoleNull") // isTerminal, below, is asked where there is one
  private static boolean hasTerminal() {
    if (System.console() == null || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      // Since Java 22 there is a console even without a terminal, and a method that tells.
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(System.console());
    } catch (NoSuchMethodException before22) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
