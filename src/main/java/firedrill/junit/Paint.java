package firedrill.junit;

import firedrill.verdict.Judgement;

/**
 * Colours, on a terminal.
 *
 * @param on false: every text stays as it is
 */
record Paint(boolean on) {

  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  /** Where Maven writes to a terminal and was not told to be plain. */
  static Paint wanted() {
    return new Paint(Terminal.path().isPresent());
  }

  /** A text that begins with a judgement: its first word, a twin that was caught in green too. */
  String judged(Judgement judgement, String text) {
    int end = text.indexOf(' ');
    return end < 0 ? text : in(colour(judgement), text.substring(0, end)) + text.substring(end);
  }

  /** What went wrong. */
  String alarm(String text) {
    return in(RED, text);
  }

  private static String colour(Judgement judgement) {
    return switch (judgement) {
      case PASS, CAUGHT -> GREEN;
      case FAIL -> RED;
      case INCONCLUSIVE, NOT_DRILLED -> YELLOW;
    };
  }

  private String in(String colour, String text) {
    return on ? colour + text + PLAIN : text;
  }
}
