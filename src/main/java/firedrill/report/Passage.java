package firedrill.report;

import firedrill.journal.Readable;

/**
 * Words of the journal on a page; long ones are folded.
 *
 * @param start the first words of a long text, to be unfolded; empty for a short one
 */
public record Passage(String start, String text) {

  /** Letters that are read without being unfolded. */
  private static final int LONGEST = 240;

  private static final int START = 110;

  /** As a journal has it, in words for people. */
  static Passage ofJournal(String text) {
    return of(Readable.of(text));
  }

  static Passage of(String text) {
    if (text.codePointCount(0, text.length()) <= LONGEST) {
      return new Passage("", text);
    }
    int end = text.offsetByCodePoints(0, START);
    int space = text.lastIndexOf(' ', end);
    String start = text.substring(0, space > 0 ? space : end);
    return new Passage(start.replaceFirst("[,;:]$", "") + "\u2026", text);
  }

  public boolean isFolded() {
    return !start.isEmpty();
  }

  public boolean isEmpty() {
    return text.isEmpty();
  }
}
