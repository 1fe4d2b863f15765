package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.junit.DrillRun;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.time.Duration;
import java.util.Map;

/** When a claim gets its volume. */
record Binding(DrillRun run, Shelf shelf) {

  private static final String CLAIM = "local-path-wait-first-consumer";
  private static final String AT_ONCE = "bound-at-once";
  private static final Map<String, Quantity> SIZE = Map.of("storage", new Quantity("64Mi"));

  /**
   * Asks for a claim, watches it without a pod, then with one; and one of a class that binds at
   * once.
   */
  void claimWaitsForItsPod(LocalClaim claim) {
    Duration watched = Duration.ofSeconds(run.plan().size("unbound-seconds"));
    claim.ask(LocalClaim.CLASS);
    Observation unbound =
        Watched.stays(
            run,
            "the claim waits",
            () -> Observation.of(!claim.isBound().ok(), claim.isBound().text()),
            watched);
    shelf.startWriter("first-pod", Shelf.ofClaim(claim.name()), Shelf.anywhere(), Shelf.FILE);
    Observation bound =
        Watched.becomes(run, "its pod gets it bound", claim::isBound, watched.dividedBy(2));
    run.observe("binds-with-its-pod", bound.text(), bound.ok());
    run.claim(
        CLAIM,
        bound.ok() ? ClaimOutcome.of(unbound.ok()) : ClaimOutcome.UNDECIDED,
        "without a pod " + unbound.text() + "; with one " + bound.text());
    run.await("the first pod to end", () -> shelf.ended("first-pod"), Duration.ofSeconds(60));
    shelf.remove("first-pod");
    Observation other = Watched.becomes(run, "it is bound", this::isBoundAtOnce, watched);
    run.control(
        CLAIM,
        ClaimOutcome.of(!other.ok()),
        "a claim of a class that binds at once, without a pod: " + other.text());
  }

  private Observation isBoundAtOnce() {
    PersistentVolumeClaim now =
        shelf
            .client()
            .persistentVolumeClaims()
            .inNamespace(shelf.namespace())
            .withName(AT_ONCE)
            .get();
    if (now == null) {
      askAtOnce();
      return Observation.notYet("it is being made");
    }
    String phase = now.getStatus().getPhase();
    return Observation.of("Bound".equals(phase), AT_ONCE + " is " + phase);
  }

  /** Nobody makes its volume: it is there beforehand. */
  private void askAtOnce() {
    shelf
        .client()
        .resource(
            new StorageClassBuilder()
                .withNewMetadata()
                .withName(AT_ONCE)
                .endMetadata()
                .withProvisioner("kubernetes.io/no-provisioner")
                .withVolumeBindingMode("Immediate")
                .build())
        .create();
    shelf
        .client()
        .resource(
            new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(AT_ONCE)
                .endMetadata()
                .withNewSpec()
                .withStorageClassName(AT_ONCE)
                .withAccessModes("ReadWriteOnce")
                .withCapacity(SIZE)
                .withNewHostPath("/opt/" + AT_ONCE, "DirectoryOrCreate")
                .endSpec()
                .build())
        .create();
    shelf
        .client()
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(AT_ONCE)
                .withNamespace(shelf.namespace())
                .endMetadata()
                .withNewSpec()
                .withStorageClassName(AT_ONCE)
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .withRequests(SIZE)
                .endResources()
                .endSpec()
                .build())
        .create();
  }
}
