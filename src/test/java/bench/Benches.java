package bench;

import firedrill.ground.Sandboxes;
import java.util.List;
import java.util.Optional;

/** Runs the benches that are named, or all: {@code mvn -q -Pbench test -Dbench=volume}. */
public final class Benches {

  private static final List<String> ALL =
      List.of("volume", "merge", "recovery", "start", "guard", "objects", "restore");

  /** What the figures they are held against were measured in. */
  private static final String SANDBOX = "local";

  private Benches() {}

  public static void main(String[] args) throws Exception {
    String asked = args.length == 0 ? "all" : args[0];
    List<String> names = asked.equals("all") ? ALL : List.of(asked.split(",", -1));
    Optional<String> refusal = refusal(names);
    if (refusal.isPresent()) {
      System.err.println(refusal.get());
      System.exit(1);
    }
    for (String name : names) {
      System.out.println("\n" + name);
      switch (name) {
        case "volume" -> VolumeBench.main(new String[0]);
        case "merge" -> MergeBench.main(new String[0]);
        case "guard" -> GuardBench.main(new String[0]);
        case "start" -> StartBench.main(new String[0]);
        case "objects" -> LabBench.run(ObjectBenchProbe.class);
        case "restore" -> LabBench.run(RestoreBenchProbe.class);
        case "recovery" -> RecoveryBench.main(new String[0]);
        default -> throw new IllegalStateException(name + " is in the list and starts nothing");
      }
    }
  }

  /** A bench or a kind of sandbox that there is not, or a sandbox that they do not measure. */
  private static Optional<String> refusal(List<String> names) {
    Optional<String> unknown = names.stream().filter(name -> !ALL.contains(name)).findFirst();
    if (unknown.isPresent()) {
      return Optional.of("there is no bench '%s'; there are %s".formatted(unknown.get(), ALL));
    }
    try {
      String kind = Sandboxes.chosen().kind();
      return kind.equals(SANDBOX)
          ? Optional.empty()
          : Optional.of(
              "the benches measure the sandbox %s alone, and not %s: leave -Dsandbox out"
                  .formatted(SANDBOX, kind));
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }
}
