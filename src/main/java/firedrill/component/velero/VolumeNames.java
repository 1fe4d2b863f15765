package firedrill.component.velero;

import java.util.regex.Pattern;

/**
 * By what a line of Velero's log may name a volume.
 *
 * @param volume the PersistentVolume
 * @param namespace of its claim
 * @param claim the PersistentVolumeClaim, which may be called as other objects of the namespace are
 * @param inPod as the pod that mounts it calls it
 */
public record VolumeNames(String volume, String namespace, String claim, String inPod) {

  private static final Pattern CLAIM_KIND =
      Pattern.compile("(?i)(?<![\\w-])(persistentvolumeclaims?|pvcs?)(?![\\w-])");

  /** Whether the line is about this volume, and not about another one or another kind of object. */
  public boolean areIn(String line) {
    return has(line, "", volume)
        || has(line, "(?i:volumes?)[=: \"\\\\]+", inPod)
        || (CLAIM_KIND.matcher(line).find()
            && (has(line, "name=\"?", claim) || has(line, "", namespace + "/" + claim)));
  }

  /** Whether the name stands there by itself, and is no part of a longer one. */
  private static boolean has(String line, String before, String name) {
    return Pattern.compile("(?<![\\w.-])" + before + Pattern.quote(name) + "(?![\\w./-])")
        .matcher(line)
        .find();
  }

  /** For people. */
  @Override
  public String toString() {
    return "volume %s of %s/%s".formatted(volume, namespace, claim);
  }
}
