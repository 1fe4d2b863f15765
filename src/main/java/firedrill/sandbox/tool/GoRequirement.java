package firedrill.sandbox.tool;

/** Which Go builds the lab's programs. */
public final class GoRequirement {
  private GoRequirement() {}

  /**
   * Whether that Go builds all programs.
   *
   * @param version as Go prints it, for example {@code go1.26.8}; anything else does not meet it
   */
  public static boolean isMetBy(String version) {
    try {
      return Version.of(version).atLeast(GoToolchain.NEEDED);
    } catch (IllegalArgumentException notAVersion) {
      return false;
    }
  }

  /** What to do if it does not. */
  public static String remedy() {
    return "Go " + GoToolchain.NEEDED + " or newer is needed: " + GoToolchain.HOW_TO_GET;
  }
}
