package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.replica.LayerNames;
import firedrill.component.longhorn.replica.Problem;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import firedrill.component.longhorn.replica.ReplicaException;
import firedrill.integrity.FileSums;
import firedrill.integrity.FilesEqual;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.sandbox.FileEntry;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.FolderView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Each gate, rule and check of {@code longhorn-crd-wipe} where nobody has taken care. */
final class CarelessRecovery {

  private CarelessRecovery() {}

  static void walk(StorageLab lab, DrillRun run, Donor donor) throws Exception {
    Longhorn longhorn = lab.longhorn();
    StorageAccident.steady(lab, run, donor.spared());
    run.steadyState("volume-healthy", donor.spared()::healthy);
    FileTree kept = donor.kept().get(1);
    Listing before = Listing.of(List.of(kept));
    FileSums sums = FileSums.of(kept);
    run.inject(new FileFlipped("layer-flipped", kept, head(kept)));
    try (FolderView whole = donor.good()) {
      refusedUnasked(run, whole.path());
    }
    run.check("orphans-untouched", () -> before.unchanged(List.of(kept)));
    Checks.run(run, new FilesEqual("an orphaned replica", sums, kept));
    Planted.gate(
        run,
        "orphans-listed",
        Aftermath.orphansListed(longhorn, donor.places()),
        "the directories are not where Longhorn looks for them");
    Planted.tooEarly(run, CrdWipeDrill.recoverVolumes(() -> {}));
    Planted.gate(
        run, "volumes-recovered", donor.blank("careless")::healthy, "nobody attaches the volume");
    StorageAccident.takesNoWrites(lab, run);
    StorageAccident.leftDetached(run, donor.spared());
  }

  /** Whether a directory is refused when nobody has said to take it nevertheless. */
  static void refusedUnasked(DrillRun run, Path directory) {
    String answer = refusal(directory);
    run.expect("refused-unasked", answer, answer.startsWith(Problem.COPIED.name()));
  }

  private static String refusal(Path directory) {
    try {
      ReplicaDirectory.at(directory).chain();
      return "taken without a word";
    } catch (ReplicaException e) {
      return e.problem() + ": " + e.getMessage();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String head(FileTree directory) throws IOException {
    return directory.list("").stream()
        .map(FileEntry::name)
        .filter(LayerNames::isHead)
        .findFirst()
        .orElseThrow();
  }
}
