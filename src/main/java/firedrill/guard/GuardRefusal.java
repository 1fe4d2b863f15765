package firedrill.guard;

/** The guard said no. Always says what was refused, why, and what would make it a sandbox. */
public final class GuardRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final String why;
  private final String remedy;

  public GuardRefusal(String what, String why, String remedy) {
    super(message(what, why, remedy));
    this.what = what;
    this.why = why;
    this.remedy = remedy;
  }

  GuardRefusal(String what, String why, String remedy, Throwable cause) {
    super(message(what, why, remedy), cause);
    this.what = what;
    this.why = why;
    this.remedy = remedy;
  }

  /** The target or the input that was refused. Never holds a secret. */
  public String what() {
    return what;
  }

  public String why() {
    return why;
  }

  /** What would make it a sandbox, or what to do instead. */
  public String remedy() {
    return remedy;
  }

  private static String message(String what, String why, String remedy) {
    return "refused: " + what + "\n  because: " + why + "\n  to make it a sandbox: " + remedy;
  }
}
