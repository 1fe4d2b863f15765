package firedrill.sandbox.local.agent;

import firedrill.files.Trees;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Provisions and reclaims volumes of StorageClasses with provisioner {@code rancher.io/local-path}:
 * one directory on the node that the scheduler chose. Paths and the PV's form follow
 * local-path-provisioner 0.0.31. RBAC: {@code sandbox/manifests/local-path.yaml}.
 */
public final class LocalPathProvisioner implements AutoCloseable {

  static final String PROVISIONER = "rancher.io/local-path";
  private static final String DIRECTORY = "/opt/local-path-provisioner";
  private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
  private static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(LocalPathProvisioner.class);

  private final KubernetesClient client;
  private final Function<String, Path> hostRoot;
  private final AgentLoop loop = new AgentLoop("local-path");
  private final Lane lane = new Lane(loop);
  private final EventRecorder events;
  private final Map<String, StorageClass> classes = new ConcurrentHashMap<>();
  private final ObjectWatch<StorageClass> classWatch;
  private final ObjectWatch<PersistentVolumeClaim> claimWatch;
  private final ObjectWatch<PersistentVolume> volumeWatch;

  /**
   * Does nothing before {@link #start()}.
   *
   * @param client identity of the provisioner; stays the caller's to close
   * @param hostRoot for a node's name its root directory, see {@link NodeAgent#hostRoot(Path)}
   */
  public LocalPathProvisioner(KubernetesClient client, Function<String, Path> hostRoot) {
    this.client = client;
    this.hostRoot = hostRoot;
    this.events = new EventRecorder(client, PROVISIONER, "", loop);
    this.claimWatch =
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
    this.classWatch =
        new ObjectWatch<>(
            "storage classes",
            () -> client.storage().v1().storageClasses(),
            loop,
            (storageClass, exists) -> {
              if (exists) {
                classes.put(storageClass.getMetadata().getName(), storageClass);
              } else {
                classes.remove(storageClass.getMetadata().getName());
              }
            },
            claimWatch::start);
    this.volumeWatch =
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
    classWatch.start();
    volumeWatch.start();
  }

  /** For connections that may be dead without having said so. */
  public void relist() {
    classWatch.relist();
    volumeWatch.relist();
  }

  @Override
  public void close() {
    loop.stop();
    classWatch.close();
    claimWatch.close();
    volumeWatch.close();
  }

  private void provision(PersistentVolumeClaim claim) {
    StorageClass storageClass = classes.get(String.valueOf(claim.getSpec().getStorageClassName()));
    String node = annotation(claim.getMetadata().getAnnotations(), SELECTED_NODE);
    if (claim.getSpec().getVolumeName() != null
        || claim.getMetadata().getDeletionTimestamp() != null
        || node == null) {
      return;
    }
    if (storageClass == null) {
      // The scheduler knows the class already, this watch does not yet.
      var unused = loop.after(RETRY, lane, () -> provisionFresh(claim));
      return;
    }
    if (!PROVISIONER.equals(storageClass.getProvisioner())) {
      return;
    }
    try {
      PersistentVolume pv = LocalPathVolume.of(claim, storageClass, node);
      Files.createDirectories(
          HostPath.below(hostRoot.apply(node), pv.getSpec().getHostPath().getPath()));
      client.persistentVolumes().resource(pv).create();
      event(
          claim,
          false,
          "ProvisioningSucceeded",
          "Successfully provisioned volume " + pv.getMetadata().getName());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        again(claim, e);
      }
    } catch (IOException | RuntimeException e) {
      again(claim, e);
    }
  }

  private void again(PersistentVolumeClaim claim, Exception e) {
    LOG.warn("claim {} is tried again", claim.getMetadata().getName(), e);
    event(claim, true, "ProvisioningFailed", "failed to provision volume: " + e.getMessage());
    var unused = loop.after(RETRY, lane, () -> provisionFresh(claim));
  }

  private void provisionFresh(PersistentVolumeClaim claim) {
    try {
      PersistentVolumeClaim fresh = client.persistentVolumeClaims().resource(claim).get();
      if (fresh != null) {
        provision(fresh);
      }
    } catch (KubernetesClientException e) {
      again(claim, e);
    }
  }

  private void reclaim(PersistentVolume pv) {
    boolean ours =
        PROVISIONER.equals(annotation(pv.getMetadata().getAnnotations(), PROVISIONED_BY));
    boolean released = pv.getStatus() != null && "Released".equals(pv.getStatus().getPhase());
    if (!ours
        || !released
        || pv.getMetadata().getDeletionTimestamp() != null
        || !"Delete".equals(pv.getSpec().getPersistentVolumeReclaimPolicy())) {
      return;
    }
    try {
      String node = LocalPathVolume.node(pv);
      Trees.delete(HostPath.below(hostRoot.apply(node), pv.getSpec().getHostPath().getPath()));
      client.persistentVolumes().resource(pv).delete();
    } catch (IOException | UncheckedIOException | KubernetesClientException e) {
      LOG.warn("volume {} is tried again", pv.getMetadata().getName(), e);
      var unused = loop.after(RETRY, lane, () -> reclaim(pv));
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

  /** The PersistentVolume of a claim, as the upstream provisioner writes it. */
  static final class LocalPathVolume {

    private LocalPathVolume() {}

    static PersistentVolume of(
        PersistentVolumeClaim claim, StorageClass storageClass, String node) {
      var meta = claim.getMetadata();
      String name = "pvc-" + meta.getUid();
      return new PersistentVolumeBuilder()
          .withNewMetadata()
          .withName(name)
          .addToAnnotations(PROVISIONED_BY, PROVISIONER)
          .addToAnnotations("local.path.provisioner/selected-node", node)
          .endMetadata()
          .withNewSpec()
          .withStorageClassName(storageClass.getMetadata().getName())
          .withPersistentVolumeReclaimPolicy(
              storageClass.getReclaimPolicy() == null ? "Delete" : storageClass.getReclaimPolicy())
          .withAccessModes(claim.getSpec().getAccessModes())
          .withVolumeMode("Filesystem")
          .withCapacity(
              Map.of("storage", claim.getSpec().getResources().getRequests().get("storage")))
          .withClaimRef(
              new ObjectReferenceBuilder()
                  .withApiVersion("v1")
                  .withKind("PersistentVolumeClaim")
                  .withNamespace(meta.getNamespace())
                  .withName(meta.getName())
                  .withUid(meta.getUid())
                  .withResourceVersion(meta.getResourceVersion())
                  .build())
          .withNewHostPath(
              DIRECTORY + "/" + name + "_" + meta.getNamespace() + "_" + meta.getName(),
              "DirectoryOrCreate")
          .withNewNodeAffinity()
          .withNewRequired()
          .addNewNodeSelectorTerm()
          .addNewMatchExpression()
          .withKey("kubernetes.io/hostname")
          .withOperator("In")
          .withValues(node)
          .endMatchExpression()
          .endNodeSelectorTerm()
          .endRequired()
          .endNodeAffinity()
          .endSpec()
          .build();
    }

    static String node(PersistentVolume pv) {
      return pv.getSpec()
          .getNodeAffinity()
          .getRequired()
          .getNodeSelectorTerms()
          .get(0)
          .getMatchExpressions()
          .get(0)
          .getValues()
          .get(0);
    }
  }
}
