package bench;

import firedrill.ground.Sandboxes;
import java.util.List;

/** Runs the benches that are named, or all: {@code mvn -q -Pbench test -Dbench=volume}. */
public final class Benches {

  private static final List<String> ALL =
      List.of("volume", "merge", "recovery", "start", "guard", "objects");

  /** What the figures they are held against were measured in. */
  private static final String SANDBOX = "local";

  private Benches() {}

  public static void main(String[] args) throws Exception {
    refuseOthers();
    String asked = args.length == 0 ? "all" : args[0];
    List<String> named = asked.equals("all") ? ALL : List.of(asked.split(",", -1));
    if (!ALL.containsAll(named)) {
      throw new IllegalArgumentException("no bench " + asked + "; there are " + ALL);
    }
    for (String name : named) {
      System.out.println("\n" + name);
      switch (name) {
        case "volume" -> VolumeBench.main(new String[0]);
        case "merge" -> MergeBench.main(new String[0]);
        case "guard" -> GuardBench.main(new String[0]);
        case "start" -> StartBench.main(new String[0]);
        case "objects" -> ObjectBench.main(new String[0]);
        case "recovery" -> RecoveryBench.main(new String[0]);
        default -> throw new IllegalStateException(name);
      }
    }
  }

  /**
   * @throws IllegalArgumentException for a kind of sandbox that there is not, or that they do not
   *     measure
   */
  private static void refuseOthers() {
    String kind = Sandboxes.chosen().kind();
    if (!kind.equals(SANDBOX)) {
      throw new IllegalArgumentException(
          "the benches measure the sandbox %s alone, and not %s: leave -Dsandbox out"
              .formatted(SANDBOX, kind));
    }
  }
}
