package firedrill.component.longhorn.saved;

/** A step would have destroyed data, or come to nothing; nothing of it was done. */
public final class RestoreRefused extends Exception {

  private final RestoreStep step;

  RestoreRefused(RestoreStep step, String why) {
    super(step + " refused: " + why);
    this.step = step;
  }

  public RestoreStep step() {
    return step;
  }
}
