package drills;

import firedrill.component.velero.PodVolumeFiles;
import firedrill.component.velero.Velero;
import firedrill.component.velero.VeleroStatus;
import firedrill.fault.Evidence;
import firedrill.fault.Witness;
import firedrill.integrity.FileSums;
import firedrill.integrity.FilesEqual;
import firedrill.integrity.Sha256;
import firedrill.junit.DrillRun;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.FileTree;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A namespace with a volume, backed up by Velero with the volume's files, deleted and restored. */
final class VolumeBackup {

  /** Each volume's files are moved by a pod of its own, which has to start. */
  private static final Duration WITHIN = Duration.ofMinutes(3);

  private static final Duration GONE_WITHIN = Duration.ofSeconds(90);

  private final LocalStorageLab lab;
  private final DrillRun run;
  private final Velero velero;
  private final Shelf shelf;
  private final LocalClaim claim;

  /** One whose volume is a bare directory of its node, which Velero does not back up. */
  private final LocalClaim bare;

  /**
   * @param name of the namespace, the backup and the restore
   */
  VolumeBackup(LocalStorageLab lab, DrillRun run, String name) {
    this.lab = lab;
    this.run = run;
    this.velero = lab.get(Velero.class);
    this.shelf = new Shelf(lab, run, name);
    Shelf outlook = new Shelf(lab, run, name + "-outlook");
    this.claim = new LocalClaim(lab, shelf, outlook, "shop");
    this.bare = new LocalClaim(lab, shelf, outlook, "bare");
  }

  LocalClaim claim() {
    return claim;
  }

  Shelf shelf() {
    return shelf;
  }

  private String name() {
    return shelf.namespace();
  }

  /** Known content in a volume of type local, read by a pod, and Velero reaches its store. */
  void steadyState() {
    claim.ask(LocalClaim.CLASS);
    claim.fill(Shelf.anywhere());
    run.steadyState("content-read", claim::isRead);
    run.steadyState("location-available", this::locationAvailable);
  }

  /** The same content in a second volume, which is of type hostPath. */
  void fillByHostPath() {
    bare.askByHostPath();
    bare.fill(Shelf.anywhere());
  }

  private Observation locationAvailable() {
    String phase = velero.locationPhase();
    return Observation.of(phase.equals("Available"), "Velero's location is " + phase);
  }

  /** What has the volume mounted is stopped; the claim stays. */
  Mistake nobodyMounts() {
    Witness gone =
        () ->
            Evidence.of(
                shelf.pod(claim.reader()) == null && claim.isBound().ok(),
                claim.isBound().text() + ", and " + shelf.finds(claim.reader()).text());
    return new Mistake(
        "nobody-mounts", name() + "/" + claim.reader(), () -> shelf.remove(claim.reader()), gone);
  }

  /** Backs the namespace up with the files of its volumes. */
  VeleroStatus backUp() {
    velero.podVolumeBackups().backup(name(), name());
    run.await(
        "the backup to be completed",
        () -> {
          VeleroStatus now = velero.backupStatus(name());
          return Observation.of(now.isCompleted(), "the backup: " + now + "; " + backedUp());
        },
        WITHIN);
    VeleroStatus backup = velero.backupStatus(name());
    run.observe(
        "volumes-backed-up",
        "the backup: %s; of volumes: %s".formatted(backup, backedUp()),
        backedUp().size());
    return backup;
  }

  List<PodVolumeFiles> backedUp() {
    return velero.podVolumeBackups().backedUp(name());
  }

  /** Bytes of files in the backup, as Velero tells them. */
  long bytes() {
    return backedUp().stream().mapToLong(PodVolumeFiles::bytes).sum();
  }

  /** The namespace, and with it the volume and its directory. */
  void deleteNamespace() {
    run.inject(new NamespaceDeleted(shelf.client(), name()));
    run.await("the volume's directory to be gone", claim::isOffDisk, GONE_WITHIN);
  }

  void restore() throws Exception {
    run.step(
        Step.of(
            "restore-volumes",
            Actor.HUMAN,
            () -> velero.restoreAlone(name(), name(), name(), name())));
    run.gate("restore-completed", this::restoreCompleted);
    run.observe(
        "volumes-restored",
        "the restore: %s; of volumes: %s".formatted(velero.restoreStatus(name()), restored()),
        restored().size());
  }

  private List<PodVolumeFiles> restored() {
    return velero.podVolumeBackups().restored(name());
  }

  private Observation restoreCompleted() {
    VeleroStatus now = velero.restoreStatus(name());
    return Observation.of(now.isCompleted(), "the restore: " + now + "; " + restored());
  }

  /** A user's first write into the restored volume. */
  void write() {
    shelf.startWriter("writer-again", Shelf.ofClaim(claim.name()), Shelf.anywhere(), "again");
  }

  Observation written() {
    return shelf.ended("writer-again");
  }

  /**
   * Exactly the known content under these names, and what Velero has left in the volume: an empty
   * file that it is known to leave, and that only an operator deletes.
   */
  FilesEqual files(String... names) throws IOException {
    Map<String, String> wanted = new TreeMap<>(shelf.sums(names).sums());
    if (isMarked()) {
      wanted.put(doneFile(), Sha256.of(""));
    }
    return new FilesEqual(claim.name(), new FileSums(wanted), tree(claim));
  }

  /** Whether the mark that the pod waited for is still there. */
  private boolean isMarked() throws IOException {
    return FileSums.of(tree(claim)).sums().containsKey(doneFile());
  }

  private String doneFile() {
    return velero.podVolumeBackups().doneFile(name());
  }

  /** What an operator would have to delete. */
  boolean observeMark() throws IOException {
    boolean marked = isMarked();
    run.observe(
        "left-behind", "%s in the restored volume: %s".formatted(doneFile(), marked), marked);
    return marked;
  }

  private FileTree tree(LocalClaim of) {
    return lab.claimFiles(name(), of.name());
  }

  /** What the restored claim holds, against what its volume held. */
  Observation whole() throws IOException {
    return Checks.seen(files(Shelf.FILE));
  }

  /** The same of the claim whose volume is a bare directory. */
  Observation bareWhole() {
    run.await("the other claim to have a volume", bare::isBound, WITHIN);
    return Checks.seen(bare.files(Shelf.FILE));
  }
}
