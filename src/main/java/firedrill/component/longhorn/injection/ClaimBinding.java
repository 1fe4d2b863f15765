package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.Csi;
import firedrill.component.longhorn.replica.ContentKind;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Binds a claim to a Longhorn volume by hand: a PersistentVolume with the volume's handle, and the
 * claim that names it. A claim bound to another volume is made anew; that volume is retained.
 */
final class ClaimBinding {

  private static final Duration GONE = Duration.ofSeconds(30);

  /** {@code fsType} of a volume that it takes (csi/util.go of longhorn-manager 1.12); ext3 too. */
  private static final Set<String> MOUNTED = Set.of("ext4", "ext3", "xfs");

  private final KubernetesClient client;

  public ClaimBinding(KubernetesClient client) {
    this.client = client;
  }

  /**
   * May be called again after an interruption; does nothing when the claim is bound to it already.
   *
   * @param handle the Longhorn volume's name
   * @param content of the volume, which its pods are to find again
   * @throws IllegalArgumentException before anything is changed, when Longhorn's CSI driver would
   *     not mount such content
   * @throws IllegalStateException when the old claim is still in use
   */
  public void bind(VolumeClaim claim, String handle, ContentKind content) {
    requireMountable(claim, content);
    PersistentVolumeClaim present = claims(claim).withName(claim.name()).get();
    if (present != null) {
      String bound = present.getSpec().getVolumeName();
      if (bound != null && handle.equals(handle(bound))) {
        return;
      }
      release(claim, bound);
    }
    String name = handle;
    if (client.persistentVolumes().withName(name).get() == null) {
      client.persistentVolumes().resource(volume(claim, handle, content)).create();
    }
    // Its reference to a claim of an earlier attempt would name another UID.
    client
        .persistentVolumes()
        .withName(name)
        .edit(
            pv -> {
              pv.getSpec().setClaimRef(volume(claim, handle, content).getSpec().getClaimRef());
              return pv;
            });
    claims(claim).resource(claimOf(claim, name)).create();
  }

  /** It formats a device on which it finds no file system, and fails on one of another type. */
  private static void requireMountable(VolumeClaim claim, ContentKind content) {
    if (!MOUNTED.contains(content.fsType())) {
      throw new IllegalArgumentException(
          "claim "
              + claim.namespace()
              + "/"
              + claim.name()
              + " is not bound: the volume holds "
              + content.text()
              + ", and Longhorn's CSI driver mounts ext4 and XFS. Bind it by hand as what it was: a"
              + " raw block claim, or an encrypted one with its Secret");
    }
  }

  private io.fabric8.kubernetes.client.dsl.NonNamespaceOperation<
          PersistentVolumeClaim,
          io.fabric8.kubernetes.api.model.PersistentVolumeClaimList,
          io.fabric8.kubernetes.client.dsl.Resource<PersistentVolumeClaim>>
      claims(VolumeClaim claim) {
    return client.persistentVolumeClaims().inNamespace(claim.namespace());
  }

  private String handle(String volume) {
    PersistentVolume pv = client.persistentVolumes().withName(volume).get();
    return pv == null || pv.getSpec().getCsi() == null
        ? ""
        : pv.getSpec().getCsi().getVolumeHandle();
  }

  private void release(VolumeClaim claim, String bound) {
    if (bound != null && client.persistentVolumes().withName(bound).get() != null) {
      client
          .persistentVolumes()
          .withName(bound)
          .edit(
              pv -> {
                pv.getSpec().setPersistentVolumeReclaimPolicy("Retain");
                return pv;
              });
    }
    claims(claim).withName(claim.name()).delete();
    try {
      Awaitility.await("the old claim is gone")
          .atMost(GONE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> Objects.isNull(claims(claim).withName(claim.name()).get()));
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException(
          "claim "
              + claim.namespace()
              + "/"
              + claim.name()
              + " does not go away: a pod still uses it; scale down what mounts it, and call again",
          e);
    }
  }

  private static PersistentVolume volume(VolumeClaim claim, String handle, ContentKind content) {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName(handle)
        .addToAnnotations("pv.kubernetes.io/provisioned-by", Csi.DRIVER)
        .endMetadata()
        .withNewSpec()
        .addToCapacity("storage", new Quantity(String.valueOf(claim.bytes())))
        .withAccessModes(claim.accessModes())
        .withPersistentVolumeReclaimPolicy("Retain")
        .withStorageClassName(claim.storageClass())
        .withVolumeMode("Filesystem")
        .withNewClaimRef()
        .withApiVersion("v1")
        .withKind("PersistentVolumeClaim")
        .withNamespace(claim.namespace())
        .withName(claim.name())
        .endClaimRef()
        .withNewCsi()
        .withDriver(Csi.DRIVER)
        .withVolumeHandle(handle)
        .withFsType(content.fsType())
        .endCsi()
        .endSpec()
        .build();
  }

  private static PersistentVolumeClaim claimOf(VolumeClaim claim, String volume) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withNamespace(claim.namespace())
        .withName(claim.name())
        .endMetadata()
        .withNewSpec()
        .withStorageClassName(claim.storageClass())
        .withAccessModes(claim.accessModes())
        .withVolumeName(volume)
        .withNewResources()
        .addToRequests("storage", new Quantity(String.valueOf(claim.bytes())))
        .endResources()
        .endSpec()
        .build();
  }
}
