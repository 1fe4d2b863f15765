package firedrill.sandbox;

/** What pi2's foundations run on: {@code -Dpi2}. */
public enum Pi2 {
  /** Processes of the node pi2. */
  PROCESS,
  /** A virtual machine of their own, whose plug goes with pi2's. */
  VM;

  /**
   * @param text {@code process}, {@code vm}, or nothing for the first
   * @throws IllegalArgumentException naming what is allowed
   */
  public static Pi2 of(String text) {
    return switch (text == null ? "" : text.strip()) {
      case "", "process" -> PROCESS;
      case "vm" -> VM;
      default -> throw new IllegalArgumentException("-Dpi2 must be process or vm; found " + text);
    };
  }

  /**
   * Whether the command line asks for a virtual machine; not where it asks for what there is not.
   */
  public static boolean isVirtual() {
    return System.getProperty("pi2", "").strip().equals("vm");
  }

  /** What the command line says. */
  public static Pi2 ofProperties() {
    return of(System.getProperty("pi2"));
  }
}
