package firedrill.component.longhorn;

/**
 * What Longhorn says of a replica. Its object's name and its directory's name have different random
 * endings.
 *
 * @param node empty until it is scheduled
 * @param diskPath of the node, for example {@code /var/lib/longhorn}
 * @param dataDirectory name of its directory below {@code <diskPath>/replicas}
 * @param failedAt RFC 3339, empty if it has not failed since it was healthy
 * @param healthyAt RFC 3339, empty if it never was since its last rebuild began
 * @param state of its process: running, stopped, error, starting, stopping or unknown
 */
public record ReplicaState(
    String name,
    String volume,
    String node,
    String diskId,
    String diskPath,
    String dataDirectory,
    String failedAt,
    String healthyAt,
    boolean active,
    String state,
    String engine) {

  /** Its directory on its node; it exists once its process has been started. */
  public String directory() {
    return ReplicaFolders.of(diskPath) + "/" + dataDirectory;
  }

  public boolean hasFailed() {
    return !failedAt.isEmpty();
  }

  static ReplicaState of(Resource r) {
    return new ReplicaState(
        r.name(),
        r.text("spec", "volumeName"),
        r.text("spec", "nodeID"),
        r.text("spec", "diskID"),
        r.text("spec", "diskPath"),
        r.text("spec", "dataDirectoryName"),
        r.text("spec", "failedAt"),
        r.text("spec", "healthyAt"),
        r.flag("spec", "active"),
        r.text("status", "currentState"),
        r.text("spec", "engineName"));
  }
}
