package firedrill.component.longhorn;

/**
 * A replica directory that no replica object names. Deleting the orphan object deletes the
 * directory.
 */
public record OrphanState(String name, String node, String diskPath, String dataDirectory) {

  static OrphanState of(Resource r) {
    return new OrphanState(
        r.name(),
        r.text("spec", "nodeID"),
        r.text("spec", "parameters", "DiskPath"),
        r.text("spec", "parameters", "DataName"));
  }
}
