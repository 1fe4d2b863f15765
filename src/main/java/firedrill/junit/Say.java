package firedrill.junit;

/** The console: standard output, because failsafe forwards it line by line. */
final class Say {

  private Say() {}

  @SuppressWarnings("SystemOut")
  static void line(String text) {
    System.out.println(text);
    System.out.flush();
  }
}
