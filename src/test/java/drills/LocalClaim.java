package drills;

import firedrill.integrity.FilesEqual;
import firedrill.junit.DrillRun;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.PinnedVolume;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.Map;

/**
 * A claim whose volume is a directory of one node, with known content in it. One pod reads it by
 * way of the claim; another looks into the directory on the node, which tells when nobody has the
 * claim any more.
 */
final class LocalClaim {

  static final String CLASS = "local-path";

  private static final Duration WITHIN = Duration.ofSeconds(60);

  private final LocalStorageLab lab;
  private final Shelf shelf;
  private final Shelf outlook;
  private final String name;
  private PersistentVolume volume;

  LocalClaim(LocalStorageLab lab, Shelf shelf, String name) {
    this(lab, shelf, shelf, name);
  }

  /**
   * @param outlook where the pod is that looks into the directory
   */
  LocalClaim(LocalStorageLab lab, Shelf shelf, Shelf outlook, String name) {
    this.lab = lab;
    this.shelf = shelf;
    this.outlook = outlook;
    this.name = name;
  }

  String name() {
    return name;
  }

  Shelf shelf() {
    return shelf;
  }

  /** Asks for a volume. */
  void ask(String storageClass) {
    ask(storageClass, null);
  }

  /**
   * @param wanted the volume's name; null for a new one
   */
  void ask(String storageClass, String wanted) {
    ask(storageClass, wanted, Map.of());
  }

  /**
   * Asks for one that is a bare directory of its node also where the class makes volumes of type
   * local (local-path-provisioner 0.0.30, provisioner.go).
   */
  void askByHostPath() {
    ask(CLASS, null, Map.of("volumeType", "hostPath"));
  }

  private void ask(String storageClass, String wanted, Map<String, String> annotations) {
    shelf
        .client()
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(shelf.namespace())
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(storageClass)
                .withVolumeName(wanted)
                .withNewResources()
                .withRequests(Map.of("storage", new Quantity("64Mi")))
                .endResources()
                .endSpec()
                .build())
        .create();
  }

  /** Has the content written, and reads it in both ways. */
  void fill(Map<String, String> node) {
    shelf.write("writer-" + name, Shelf.ofClaim(name), node);
    volume =
        shelf.client().persistentVolumes().withName(claim().getSpec().getVolumeName()).require();
    startReader(Shelf.anywhere());
    String path = PinnedVolume.path(volume);
    int slash = path.lastIndexOf('/');
    outlook.startReader(
        watcher(),
        Shelf.ofHost(path.substring(0, slash)),
        Shelf.on(node()),
        path.substring(slash + 1) + "/" + Shelf.FILE);
    DrillRun run = shelf.run();
    run.await(name + " to be read", this::isRead, WITHIN);
    run.await("the directory of " + name + " to be read", this::isOnDisk, WITHIN);
  }

  void startReader(Map<String, String> node) {
    shelf.startReader(reader(), Shelf.ofClaim(name), node, Shelf.FILE);
  }

  String reader() {
    return "reader-" + name;
  }

  private String watcher() {
    return "watcher-" + name;
  }

  /** By way of the claim. */
  Observation isRead() {
    return shelf.finds(reader());
  }

  /** Behind the claim's back. */
  Observation isOnDisk() {
    return outlook.finds(watcher());
  }

  Observation isOffDisk() {
    return outlook.misses(watcher());
  }

  String volume() {
    return volume.getMetadata().getName();
  }

  /** The node on which the directory lies. */
  String node() {
    return PinnedVolume.node(volume);
  }

  PersistentVolumeClaim claim() {
    return shelf
        .client()
        .persistentVolumeClaims()
        .inNamespace(shelf.namespace())
        .withName(name)
        .get();
  }

  Observation isBound() {
    PersistentVolumeClaim now = claim();
    String phase = now == null ? "not there" : now.getStatus().getPhase();
    return Observation.of("Bound".equals(phase), name + " is " + phase);
  }

  /** {@code Bound}, {@code Released}, {@code Available}; empty when the object is gone. */
  String volumePhase() {
    PersistentVolume now = shelf.client().persistentVolumes().withName(volume()).get();
    return now == null ? "" : now.getStatus().getPhase();
  }

  Observation volumeIs(String phase) {
    String now = volumePhase();
    return Observation.of(
        now.equals(phase), volume() + " is " + (now.isEmpty() ? "not there" : now));
  }

  /** What works for a volume that is there. */
  void keepVolume() {
    shelf
        .client()
        .persistentVolumes()
        .withName(volume())
        .edit(
            pv ->
                new PersistentVolumeBuilder(pv)
                    .editSpec()
                    .withPersistentVolumeReclaimPolicy("Retain")
                    .endSpec()
                    .build());
  }

  /** Takes the reference to the claim that is gone off the volume. */
  void freeVolume() {
    shelf
        .client()
        .persistentVolumes()
        .withName(volume())
        .edit(
            pv -> new PersistentVolumeBuilder(pv).editSpec().withClaimRef(null).endSpec().build());
  }

  /** Deletes the claim as an operator would, its pod first. */
  ClaimDeleted deleted() {
    return new ClaimDeleted(this);
  }

  /** Exactly the known content, under these names and no other. */
  FilesEqual files(String... names) {
    return new FilesEqual(name, shelf.sums(names), lab.claimFiles(shelf.namespace(), name));
  }
}
