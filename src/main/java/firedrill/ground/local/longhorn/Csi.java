package firedrill.ground.local.longhorn;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;

/** Names that Kubernetes and Longhorn's CSI driver agree on. */
final class Csi {

  static final String DRIVER = "driver.longhorn.io";

  /** Keeps a VolumeAttachment until its volume is detached (external-attacher). */
  static final String FINALIZER = "external-attacher/driver-longhorn-io";

  private Csi() {}

  static boolean isOurs(PersistentVolume pv) {
    return pv.getSpec().getCsi() != null && DRIVER.equals(pv.getSpec().getCsi().getDriver());
  }

  static boolean isOurs(VolumeAttachment attachment) {
    return DRIVER.equals(attachment.getSpec().getAttacher());
  }
}
