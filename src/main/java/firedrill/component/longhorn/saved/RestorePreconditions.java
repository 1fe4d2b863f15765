package firedrill.component.longhorn.saved;

import firedrill.component.longhorn.Kind;
import firedrill.component.longhorn.Longhorn;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a step would destroy data of any volume, asked of the cluster itself. What they guard
 * against was seen with Longhorn 1.12.1: a Replica resource that claims a directory which an Orphan
 * stands for makes Longhorn delete that directory at its next scan, and so does one with a stale
 * owner.
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
        managersStopped(step);
        noWebhooks(step);
      }
      case APPLY_ENGINES, APPLY_VOLUMES -> {
        managersStopped(step);
        noWebhooks(step);
        noOwners(step);
      }
      case START_MANAGERS -> {
        noAutoDeletion(step);
        noOrphansOfReplicas(step);
      }
    }
  }

  private void managersStopped(RestoreStep step) throws RestoreRefused {
    List<String> running =
        client
            .pods()
            .inNamespace(Longhorn.NAMESPACE)
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
      return Kind.ORPHAN.in(client).list().getItems().stream()
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

  /**
   * Five minutes after they start, of every directory that no Replica names yet (1.9 and later).
   */
  private void noAutoDeletion(RestoreStep step) throws RestoreRefused {
    for (String name : List.of("orphan-resource-auto-deletion", "orphan-auto-deletion")) {
      GenericKubernetesResource setting = Kind.SETTING.in(client).withName(name).get();
      String value = setting == null ? "" : String.valueOf((Object) setting.get("value"));
      refuseIf(
          value.contains("replica-data") || value.equals("true"),
          step,
          "setting "
              + name
              + " is "
              + value
              + ": Longhorn would delete the directories that no Replica names; empty it until"
              + " every volume is back");
    }
  }

  /** A directory of a volume that is left out has an Orphan, and no Replica beside it. */
  private void noOrphansOfReplicas(RestoreStep step) throws RestoreRefused {
    Set<String> directories =
        Kind.REPLICA.in(client).list().getItems().stream()
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

  static void refuseIf(boolean bad, RestoreStep step, String why) throws RestoreRefused {
    if (bad) {
      throw new RestoreRefused(step, why);
    }
  }
}
