package firedrill.component.longhorn.saved;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a step would destroy data, asked of the cluster itself. What they guard against was seen
 * with Longhorn 1.12.1: a Replica resource that claims a directory which an Orphan stands for makes
 * Longhorn delete that directory at its next scan, and so does one with a stale owner.
 */
final class RestorePreconditions {

  private final KubernetesClient client;
  private final SavedResources saved;

  RestorePreconditions(KubernetesClient client, SavedResources saved) {
    this.client = client;
    this.saved = saved;
  }

  void require(RestoreStep step) throws RestoreRefused {
    switch (step) {
      case STOP_MANAGERS -> noOwners(step);
      case REMOVE_WEBHOOKS, RELEASE_ORPHANS -> managersStopped(step);
      case APPLY_REPLICAS -> {
        // What destroys data is told before what merely does not work.
        noOwners(step);
        noOrphans(step);
        noOtherReplicas(step);
        managersStopped(step);
        noWebhooks(step);
        whole(step);
        nodesThere(step);
        imagesThere(step);
        disksKnown(step);
      }
      case APPLY_ENGINES -> {
        managersStopped(step);
        noWebhooks(step);
        noOwners(step);
      }
      case APPLY_VOLUMES -> {
        managersStopped(step);
        noWebhooks(step);
        noOwners(step);
        whole(step);
        replicasThere(step);
      }
      case START_MANAGERS -> {
        noOrphansOfSaved(step);
        replicasThere(step);
      }
    }
  }

  /** Of each volume for itself. */
  private void whole(RestoreStep step) throws RestoreRefused {
    List<String> missing =
        SavedCheck.of(saved).stream()
            .filter(SavedCheck.Finding::blocks)
            .map(f -> (f.volume().isEmpty() ? "" : "volume " + f.volume() + ": ") + f.text())
            .toList();
    refuseIf(
        !missing.isEmpty(),
        step,
        String.join("; ", missing) + ". Leave it out, or bring it back block by block (Method D)");
  }

  private void nodesThere(RestoreStep step) throws RestoreRefused {
    Set<String> nodes =
        client.nodes().list().getItems().stream()
            .map(n -> n.getMetadata().getName())
            .collect(Collectors.toSet());
    List<String> gone =
        saved.replicas().stream()
            .map(r -> SavedResources.text(r, "nodeID"))
            .filter(node -> !nodes.isEmpty() && !nodes.contains(node))
            .distinct()
            .toList();
    refuseIf(
        !gone.isEmpty(),
        step,
        "the cluster has no node "
            + String.join(", ", gone)
            + ", on which Replicas are saved; was it renamed? Give it its name back, or use Method"
            + " D");
  }

  /** Engine images that Longhorn will make itself are not there before its first start. */
  private void imagesThere(RestoreStep step) throws RestoreRefused {
    Set<String> engines =
        Kinds.ENGINE_IMAGE.in(client).list().getItems().stream()
            .map(i -> SavedResources.text(i, "image"))
            .collect(Collectors.toSet());
    Set<String> backings =
        Kinds.BACKING_IMAGE.in(client).list().getItems().stream()
            .map(i -> i.getMetadata().getName())
            .collect(Collectors.toSet());
    for (GenericKubernetesResource volume : saved.volumes()) {
      String engine = SavedResources.text(volume, "image");
      refuseIf(
          !engine.isEmpty() && !engines.isEmpty() && !engines.contains(engine),
          step,
          "volume "
              + volume.getMetadata().getName()
              + " needs the engine image "
              + engine
              + ", which this Longhorn does not have; deploy it first");
      String backing = SavedResources.text(volume, "backingImage");
      refuseIf(
          !backing.isEmpty() && !backings.contains(backing),
          step,
          "volume "
              + volume.getMetadata().getName()
              + " stands on BackingImage "
              + backing
              + ", which is not there; put that back first");
    }
  }

  private void managersStopped(RestoreStep step) throws RestoreRefused {
    List<String> running =
        client
            .pods()
            .inNamespace(Kinds.NAMESPACE)
            .withLabel("app", "longhorn-manager")
            .list()
            .getItems()
            .stream()
            .filter(pod -> !ended(pod))
            .map(pod -> pod.getMetadata().getName())
            .toList();
    refuseIf(
        !running.isEmpty(),
        step,
        "managers run ("
            + String.join(", ", running)
            + "); stop them first, they act on every change");
  }

