package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.velero.BackupReport;
import firedrill.component.velero.Velero;
import firedrill.component.velero.VeleroStatus;
import firedrill.component.velero.VolumeNames;
import firedrill.integrity.FilesEqual;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A namespace is backed up, deleted, and restored under another name. */
final class MappedRestore {

  private static final String APP = "shop";

  /** As its pod calls the volume. */
  private static final String IN_POD = "data";

  private static final Duration WITHIN = Duration.ofSeconds(90);

  private final LocalStorageLab lab;
  private final DrillRun run;
  private final Velero velero;
  private final Shelf shelf;
  private final String target;
  private NamespaceObjects before;
  private VolumeNames volume;

  /**
   * @param target the other name
   */
  MappedRestore(LocalStorageLab lab, DrillRun run, String target) {
    this.lab = lab;
    this.run = run;
    this.velero = lab.get(Velero.class);
    this.shelf = new Shelf(lab, run, APP);
    this.target = target;
  }

  /** Its volume's files, which Velero as it is installed does not keep. */
  FileBackup files() throws IOException {
    return new FileBackup(lab, run, APP, APP);
  }

  /** The application runs with known content in its volume, and Velero reaches its store. */
  void steadyState() throws IOException {
    lab.manifests().apply("shop.yaml");
    shelf.write("writer", Shelf.ofClaim(APP), Shelf.anywhere());
    run.await("the shop to read its content", () -> readsIn(APP), WITHIN);
    before = NamespaceObjects.of(shelf.client(), APP);
    volume = new VolumeNames(boundTo(), APP, APP, IN_POD);
    run.steadyState("location-available", this::locationAvailable);
  }

  /** Known while the claim is there. */
  private String boundTo() {
    return shelf
        .client()
        .persistentVolumeClaims()
        .inNamespace(APP)
        .withName(APP)
        .require()
        .getSpec()
        .getVolumeName();
  }

  private Observation locationAvailable() {
    String phase = velero.locationPhase();
    return Observation.of(phase.equals("Available"), "Velero's location is " + phase);
  }

  /** Whether a pod of the application is ready, which it is while it finds its content. */
  private Observation readsIn(String namespace) {
    List<Pod> pods =
        shelf.client().pods().inNamespace(namespace).withLabel("app", APP).list().getItems();
    boolean ready = pods.stream().anyMatch(Readiness::isPodReady);
    return Observation.of(
        ready, "%d pods in %s, ready: %s".formatted(pods.size(), namespace, ready));
  }

  /** The same where it was restored. */
  Observation readsAgain() {
    return readsIn(target);
  }

  /** Exactly the content of before under these names, in the claim that was restored. */
  FilesEqual content(String... names) {
    return new FilesEqual(target, shelf.sums(names), lab.claimFiles(target, APP));
  }

  /**
   * Backs the namespace up as the document does.
   *
   * @param leftOut kinds that the backup does not take
   */
  VeleroStatus backUp(List<String> leftOut) {
    velero.backup(target, APP, leftOut);
    run.await(
        "the backup to end",
        () -> {
          VeleroStatus now = velero.backupStatus(target);
          return Observation.of(now.isCompleted(), "the backup: " + now);
        },
        WITHIN);
    return velero.backupStatus(target);
  }

  void deleteNamespace() {
    run.inject(new NamespaceDeleted(shelf.client(), APP));
  }

  void restore() throws Exception {
    run.step(
        Step.of(
            "restore-mapped",
            Actor.HUMAN,
            () -> velero.restore(target, target, Map.of(APP, target))));
    run.gate("restore-completed", this::restoreCompleted);
  }

  Observation restoreCompleted() {
    VeleroStatus now = velero.restoreStatus(target);
    return Observation.of(now.isCompleted(), "the restore: " + now);
  }

  /** The pod of the restored Deployment gets it a volume. */
  Observation claimBound() {
    PersistentVolumeClaim claim =
        shelf.client().persistentVolumeClaims().inNamespace(target).withName(APP).get();
    String phase = claim == null ? "not there" : claim.getStatus().getPhase();
    return Observation.of("Bound".equals(phase), target + "/" + APP + " is " + phase);
  }

  boolean checkObjects() {
    return run.check("objects-restored", this::objects);
  }

  CheckResult objects() throws IOException {
    return before.sameIn(NamespaceObjects.of(shelf.client(), target));
  }

  /**
   * The same question of a backup that is asked for the volume's content and cannot take it: nobody
   * who could reads files of volumes on the pod's node, and Velero's log names the volume.
   */
  void contentCannotBeTaken() throws Exception {
    String failing = target + "-without-agent";
    velero.podVolumeBackups().backup(failing, APP);
    new UntilOver(run, WITHIN)
        .await("that backup to end", failing, () -> velero.backupStatus(failing));
    BackupReport told = velero.report(failing);
    List<String> ofVolume = told.complaintsOf(volume);
    run.control(
        "velero-health-commands",
        ClaimOutcome.of(!ofVolume.isEmpty()),
        "a backup that is to take the content, and no node agent runs: %s; of %s: %s"
            .formatted(told, volume, ofVolume));
  }

  /** What the restored claim holds, against what was in the volume when Velero said Completed. */
  void claimVolumes(VeleroStatus backup) throws Exception {
    Observation whole = Checks.seen(content(Shelf.FILE));
    run.claim(
        "backups-hold-volumes",
        ClaimOutcome.of(whole.ok()),
        "the backup: %s; the restored claim: %s".formatted(backup, whole.text()));
    BackupReport told = velero.report(target);
    // Whatever else it complains of does not show that this is missing.
    List<String> ofVolume = told.complaintsOf(volume);
    run.claim(
        "velero-health-commands",
        ClaimOutcome.of(!ofVolume.isEmpty()),
        "of a backup without the volume's content is told: %s; of that, of %s: %s; passed over without complaint: %s"
            .formatted(told, volume, ofVolume, told.passedOver()));
  }

  /** A user's first write into what was restored. */
  void write() {
    lab.platform().kubernetes().pods().inNamespace(target).resource(writer()).create();
  }

  private Pod writer() {
    return shelf.writerPod("writer-again", target, Shelf.ofClaim(APP), "again");
  }

  Observation written() {
    Pod now = lab.platform().kubernetes().pods().inNamespace(target).withName("writer-again").get();
    String phase = now == null ? "not there" : now.getStatus().getPhase();
    return Observation.of("Succeeded".equals(phase), "the writer is " + phase);
  }
}
