package firedrill.component.longhorn.replica;

/** Names come from elsewhere: what is shown of them stays on its line. */
public final class Printable {

  private Printable() {}

  /** With a mark in the place of each control character. */
  public static String of(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029\\u202a-\\u202e]", "?");
  }

  /** The same, at most so many characters of it. */
  static String of(String text, int most) {
    return text.length() <= most ? of(text) : of(text.substring(0, most)) + "…";
  }
}
