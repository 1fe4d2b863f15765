package firedrill.sandbox;

/**
 * What stands for one part of the platform in a lab.
 *
 * @param what the part, by its makers' name, for example {@code kubelet}
 * @param detail of a real one its version and where it is from, once that is known; of a stand-in
 *     what it is and what differs; of an absent one what is missed
 */
public record Reality(String what, Kind kind, String detail) {

  /** How much of the part is there. */
  public enum Kind {
    REAL("real"),
    STAND_IN("stand-in"),
    ABSENT("absent");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /**
   * @throws IllegalArgumentException when the part has no name, or what differs is not said
   */
  public Reality {
    if (what.isBlank()) {
      throw new IllegalArgumentException("a part of the platform needs a name");
    }
    if (kind != Kind.REAL && detail.isBlank()) {
      throw new IllegalArgumentException(what + " is " + kind + ": say what differs");
    }
  }

  /**
   * The part itself, of the version that the lab's programs are of.
   *
   * @param program its name in the catalogue of programs
   */
  public static Reality real(String program) {
    return new Reality(program, Kind.REAL, "");
  }

  /**
   * Something else in its place.
   *
   * @param differs what stands there, and what it does otherwise
   */
  public static Reality standIn(String what, String differs) {
    return new Reality(what, Kind.STAND_IN, differs);
  }

  /**
   * Nothing in its place.
   *
   * @param missed what cannot be seen without it
   */
  public static Reality absent(String what, String missed) {
    return new Reality(what, Kind.ABSENT, missed);
  }

  /** The same with version and origin. */
  public Reality with(String versionAndOrigin) {
    return new Reality(what, kind, versionAndOrigin);
  }
}
