package drills;

import firedrill.junit.DrillRun;
import firedrill.recovery.Observation;
import firedrill.sandbox.PinnedVolume;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.time.Duration;

/**
 * The directory of a volume whose cluster is gone, on the node where it lay. A claim that is made
 * anew has another one, and says nothing of it.
 */
record OldDirectory(String path, String node) {

  private static final String POD = "outlook";
  private static final Duration RUNS_WITHIN = Duration.ofSeconds(60);

  /** The pod asks once a second; with the disk kept its answer is there within two. */
  private static final Duration FOUND_WITHIN = Duration.ofSeconds(12);

  static OldDirectory of(PersistentVolume volume) {
    return new OldDirectory(PinnedVolume.path(volume), PinnedVolume.node(volume));
  }

  /** Whether it is there, with the known content in it. */
  Observation isFound(DrillRun run, Shelf shelf) {
    int slash = path.lastIndexOf('/');
    shelf.startReader(
        POD,
        Shelf.ofHost(path.substring(0, slash)),
        Shelf.on(node),
        path.substring(slash + 1) + "/" + Shelf.FILE);
    run.await(
        "the pod that looks into the old directory to run",
        () -> {
          boolean runs = shelf.finds(POD).ok() || shelf.misses(POD).ok();
          return Observation.of(runs, shelf.finds(POD).text());
        },
        RUNS_WITHIN);
    Observation found =
        Watched.becomes(run, "the old directory to be read", () -> shelf.finds(POD), FOUND_WITHIN);
    shelf.remove(POD);
    return Observation.of(found.ok(), "%s on %s: %s".formatted(path, node, found.text()));
  }
}
