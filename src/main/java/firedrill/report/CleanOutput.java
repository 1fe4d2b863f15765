package firedrill.report;

import gg.jte.TemplateOutput;

/** Text without what XML may not hold and without what makes a text show as another one. */
final class CleanOutput implements TemplateOutput {

  private static final int REPLACEMENT = 0xFFFD;

  private final StringBuilder out = new StringBuilder();

  @Override
  public void writeContent(String text) {
    text.codePoints().forEach(c -> out.appendCodePoint(isShowable(c) ? c : REPLACEMENT));
  }

  @Override
  public void writeContent(String text, int begin, int end) {
    writeContent(text.substring(begin, end));
  }

  private static boolean isShowable(int c) {
    boolean control = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
    boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
    boolean direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return !control && !surrogate && !direction && c != 0xFFFE && c != 0xFFFF;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
