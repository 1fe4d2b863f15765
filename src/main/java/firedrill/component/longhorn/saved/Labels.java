package firedrill.component.longhorn.saved;

import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.component.longhorn.Kind;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What Longhorn finds its resources by. A Replica without {@link #VOLUME} is none of its volume's,
 * which then gets new, empty ones; of one without {@link #DISK} the directory counts as an orphan's
 * (manager 1.12.0, {@code datastore.ListVolumeReplicas}, {@code ListReplicasByDiskUUID}). Webhooks
 * would add the first, and are not there while resources are put back.
 */
final class Labels {

  static final String VOLUME = "longhornvolume";
  static final String NODE = "longhornnode";
  static final String DISK = "longhorndiskuuid";

  /** Of a backing image that no Replica is labelled with, a disk's copy is cleaned up. */
  static final String BACKING_IMAGE = "longhorn.io/backing-image";

  /** A longer name is shortened in a label (manager 1.12.0, {@code util.AutoCorrectName}). */
  private static final int LONGEST = 40;

  private Labels() {}

  /**
   * A Replica of no volume would be missed where its volume is decided; Longhorn says it twice.
   *
   * @throws IOException naming the file, when neither says it or the two contradict each other
   */
  static void belonging(Path file, Kind kind, String name, ObjectNode resource) throws IOException {
    if (kind == Kind.VOLUME) {
      return;
    }
    String said = resource.path("spec").path("volumeName").asText("");
    String label = resource.path("metadata").path("labels").path(VOLUME).asText("");
    String which = file + ": " + kind.kind() + " " + name;
    if (said.isEmpty() && label.isEmpty()) {
      throw new IOException(
          which
              + " names no volume, neither as volumeName nor in its label "
              + VOLUME
              + ": the file is damaged. Write the name in, or take that resource out");
    }
    if (said.isEmpty()) {
      ((ObjectNode) resource.get("spec")).put("volumeName", label);
    } else if (!label.isEmpty() && !label.equals(said) && said.length() <= LONGEST) {
      throw new IOException(
          which
              + " is volume "
              + said
              + "'s by its volumeName and volume "
              + label
              + "'s by its label "
              + VOLUME
              + ": Longhorn would serve it to either. Bring the file as it was saved, or take that"
              + " resource out");
    }
  }

  /** Those that are missing or out of date are written from what the resource says of itself. */
  static void complete(Kind kind, ObjectNode resource) {
    var metadata = resource.path("metadata");
    var spec = resource.path("spec");
    String volume =
        kind == Kind.VOLUME ? metadata.path("name").asText("") : spec.path("volumeName").asText("");
    if (volume.length() <= LONGEST) {
      put(resource, VOLUME, volume);
    }
    if (kind == Kind.REPLICA) {
      put(resource, NODE, spec.path("nodeID").asText(""));
      put(resource, DISK, spec.path("diskID").asText(""));
      put(resource, BACKING_IMAGE, spec.path("backingImage").asText(""));
    }
  }

  private static void put(ObjectNode resource, String label, String value) {
    if (!value.isEmpty() && resource.get("metadata") instanceof ObjectNode metadata) {
      metadata.withObject("/labels").put(label, value);
    }
  }
}
