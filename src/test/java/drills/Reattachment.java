package drills;

import firedrill.integrity.FilesEqual;
import firedrill.junit.DrillRun;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;

/** A volume of class local-path whose cluster is installed anew on the old disks. */
final class Reattachment {

  /** As the document's StatefulSet of MinIO names the first one. */
  static final String CLAIM = "data-minio-primary-0";

  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final String WRITER = "writer-again";

  private final LocalStorageLab lab;
  private final DrillRun run;
  private final ClusterNode nodes;
  private final Shelf shelf;
  private final LocalClaim claim;
  private PersistentVolume saved;
  private String identity = "";

  Reattachment(LocalStorageLab lab, DrillRun run, String namespace) {
    this.lab = lab;
    this.run = run;
    this.nodes = new ClusterNode(lab, lab.sandbox().clusterNodes().get(0).name());
    this.shelf = new Shelf(lab, run, namespace);
    this.claim = new LocalClaim(lab, shelf, CLAIM);
  }

  private KubernetesClient client() {
    return lab.platform().kubernetes();
  }

  /** With content in it, and its description saved, as {@code kubectl get pv -o yaml} does. */
  void steadyState() {
    claim.ask(LocalClaim.CLASS);
    claim.fill(Shelf.anywhere());
    run.steadyState("all-ready", nodes::allReady);
    identity = identity();
    saved = client().persistentVolumes().withName(claim.volume()).require();
  }

  private String identity() {
    return client().namespaces().withName("kube-system").require().getMetadata().getUid();
  }

  void destroy() {
    run.inject(ClusterDestroyed.withoutDisks(lab.sandbox(), List.of()));
  }

  void newCluster() throws Exception {
    run.step(
        Step.of(
            "new-cluster",
            Actor.HUMAN,
            () -> {
              lab.newCluster();
              lab.manifests().apply("local-path.yaml");
            }));
    run.gate("nodes-ready", this::isNew);
  }

  private Observation isNew() {
    Observation ready = nodes.allReady();
    String now = identity();
    return Observation.of(
        ready.ok() && !now.equals(identity),
        "%s; the cluster is %s, it was %s".formatted(ready.text(), now, identity));
  }

  /** The namespace and what its pods compare with, from git. */
  void makeShelf() {
    shelf.make();
  }

  /** The same manifest again, as the document does. */
  void claimAgain() throws Exception {
    makeShelf();
    run.step(Step.of("claim-again", Actor.HUMAN, this::ask));
    run.gate("claim-bound", claim::isBound);
  }

  void ask() {
    claim.ask(LocalClaim.CLASS);
    claim.startReader(Shelf.anywhere());
  }

  Observation isBound() {
    return claim.isBound();
  }

  /** What its pod finds, once it runs; and in which directory. */
  Observation findsByItself() {
    run.await(
        "the pod to run",
        () -> {
          boolean runs = claim.isRead().ok() || shelf.misses(claim.reader()).ok();
          return Observation.of(runs, claim.isRead().text());
        },
        WITHIN);
    Observation found =
        Watched.becomes(run, "the old content to be found", claim::isRead, Duration.ofSeconds(8));
    String now = claim.claim().getSpec().getVolumeName();
    return Observation.of(
        found.ok(),
        "its volume is %s, it was %s; %s"
            .formatted(now, saved.getMetadata().getName(), found.text()));
  }

  /** Whether the old directory is there, with what was in it. */
  Observation isOnDisk() {
    return OldDirectory.of(saved).isFound(run, shelf);
  }

  /** The claim that got an empty volume goes, with that volume. */
  void letGo() {
    String empty = claim.claim().getSpec().getVolumeName();
    shelf.remove(claim.reader());
    client().persistentVolumeClaims().inNamespace(shelf.namespace()).withName(CLAIM).delete();
    run.await(
        "the empty volume to go",
        () -> {
          boolean gone = client().persistentVolumes().withName(empty).get() == null;
          return Observation.of(gone, empty + (gone ? " is gone" : " is still there"));
        },
        WITHIN);
  }

  /** The saved volume, without what it says of the claim that it had. */
  void putBack() throws Exception {
    PersistentVolumeBuilder free =
        new PersistentVolumeBuilder(saved).editSpec().withClaimRef(null).endSpec();
    run.step(Step.of("put-back-volume", Actor.HUMAN, () -> create(free)));
    run.gate("volume-available", this::volumeAvailable);
  }

  /**
   * The same with the claim that it had. It is kept as well: with the policy that it was saved
   * with, Kubernetes would have the directory deleted, for the claim is gone.
   */
  void putBackAsSaved() {
    create(new PersistentVolumeBuilder(saved));
  }

  private void create(PersistentVolumeBuilder volume) {
    client()
        .persistentVolumes()
        .resource(
            volume
                .editMetadata()
                .withResourceVersion(null)
                .withUid(null)
                .withDeletionTimestamp(null)
                .withManagedFields(List.of())
                .endMetadata()
                .editSpec()
                .withPersistentVolumeReclaimPolicy("Retain")
                .endSpec()
                .withStatus(null)
                .build())
        .create();
  }

  Observation volumeAvailable() {
    String name = saved.getMetadata().getName();
    PersistentVolume now = client().persistentVolumes().withName(name).get();
    String phase =
        now == null || now.getStatus() == null ? "not there" : now.getStatus().getPhase();
    return Observation.of("Available".equals(phase), name + " is " + phase);
  }

  Step claimStep() {
    return Step.of("put-back-claim", Actor.HUMAN, this::askForSaved).after("volume-available");
  }

  /** A claim of that very volume. */
  void askForSaved() {
    claim.ask(LocalClaim.CLASS, saved.getMetadata().getName());
    claim.startReader(Shelf.anywhere());
  }

  void claimPutBack() throws Exception {
    run.step(claimStep());
    run.gate("claim-bound", claim::isBound);
  }

  Observation isRead() {
    return claim.isRead();
  }

  /** Exactly the known content, and what was written again. */
  FilesEqual files() {
    return claim.files(Shelf.FILE, "again");
  }

  void writeAgain() {
    shelf.startWriter(WRITER, Shelf.ofClaim(CLAIM), Shelf.anywhere(), "again");
    run.gate("claim-takes-writes", this::written);
    run.wrote("again");
  }

  Observation written() {
    return shelf.ended(WRITER);
  }
}
