package firedrill.lab.local.longhorn;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.util.Map;

/** Names that Kubernetes and Longhorn's CSI driver agree on. */
final class Csi {

  static final String DRIVER = "driver.longhorn.io";
  static final String STORAGE_PROVISIONER = "volume.kubernetes.io/storage-provisioner";
  static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

  /** Keeps a VolumeAttachment until its volume is detached (external-attacher). */
  static final String FINALIZER = "external-attacher/driver-longhorn-io";

  private Csi() {}

  static boolean isOurs(PersistentVolume pv) {
    return pv.getSpec().getCsi() != null && DRIVER.equals(pv.getSpec().getCsi().getDriver());
  }

  static boolean isOurs(VolumeAttachment attachment) {
    return DRIVER.equals(attachment.getSpec().getAttacher());
  }

  static String annotation(Map<String, String> annotations, String name) {
    return annotations == null ? null : annotations.get(name);
  }
}
