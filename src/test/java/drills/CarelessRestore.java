package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.saved.Managers;
import firedrill.component.longhorn.saved.Restore;
import firedrill.component.longhorn.saved.RestoreStep;
import firedrill.component.longhorn.saved.SavedResources;
import firedrill.fault.Evidence;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.sandbox.FileTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Each gate, rule and check of {@code longhorn-cr-restore} where nobody has taken care. */
final class CarelessRestore {

  private static final String VOLUME = Sacrifices.COPIED;

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private CarelessRestore() {}

  static void walk(StorageLab lab, DrillRun run, Sacrifices sacrifices) throws Exception {
    Longhorn longhorn = lab.longhorn();
    KnownVolume inUse =
        new KnownVolume(
            longhorn,
            "in-use",
            run.plan().size("volume-mebibytes") * (1L << 20),
            2,
            run.directory().resolve("in-use.img"));
    run.prepare("a volume of somebody else's", inUse::create);
    StorageAccident.steady(lab, run, inUse);
    Set<String> directories = sacrifices.directoryNames(VOLUME);
    Path older = run.directory().resolve("older.json");
    run.inject(
        new Mistake(
            "older-file-fetched",
            older.toString(),
            () -> Files.write(older, sacrifices.saved(Sacrifices.WITH_OWNERS).bytes()),
            () ->
                Evidence.of(
                    SavedResources.read(older).size(VOLUME).isEmpty(),
                    "the file does not know " + VOLUME)));
    Planted.gate(
        run,
        "saved-resources-fetched",
        Restoring.namesAll(older, Set.of(VOLUME), directories),
        "the file is of before the volume was made");
    Planted.tooEarly(run, Restoring.restoreResources(() -> {}));
    Path right =
        Files.write(run.directory().resolve("right.json"), sacrifices.saved(VOLUME).bytes());
    run.gate("saved-resources-fetched", Restoring.namesAll(right, Set.of(VOLUME), directories));
    Planted.gate(
        run, "definitions-established", Restoring.noManagers(longhorn), "nobody ends the managers");
    Planted.tooEarly(run, Restoring.restoreResources(() -> {}));
    Planted.gate(
        run,
        "resources-restored",
        Restoring.namesOldDirectories(longhorn, Map.of(VOLUME, directories)),
        "nobody puts them back");
    Planted.tooEarly(run, Restoring.startManagers(() -> {}));
    Planted.gate(
        run,
        "volumes-readopted",
        () -> StorageAccident.healthy(longhorn, List.of(VOLUME), List.of()),
        "Longhorn does not know the volume");
    copied(lab, run, sacrifices.replicas(VOLUME).get(0));
    StorageAccident.takesNoWrites(lab, run);
    StorageAccident.leftDetached(run, inUse);
    withoutLooking(lab, run, sacrifices);
  }

  /** One replica has moved on since the saving, and nobody looks before both are put back. */
  private static void withoutLooking(StorageLab lab, DrillRun run, Sacrifices sacrifices)
      throws Exception {
    Longhorn longhorn = lab.longhorn();
    ReplicaState stale = sacrifices.replicas(VOLUME).get(0);
    FileTree newer = longhorn.files(sacrifices.replicas(VOLUME).get(1));
    byte[] block = new byte[4096];
    run.random("newer").nextBytes(block);
    String head = BlockLoad.head(newer);
    List<String> found = new ArrayList<>();
    Restore careless =
        Restoring.restore(lab, sacrifices.saved(VOLUME), Managers.of(longhorn, LIMIT))
            .withoutPreconditions()
            .onFinding(found::add);
    run.inject(
        new Mistake(
            "put-back-without-looking",
            VOLUME,
            () -> {
              newer.write(head, 0, block);
              careless.step(RestoreStep.APPLY_REPLICAS);
            },
            () ->
                Evidence.of(
                    Restoring.names(longhorn.replicas(VOLUME))
                            .equals(sacrifices.directoryNames(VOLUME))
                        && longhorn.replicas(VOLUME).stream().noneMatch(ReplicaState::hasFailed),
                    "good, as Longhorn is told: "
                        + Restoring.names(longhorn.replicas(VOLUME))
                        + "; written to since: "
                        + newer.name())));
    Readopted.staleOnesFailed(
        run, Set.of(stale.dataDirectory() + " on " + stale.node()), Set.of(VOLUME), found);
  }

  /** Somebody copies a directory and puts the copy in its place. */
  private static void copied(StorageLab lab, DrillRun run, ReplicaState replica) throws Exception {
    FileTree folder = ReplicaFolders.of(lab.platform(), lab.sandbox()).folder(replica.node());
    List<FileTree> directory = List.of(lab.longhorn().files(replica));
    Listing before = Listing.of(directory);
    String name = replica.dataDirectory();
    Path copy = lab.directory().resolve("copied-" + name);
    run.inject(
        new Mistake(
            "directory-copied",
            replica.node() + "/" + name,
            () -> {
              folder.copyOut(name, copy);
              // Beside the first, whose numbers are given to nobody while it is there.
              folder.copyIn(copy, name + ".copy");
              folder.delete(name);
              folder.rename(name + ".copy", name);
            },
            () ->
                Evidence.of(
                    folder.exists(name) && Files.exists(copy), "the copy lies in its place")));
    run.check("data-not-copied", () -> before.sameFiles(directory));
    Readopted.orphansUntouched(run, before.unchanged(directory));
  }
}