  private static boolean ended(Pod pod) {
    String phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  private void noWebhooks(RestoreStep step) throws RestoreRefused {
    boolean any =
        client
                .admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .list()
                .getItems()
                .stream()
                .anyMatch(w -> w.getMetadata().getName().startsWith("longhorn-webhook-"))
            || client
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .list()
                .getItems()
                .stream()
                .anyMatch(w -> w.getMetadata().getName().startsWith("longhorn-webhook-"));
    refuseIf(
        any,
        step,
        "Longhorn's webhooks are registered and no manager answers them; remove them first");
  }

  private void noOwners(RestoreStep step) throws RestoreRefused {
    List<String> owned =
        saved.all().stream()
            .filter(
                r ->
                    r.getMetadata().getOwnerReferences() != null
                        && !r.getMetadata().getOwnerReferences().isEmpty())
            .map(r -> r.getKind() + " " + r.getMetadata().getName())
            .toList();
    refuseIf(
        !owned.isEmpty(),
        step,
        "saved with owner references that are stale now ("
            + String.join(", ", owned)
            + "): the garbage collector would delete them and Longhorn their data; save without"
            + " them");
  }

  private List<String> orphans() {
    try {
      return Kinds.ORPHAN.in(client).list().getItems().stream()
          .map(o -> String.valueOf((Object) o.get("spec", "parameters", "DataName")))
          .toList();
    } catch (KubernetesClientException e) {
      if (e.getCode() == 404) {
        throw new IllegalStateException(
            "the cluster does not know Longhorn's definitions; install them first", e);
      }
      throw e;
    }
  }

  private void noOrphans(RestoreStep step) throws RestoreRefused {
    List<String> orphans = orphans();
    refuseIf(
        !orphans.isEmpty(),
        step,
        "there are Orphans ("
            + String.join(", ", orphans)
            + "): Longhorn would delete a directory that one of them stands for; release them"
            + " first");
  }

  private void noOrphansOfSaved(RestoreStep step) throws RestoreRefused {
    Set<String> directories =
        saved.replicas().stream()
            .map(r -> SavedResources.text(r, "dataDirectoryName"))
            .collect(Collectors.toSet());
    List<String> claimed = orphans().stream().filter(directories::contains).toList();
    refuseIf(
        !claimed.isEmpty(),
        step,
        "an Orphan and a Replica both claim "
            + String.join(", ", claimed)
            + ": Longhorn would delete that directory; release the Orphan first");
  }

  /** Empty ones that Longhorn made meanwhile would be mixed with the old ones. */
  private void noOtherReplicas(RestoreStep step) throws RestoreRefused {
    Set<String> volumes =
        saved.volumes().stream().map(v -> v.getMetadata().getName()).collect(Collectors.toSet());
    Set<String> directories =
        saved.replicas().stream()
            .map(r -> SavedResources.text(r, "dataDirectoryName"))
            .collect(Collectors.toSet());
    List<String> others =
        Kinds.REPLICA.in(client).list().getItems().stream()
            .filter(r -> volumes.contains(SavedResources.text(r, "volumeName")))
            .filter(r -> !directories.contains(SavedResources.text(r, "dataDirectoryName")))
            .map(r -> r.getMetadata().getName())
            .toList();
    refuseIf(
        !others.isEmpty(),
        step,
        "the volume has been made again and has other replicas ("
            + String.join(", ", others)
            + "), which would be served beside the old ones; delete that volume, or use Method D");
  }

  private void disksKnown(RestoreStep step) throws RestoreRefused {
    List<GenericKubernetesResource> nodes = Kinds.NODE.in(client).list().getItems();
    for (GenericKubernetesResource replica : saved.replicas()) {
      String node = SavedResources.text(replica, "nodeID");
      String disk = SavedResources.text(replica, "diskID");
      boolean elsewhere =
          nodes.stream()
              .filter(n -> n.getMetadata().getName().equals(node))
              .map(n -> n.get("status", "diskStatus"))
              // A manager that has never run has not looked at its disks yet.
              .filter(disks -> disks instanceof java.util.Map<?, ?> map && !map.isEmpty())
              .anyMatch(disks -> !disks.toString().contains(disk));
      refuseIf(
          elsewhere,
          step,
          "no disk of node "
              + node
              + " has the UUID "
              + disk
              + " of replica "
              + replica.getMetadata().getName());
    }
  }

  private void replicasThere(RestoreStep step) throws RestoreRefused {
    Set<String> present =
        Kinds.REPLICA.in(client).list().getItems().stream()
            .map(r -> SavedResources.text(r, "dataDirectoryName"))
            .collect(Collectors.toSet());
    List<String> missing =
        saved.replicas().stream()
            .map(r -> SavedResources.text(r, "dataDirectoryName"))
            .filter(directory -> !present.contains(directory))
            .toList();
    refuseIf(
        !missing.isEmpty() || saved.replicas().isEmpty(),
        step,
        "no Replica names "
            + (missing.isEmpty() ? "a directory" : String.join(", ", missing))
            + ": Longhorn would give the volume new, empty ones; apply the Replicas first");
  }

  private static void refuseIf(boolean bad, RestoreStep step, String why) throws RestoreRefused {
    if (bad) {
      throw new RestoreRefused(step, why);
    }
  }
}
