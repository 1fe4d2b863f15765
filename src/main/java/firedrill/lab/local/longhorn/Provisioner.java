package firedrill.lab.local.longhorn;

import firedrill.component.longhorn.data.VolumeControl;
import firedrill.sandbox.local.agent.AgentLoop;
import firedrill.sandbox.local.agent.EventRecorder;
import firedrill.sandbox.local.agent.Lane;
import firedrill.sandbox.local.agent.ObjectWatch;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a Longhorn volume and a PersistentVolume for each claim that Kubernetes hands to {@code
 * driver.longhorn.io}, and reclaims those it made. A claim that names its volume is none of its
 * business.
 */
final class Provisioner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Provisioner.class);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final KubernetesClient client;
  private final VolumeControl control;
  private final AgentLoop loop = new AgentLoop("longhorn-provisioner");
  private final Lane lane = new Lane(loop);
  private final EventRecorder events;
  private final ObjectWatch<PersistentVolumeClaim> claims;
  private final ObjectWatch<PersistentVolume> volumes;

  Provisioner(KubernetesClient client, VolumeControl control) {
    this.client = client;
    this.control = control;
    this.events = new EventRecorder(client, Csi.DRIVER, "", loop);
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

  void start() {
    claims.start();
    volumes.start();
  }

  void relist() {
    claims.relist();
    volumes.relist();
  }

  @Override
  public void close() {
    loop.stop();
    claims.close();
    volumes.close();
  }

  private void provision(PersistentVolumeClaim claim) {
    var meta = claim.getMetadata();
    String provisioner = Csi.annotation(meta.getAnnotations(), Csi.STORAGE_PROVISIONER);
    if (!Csi.DRIVER.equals(provisioner)
        || claim.getSpec().getVolumeName() != null
        || meta.getDeletionTimestamp() != null) {
      return;
    }
    try {
      StorageClass of =
          client
              .storage()
              .v1()
              .storageClasses()
              .withName(claim.getSpec().getStorageClassName())
              .get();
      if (of == null) {
        throw new IllegalStateException(
            "storageclass " + claim.getSpec().getStorageClassName() + " not found");
      }
      PersistentVolume pv = LonghornPv.of(claim, of);
      String name = pv.getMetadata().getName();
      control.create(name, LonghornPv.sizeBytes(claim), LonghornPv.replicas(of));
      client.persistentVolumes().resource(pv).create();
      events.record(
          about(claim), false, "ProvisioningSucceeded", "Successfully provisioned volume " + name);
    } catch (RuntimeException e) {
      boolean there =
          e instanceof KubernetesClientException k
              && k.getCode() == HttpURLConnection.HTTP_CONFLICT;
      if (!there) {
        again(claim, e);
      }
    }
  }

  private void again(PersistentVolumeClaim claim, RuntimeException e) {
    events.record(
        about(claim), true, "ProvisioningFailed", "failed to provision volume: " + e.getMessage());
    var unused =
        loop.after(
            RETRY,
            lane,
            () -> {
              try {
                var fresh = client.persistentVolumeClaims().resource(claim).get();
                if (fresh != null) {
                  provision(fresh);
                }
              } catch (KubernetesClientException unreachable) {
                again(claim, unreachable);
              }
            });
  }

  private void reclaim(PersistentVolume pv) {
    var annotations = pv.getMetadata().getAnnotations();
    boolean ours =
        Csi.isOurs(pv) && Csi.DRIVER.equals(Csi.annotation(annotations, Csi.PROVISIONED_BY));
    boolean released = pv.getStatus() != null && "Released".equals(pv.getStatus().getPhase());
    if (!ours
        || !released
        || pv.getMetadata().getDeletionTimestamp() != null
        || !"Delete".equals(pv.getSpec().getPersistentVolumeReclaimPolicy())) {
      return;
    }
    try {
      String volume = pv.getSpec().getCsi().getVolumeHandle();
      boolean attached =
          control.status(volume).flatMap(VolumeControl.Status::attachedTo).isPresent();
      if (!attached) {
        control.delete(volume);
        if (control.status(volume).isEmpty()) {
          client.persistentVolumes().resource(pv).delete();
          return;
        }
      }
    } catch (RuntimeException e) {
      LOG.info("volume {} is tried again: {}", pv.getMetadata().getName(), e.getMessage());
    }
    var unused = loop.after(RETRY, lane, () -> reclaimFresh(pv));
  }

  private void reclaimFresh(PersistentVolume pv) {
    PersistentVolume fresh = pv;
    try {
      fresh = client.persistentVolumes().resource(pv).get();
    } catch (KubernetesClientException unreachable) {
      LOG.debug("volume {} is tried again", pv.getMetadata().getName(), unreachable);
    }
    if (fresh != null) {
      reclaim(fresh);
    }
  }

  private static ObjectReference about(PersistentVolumeClaim claim) {
    return new ObjectReferenceBuilder()
        .withApiVersion("v1")
        .withKind("PersistentVolumeClaim")
        .withName(claim.getMetadata().getName())
        .withNamespace(claim.getMetadata().getNamespace())
        .withUid(claim.getMetadata().getUid())
        .build();
  }
}
