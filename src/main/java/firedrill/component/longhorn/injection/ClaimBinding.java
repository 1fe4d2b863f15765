package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.Csi;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Binds a claim to a Longhorn volume by hand: a PersistentVolume with the volume's handle, and the
 * claim that names it. A claim bound to another volume is made anew; that volume is retained.
 */
public final class ClaimBinding {

  private static final Duration GONE = Duration.ofSeconds(30);

  private final KubernetesClient client;

  public ClaimBinding(KubernetesClient client) {
    this.client = client;
  }

  /**
   * May be called again after an interruption; does nothing when the claim is bound to it already.
   *
   * @param handle the Longhorn volume's name
   * @throws IllegalStateException when the old claim is still in use
   */
  public void bind(VolumeClaim claim, String handle) {
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
      client.persistentVolumes().resource(volume(claim, handle)).create();
    }
    // Its reference to a claim of an earlier attempt would name another UID.
    client
        .persistentVolumes()
        .withName(name)
        .edit(
            pv -> {
              pv.getSpec().setClaimRef(volume(claim, handle).getSpec().getClaimRef());
              return pv;
            });
    claims(claim).resource(claimOf(claim, name)).create();
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

  private static PersistentVolume volume(VolumeClaim claim, String handle) {
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
        .withFsType("ext4")
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
