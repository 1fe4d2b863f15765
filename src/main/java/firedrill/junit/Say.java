package firedrill.junit;

import java.util.List;

/** The console: standard output, because failsafe forwards it line by line. */
final class Say {

  private Say() {}

  @SuppressWarnings("SystemOut")
  static void line(String text) {
    System.out.println(text);
    System.out.flush();
  }

  /** With {@code -Dconsole=quiet}, or when Maven itself was asked to be quiet. */
  static boolean isQuiet() {
    return isQuiet(System.getProperty("console", ""), System.getenv("MAVEN_CMD_LINE_ARGS"));
  }

  /**
   * A wish of the console's own goes before Maven's.
   *
   * @param console {@code tty}, {@code quiet} or nothing
   * @param maven what {@code mvn} was called with, as its start script exports it; null without
   */
  static boolean isQuiet(String console, String maven) {
    if (!console.isEmpty()) {
      return console.equals("quiet");
    }
    return maven != null
        && List.of(maven.trim().split("\\s+", -1)).stream()
            .anyMatch(word -> word.equals("-q") || word.equals("--quiet"));
  }
}
