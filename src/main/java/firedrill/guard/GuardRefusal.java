package firedrill.guard;

/**
 * The guard said no. Always says what was refused, why, and what would make it a sandbox, each on
 * one line of printable characters and of bounded length. Never holds a secret.
 */
public final class GuardRefusal extends RuntimeException {
  private static final long serialVersionUID = 2L;
  private static final int LONGEST = 600;

  private final String what;
  private final String why;
  private final String remedy;

  public GuardRefusal(String what, String why, String remedy) {
    this(what, why, remedy, null);
  }

  /**
   * @param cause the refusal of a part; no other exception, since what those say may quote secrets
   */
  GuardRefusal(String what, String why, String remedy, GuardRefusal cause) {
    // What is closed on the way out may fail in words of its own; they are not added here.
    super(message(what, why, remedy), cause, false, true);
    this.what = Shown.text(what, LONGEST);
    this.why = Shown.text(why, LONGEST);
    this.remedy = Shown.text(remedy, LONGEST);
  }

  /** The refusal behind what a library threw; null when there is none. */
  public static GuardRefusal in(Throwable thrown) {
    return Behind.causes(thrown)
        .filter(GuardRefusal.class::isInstance)
        .map(GuardRefusal.class::cast)
        .findFirst()
        .orElse(null);
  }

  /** The target or the input that was refused. */
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
    return "refused: "
        + Shown.text(what, LONGEST)
        + "\n  because: "
        + Shown.text(why, LONGEST)
        + "\n  to make it a sandbox: "
        + Shown.text(remedy, LONGEST);
  }
}
