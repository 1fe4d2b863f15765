package firedrill.component.longhorn;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** How much of Longhorn is there and works, as its resources and pods say now. */
record InstallationState(KubernetesClient client) {

  /** Made by the managers, for claims. */
  static final String CLASS = "longhorn";

  /** Whether every node has its manager, its instance manager and Longhorn's trust again. */
  boolean isBack() {
    int nodes = nodes();
    return managers() == nodes && instanceManagers() == nodes && readyNodes() == nodes;
  }

  int nodes() {
    return client.nodes().list().getItems().size();
  }

  /** What is still missing for volumes to be made, in words; empty if nothing is. */
  String missing() {
    try {
      int nodes = nodes();
      List<String> missing = new ArrayList<>();
      need(missing, nodes, managers(), "managers");
      need(missing, nodes, instanceManagers(), "instance managers");
      need(missing, nodes, readyNodes(), "nodes");
      need(
          missing, nodes, count(Kind.NODE, InstallationState::hasDisk), "nodes with a usable disk");
      need(
          missing,
          1,
          count(Kind.ENGINE_IMAGE, r -> r.text("status", "state").equals("deployed")),
          "engine images");
      // The managers make it from the ConfigMap; a claim made earlier gets another class.
      if (client.storage().v1().storageClasses().withName(CLASS).get() == null) {
        missing.add("the class " + CLASS);
      }
      return String.join(", ", missing);
    } catch (KubernetesClientException notYet) {
      return "an answer: " + notYet.getMessage();
    }
  }

  private static void need(List<String> missing, long wanted, long there, String what) {
    if (there != wanted || wanted == 0) {
      missing.add(there + " of " + wanted + ' ' + what);
    }
  }

  private long readyNodes() {
    return count(Kind.NODE, r -> r.holds("Ready") && r.holds("Schedulable"));
  }

  /** Number of managers that are ready. */
  int managers() {
    return (int)
        client
            .pods()
            .inNamespace(Longhorn.NAMESPACE)
            .withLabel("app", Installation.MANAGER)
            .list()
            .getItems()
            .stream()
            .filter(Readiness::isPodReady)
            .count();
  }

  /**
   * Number of instance managers that run. Their objects may tell of an earlier life of the cluster:
   * only an address that is a ready pod's counts.
   */
  private long instanceManagers() {
    Set<String> addresses =
        client
            .pods()
            .inNamespace(Longhorn.NAMESPACE)
            .withLabel(Installation.COMPONENT_LABEL, "instance-manager")
            .list()
            .getItems()
            .stream()
            .filter(Readiness::isPodReady)
            .map(p -> p.getStatus().getPodIP())
            .collect(Collectors.toSet());
    return count(
        Kind.INSTANCE_MANAGER,
        r ->
            r.text("status", "currentState").equals("running")
                && addresses.contains(r.text("status", "ip")));
  }

  private static boolean hasDisk(Resource node) {
    return node.resource().get("status", "diskStatus") instanceof Map<?, ?> disks
        && !disks.isEmpty()
        && disks.values().stream().allMatch(InstallationState::isSchedulable);
  }

  private static boolean isSchedulable(Object disk) {
    GenericKubernetesResource as = new GenericKubernetesResource();
    as.setAdditionalProperty("status", disk);
    return new Resource(as).holds("Schedulable");
  }

  private long count(Kind kind, Predicate<Resource> wished) {
    return kind.in(client).list().getItems().stream().map(Resource::new).filter(wished).count();
  }
}
