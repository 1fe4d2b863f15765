package firedrill.cli;

/** Ends Maven's build, in whose JVM an exit would be rude, and adds no stack to the message. */
final class Failed extends RuntimeException {
  private static final long serialVersionUID = 1;

  Failed() {
    super("firedrill cannot go on; what to do is said above", null, false, false);
  }
}
