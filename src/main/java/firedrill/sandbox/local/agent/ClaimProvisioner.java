package firedrill.sandbox.local.agent;

import firedrill.files.Attempts;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Provisions and reclaims the volumes of one {@link VolumeDriver}, as external-provisioner does: it
 * acts on claims that Kubernetes has handed to the driver by annotation, and reclaims only volumes
 * that it made.
 */
public final class ClaimProvisioner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClaimProvisioner.class);
  private static final String STORAGE_PROVISIONER = "volume.kubernetes.io/storage-provisioner";
  private static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
  private static final Duration RETRY = Duration.ofMillis(500);

  private final KubernetesClient client;
  private final VolumeDriver driver;
  private final AgentLoop loop;
  private final Lane lane;
  private final EventRecorder events;
  private final ObjectWatch<PersistentVolumeClaim> claims;
  private final ObjectWatch<PersistentVolume> volumes;

  /**
   * Does nothing before {@link #start()}.
   *
   * @param client identity of the provisioner; stays the caller's to close
   */
  public ClaimProvisioner(KubernetesClient client, VolumeDriver driver) {
    this.client = client;
    this.driver = driver;
    this.loop = new AgentLoop(driver.provisioner());
    this.lane = new Lane(loop);
    this.events = new EventRecorder(client, driver.provisioner(), "", loop);
    this.claims =
        new ObjectWatch<>(
            "claims",
            () -> client.persistentVolumeClaims().inAnyNamespace(),
            loop,
            (claim, exists) -> {
              if (exists) {
                lane.execute(() -> provision(claim));
              }
            },
            () -> {});
    this.volumes =
        new ObjectWatch<>(
            "volumes",
            () -> client.persistentVolumes(),
            loop,
            (volume, exists) -> {
              if (exists) {
                lane.execute(() -> reclaim(volume));
              }
            },
            () -> {});
  }

  /** Returns at once. */
  public void start() {
    claims.start();
    volumes.start();
  }

  /** For connections that may be dead without having said so. */
  public void relist() {
    claims.relist();
    volumes.relist();
  }

  @Override
  public void close() {
    Attempts.all(
        "cannot stop provisioning claims", List.of(loop::stop, claims::close, volumes::close));
  }

  private void provision(PersistentVolumeClaim claim) {
    var meta = claim.getMetadata();
    if (!driver.provisioner().equals(annotation(meta.getAnnotations(), STORAGE_PROVISIONER))
        || claim.getSpec().getVolumeName() != null
        || meta.getDeletionTimestamp() != null) {
      return;
    }
    try {
      Optional<PersistentVolume> made = driver.provision(claim, storageClass(claim));
      if (made.isPresent()) {
        client.persistentVolumes().resource(marked(made.get())).create();
        event(
            claim,
            false,
            "ProvisioningSucceeded",
            "Successfully provisioned volume " + made.get().getMetadata().getName());
      }
    } catch (IOException | RuntimeException e) {
      boolean there =
          e instanceof KubernetesClientException k
              && k.getCode() == HttpURLConnection.HTTP_CONFLICT;
      if (!there) {
        again(claim, e);
      }
    }
  }

  private StorageClass storageClass(PersistentVolumeClaim claim) {
    String name = claim.getSpec().getStorageClassName();
    StorageClass of = client.storage().v1().storageClasses().withName(name).get();
    if (of == null) {
      throw new IllegalStateException("storageclass " + name + " not found");
    }
    return of;
  }

  private PersistentVolume marked(PersistentVolume volume) {
    return new PersistentVolumeBuilder(volume)
        .editMetadata()
        .addToAnnotations(PROVISIONED_BY, driver.provisioner())
        .endMetadata()
        .build();
  }

  private void again(PersistentVolumeClaim claim, Exception e) {
    LOG.info("claim {} is tried again: {}", claim.getMetadata().getName(), e.getMessage());
    event(claim, true, "ProvisioningFailed", "failed to provision volume: " + e.getMessage());
    var unused = loop.after(RETRY, lane, () -> provisionFresh(claim));
  }

  private void provisionFresh(PersistentVolumeClaim claim) {
    try {
      PersistentVolumeClaim fresh = client.persistentVolumeClaims().resource(claim).get();
      if (fresh != null) {
        provision(fresh);
      }
    } catch (KubernetesClientException unreachable) {
      again(claim, unreachable);
    }
  }

  private void reclaim(PersistentVolume volume) {
    var meta = volume.getMetadata();
    boolean released =
        volume.getStatus() != null && "Released".equals(volume.getStatus().getPhase());
    if (!driver.provisioner().equals(annotation(meta.getAnnotations(), PROVISIONED_BY))
        || !released
        || meta.getDeletionTimestamp() != null
        || !"Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy())) {
      return;
    }
    try {
      if (driver.remove(volume)) {
        client.persistentVolumes().resource(volume).delete();
        return;
      }
    } catch (IOException | RuntimeException e) {
      LOG.info("volume {} is tried again: {}", meta.getName(), e.getMessage());
    }
    var unused = loop.after(RETRY, lane, () -> reclaimFresh(volume));
  }

  private void reclaimFresh(PersistentVolume volume) {
    PersistentVolume fresh = volume;
    try {
      fresh = client.persistentVolumes().resource(volume).get();
    } catch (KubernetesClientException unreachable) {
      LOG.debug("volume {} is tried again", volume.getMetadata().getName(), unreachable);
    }
    if (fresh != null) {
      reclaim(fresh);
    }
  }

  private void event(PersistentVolumeClaim claim, boolean warning, String reason, String message) {
    events.record(
        new ObjectReferenceBuilder()
            .withApiVersion("v1")
            .withKind("PersistentVolumeClaim")
            .withName(claim.getMetadata().getName())
            .withNamespace(claim.getMetadata().getNamespace())
            .withUid(claim.getMetadata().getUid())
            .build(),
        warning,
        reason,
        message);
  }

  private static String annotation(Map<String, String> annotations, String name) {
    return annotations == null ? null : annotations.get(name);
  }

  /**
   * A volume for a claim, ready but for the kind of storage that the driver adds.
   *
   * @param capacity as Kubernetes writes quantities
   */
  public static PersistentVolumeBuilder volumeFor(
      PersistentVolumeClaim claim, StorageClass of, String capacity) {
    var meta = claim.getMetadata();
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName("pvc-" + meta.getUid())
        .endMetadata()
        .withNewSpec()
        .withStorageClassName(of.getMetadata().getName())
        .withPersistentVolumeReclaimPolicy(
            of.getReclaimPolicy() == null ? "Delete" : of.getReclaimPolicy())
        .withAccessModes(claim.getSpec().getAccessModes())
        .withVolumeMode("Filesystem")
        .addToCapacity("storage", new Quantity(capacity))
        .withClaimRef(
            new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion())
                .build())
        .endSpec();
  }
}
