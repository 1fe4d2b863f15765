package firedrill.component.longhorn;

/**
 * What Longhorn says of a volume.
 *
 * @param state creating, attached, detached, attaching, detaching or deleting; empty when new
 * @param robustness healthy, degraded, faulted or unknown; empty when new
 * @param currentNode where its engine runs, empty if nowhere
 * @param frontend as asked for: blockdev or iscsi
 * @param traits what it is beside that
 * @param uid of this very object: a volume that was deleted and made again has another
 */
public record VolumeState(
    String name,
    long sizeBytes,
    int numberOfReplicas,
    String state,
    String robustness,
    String currentNode,
    String frontend,
    VolumeTraits traits,
    String uid) {

  public boolean isAttached() {
    return state.equals("attached");
  }

  public boolean isDetached() {
    return state.equals("detached");
  }

  /** Attached, with every replica it should have in use. */
  public boolean isHealthy() {
    return isAttached() && robustness.equals("healthy");
  }

  public boolean isDegraded() {
    return isAttached() && robustness.equals("degraded");
  }

  static VolumeState of(Resource r) {
    return new VolumeState(
        r.name(),
        r.number("spec", "size"),
        (int) r.number("spec", "numberOfReplicas"),
        r.text("status", "state"),
        r.text("status", "robustness"),
        r.text("status", "currentNodeID"),
        r.text("spec", "frontend"),
        VolumeTraits.of(r),
        r.uid());
  }
}
