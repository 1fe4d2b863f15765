package firedrill.component.longhorn.saved;

import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.component.longhorn.Kind;
import firedrill.component.longhorn.Longhorn;
import java.util.List;

/**
 * What is left of a resource when it is to be created again. Owner references above all: the owner
 * it names by UID is gone, so the garbage collector deletes the resource, and Longhorn the data
 * directory with it (seen with 1.12.1, within 1.5 s).
 */
final class Cleaning {

  private static final List<String> METADATA =
      List.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "managedFields",
          "selfLink",
          "ownerReferences");

  private Cleaning() {}

  /** Changes it; the place of a replica's data and all that says how good they are is kept. */
  static ObjectNode clean(Kind kind, ObjectNode resource) {
    withoutStatus(resource);
    if (resource.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(METADATA);
      if (metadata.path("namespace").asText("").isEmpty()) {
        // Without one it would be made wherever kubectl happens to be.
        metadata.put("namespace", Longhorn.NAMESPACE);
      }
      if (metadata.get("annotations") instanceof ObjectNode annotations) {
        // That look was at the directories of then.
        annotations.remove(Inspection.MARK);
      }
    }
    Labels.complete(kind, resource);
    if (resource.get("spec") instanceof ObjectNode spec) {
      switch (kind) {
        case VOLUME -> {
          // Where it was attached; nobody has asked for that yet.
          blank(spec, "nodeID", "engineNodeID", "migrationNodeID", "lastAttachedBy");
          // Done once; that it was done stood in the status. Longhorn would restore again, over
          // newer data.
          blank(spec, "fromBackup", "dataSource", "cloneMode", "snapshotHashingRequestedAt");
          if (spec.has("restoreVolumeRecurringJob")) {
            // Its list of values has no empty one (crds.yaml of longhorn-manager 1.12).
            spec.put("restoreVolumeRecurringJob", "ignored");
          }
        }
        case ENGINE -> {
          blank(spec, "nodeID", "backupVolume", "requestedBackupRestore", "requestedDataSource");
          stopped(spec);
          spec.remove(List.of("replicaAddressMap", "upgradedReplicaAddressMap"));
        }
        case REPLICA -> {
          stopped(spec);
          blank(spec, "migrationEngineName");
          if (spec.has("evictionRequested")) {
            spec.put("evictionRequested", false);
          }
          if (spec.has("rebuildRetryCount")) {
            // Too many, and Longhorn deletes the replica, where it may be tried again now.
            spec.put("rebuildRetryCount", 0);
          }
        }
        default -> throw new IllegalArgumentException(kind + " is not saved");
      }
    }
    return resource;
  }

  /** As {@code kubectl get -o yaml} gives it, to be created again by somebody unaware. */
  static ObjectNode careless(ObjectNode resource) {
    withoutStatus(resource);
    if (resource.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(METADATA.subList(0, METADATA.size() - 1));
    }
    return resource;
  }

  private static void withoutStatus(ObjectNode resource) {
    resource.remove("status");
  }

  private static void blank(ObjectNode spec, String... fields) {
    for (String field : fields) {
      if (spec.path(field).isTextual()) {
        spec.put(field, "");
      } else if (spec.has(field)) {
        spec.remove(field);
      }
    }
  }

  private static void stopped(ObjectNode spec) {
    spec.put("desireState", "stopped");
    // The managers' own, of one start of the instance.
    spec.put("salvageRequested", false);
  }
}
