package firedrill.component.longhorn;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;

/** What Kubernetes' objects say of a volume of Longhorn's. */
public final class Csi {

  /** Name of Longhorn's CSI driver. */
  public static final String DRIVER = "driver.longhorn.io";

  private Csi() {}

  public static boolean isOurs(PersistentVolume pv) {
    return pv.getSpec().getCsi() != null && DRIVER.equals(pv.getSpec().getCsi().getDriver());
  }

  public static boolean isOurs(VolumeAttachment attachment) {
    return DRIVER.equals(attachment.getSpec().getAttacher());
  }
}
