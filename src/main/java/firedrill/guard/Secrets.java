package firedrill.guard;

/** Secrets that go into a header or over a wire as they are. */
final class Secrets {
  private static final String TOKEN = "[\\x21-\\x7e]{1,16384}";

  private Secrets() {}

  /**
   * @param what for messages; never the secret
   * @return the token
   * @throws GuardRefusal when it is missing, which would make the call anonymous, or holds what
   *     would end the header
   */
  static String require(String token, String what) {
    if (token == null || !token.matches(TOKEN)) {
      throw new GuardRefusal(
          what,
          "it is missing, empty or holds characters that no token has",
          "give the one that the lab made");
    }
    return token;
  }

  /**
   * @return the login's part
   * @throws GuardRefusal when it would end a protocol's text and begin another setting
   */
  static String requirePlain(String text, String what) {
    if (text.codePoints().anyMatch(c -> c == 0 || c >= 0xd800 && c <= 0xdfff)
        || text.length() > 16384) {
      throw new GuardRefusal(
          what, "it holds a NUL or no whole characters, or is too long", "give it as it was set");
    }
    return text;
  }
}
