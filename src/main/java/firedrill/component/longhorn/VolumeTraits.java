package firedrill.component.longhorn;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a volume is beside its size and its number of replicas: a fresh one in its place must be the
 * same, or its pods do not start.
 *
 * @param accessMode {@code rwo} or {@code rwx}, as in a Volume's spec
 * @param dataLocality {@code disabled}, {@code best-effort} or {@code strict-local}
 * @param migratable of a Volume that virtual machines share while they move
 * @param encrypted its blocks are LUKS's; the key lies in a Secret
 * @param dataEngine {@code v1}, or {@code v2}, whose replicas are no directories
 */
public record VolumeTraits(
    String accessMode,
    String dataLocality,
    boolean migratable,
    boolean encrypted,
    String dataEngine) {

  /** Of a volume of which nothing else is known; Longhorn's own defaults (1.12). */
  public static final VolumeTraits USUAL = new VolumeTraits("rwo", "disabled", false, false, "v1");

  /** A field that was not saved has Longhorn's default. */
  public VolumeTraits {
    accessMode = accessMode.isEmpty() ? "rwo" : accessMode;
    dataLocality = dataLocality.isEmpty() ? "disabled" : dataLocality;
    dataEngine = dataEngine.isEmpty() ? "v1" : dataEngine;
  }

  static VolumeTraits of(Resource volume) {
    return new VolumeTraits(
        volume.text("spec", "accessMode"),
        volume.text("spec", "dataLocality"),
        volume.flag("spec", "migratable"),
        volume.flag("spec", "encrypted"),
        volume.text("spec", "dataEngine"));
  }

  /**
   * As Kubernetes remembers them when Longhorn is lost: the parameters of the StorageClass stand in
   * the attributes of the volume that they made.
   */
  public static VolumeTraits of(PersistentVolume pv) {
    Map<String, String> attributes =
        Optional.ofNullable(pv.getSpec().getCsi().getVolumeAttributes()).orElse(Map.of());
    List<String> modes = Optional.ofNullable(pv.getSpec().getAccessModes()).orElse(List.of());
    return new VolumeTraits(
        accessMode(attributes.getOrDefault("share", ""), modes),
        attributes.getOrDefault("dataLocality", ""),
        Boolean.parseBoolean(attributes.get("migratable")),
        Boolean.parseBoolean(attributes.get("encrypted")),
        attributes.getOrDefault("dataEngine", ""));
  }

  /**
   * As the driver translates them ({@code csi/util.go} of longhorn-manager 1.12).
   *
   * @param share the attribute of that name: whether the volume is served by NFS; empty when the
   *     modes alone tell
   */
  private static String accessMode(String share, List<String> modes) {
    if (share.equals("false")) {
      return "rwo";
    }
    if (share.equals("true") || modes.contains("ReadWriteMany") || modes.contains("ReadOnlyMany")) {
      return "rwx";
    }
    return modes.contains("ReadWriteOncePod") ? "rwop" : "rwo";
  }

  /** What they are in a Volume's spec; the caller's own, to add to. */
  Map<String, Object> spec() {
    Map<String, Object> spec = new HashMap<>();
    spec.put("dataEngine", dataEngine);
    spec.put("accessMode", accessMode);
    spec.put("dataLocality", dataLocality);
    spec.put("migratable", migratable);
    spec.put("encrypted", encrypted);
    return spec;
  }

  /** In what a volume that is there differs from these, in words; empty when in nothing. */
  public List<String> differences(VolumeTraits there) {
    List<String> all = new ArrayList<>();
    differ(all, "accessMode", accessMode, there.accessMode);
    differ(all, "dataLocality", dataLocality, there.dataLocality);
    differ(all, "migratable", migratable, there.migratable);
    differ(all, "encrypted", encrypted, there.encrypted);
    differ(all, "dataEngine", dataEngine, there.dataEngine);
    return all;
  }

  private static void differ(List<String> all, String field, Object wanted, Object there) {
    if (!wanted.equals(there)) {
      all.add(field + " is " + there + ", that of the lost one was " + wanted);
    }
  }
}
