package firedrill.component.longhorn;

import static firedrill.component.longhorn.Longhorn.NAMESPACE;

import firedrill.component.manifest.Manifests;
import firedrill.sandbox.Platform;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Putting Longhorn into a cluster and taking it out, in pieces: order and omissions are the
 * caller's. Every piece returns when it is done.
 */
public final class Installation {

  private static final Pattern HELM = Pattern.compile("\\{\\{[^}]*}}");
  private static final String CLASS = "longhorn";
  private static final String MANAGER = "longhorn-manager";
  private static final List<String> VALIDATORS = List.of("longhorn-webhook-validator");
  private static final List<String> MUTATORS = List.of("longhorn-webhook-mutator");

  /** No node has this label: a DaemonSet that asks for it has no pods. */
  private static final String NOWHERE = "firedrill/stopped";

  private final Platform platform;
  private final Manifests manifests;

  Installation(Platform platform, Manifests manifests) {
    this.platform = platform;
    this.manifests = manifests;
  }

  /**
   * All in the usual order; returns when volumes can be made: after some 45 s on an idle machine,
   * of which 30 are the first period of the managers' disk monitor.
   */
  public void install(Duration limit) {
    installDefinitions();
    applyManagers();
    awaitReady(limit);
  }

  /**
   * Waits for a Longhorn that comes up with its cluster, on disks that nobody has touched since it
   * ended. A manager marks the disks of a node whose own manager is not up yet as not ready, and
   * corrects that only after its disk monitor's first period of 30 s; that verdict is anticipated
   * here. Only for the start of a lab: in a drill it would hide what Longhorn does by itself.
   */
  public void resume(Duration limit) {
    await(
        "Longhorn's managers are back",
        limit,
        () -> {
          int nodes = client().nodes().list().getItems().size();
          return managers() == nodes && instanceManagers() == nodes && readyNodes() == nodes;
        });
    Kind.NODE.in(client()).list().getItems().forEach(this::trustDisks);
    awaitReady(limit);
  }

  private void awaitReady(Duration limit) {
    Awaitility.await("Longhorn is ready")
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(this::missing, String::isEmpty);
  }

  private void trustDisks(GenericKubernetesResource node) {
    Kind.NODE
        .in(client())
        .withName(node.getMetadata().getName())
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            client()
                .getKubernetesSerialization()
                .asJson(Map.of("status", Map.of("diskStatus", trusted(node)))));
  }

  private static Map<String, Object> trusted(GenericKubernetesResource node) {
    Map<String, Object> disks = new HashMap<>();
    if (node.get("status", "diskStatus") instanceof Map<?, ?> known) {
      known
          .keySet()
          .forEach(
              d ->
                  disks.put(
                      String.valueOf(d),
                      Map.of("conditions", List.of(holding("Ready"), holding("Schedulable")))));
    }
    return disks;
  }

  private static Map<String, String> holding(String type) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return Map.of(
        "type",
        type,
        "status",
        "True",
        "lastProbeTime",
        "",
        "lastTransitionTime",
        now,
        "reason",
        "",
        "message",
        "as before the cluster ended");
  }

  /** The custom resource definitions of the version that runs. */
  public void installDefinitions() {
    // Upstream keeps them as a part of its Helm chart: the labels that Helm would put in are left
    // out.
    manifests.applyFile(
        platform.assets(MANAGER).resolve("k8s/crds.yaml"), s -> HELM.matcher(s).replaceAll(""));
    await(
        "Longhorn's definitions are served",
        Duration.ofSeconds(30),
        () -> !definitions().isEmpty() && definitions().stream().allMatch(Installation::served));
  }

  /**
   * Namespace, rights, settings and Services: all that resources need, and nobody to act on them.
   */
  public void applySettings() {
    manifests.apply("longhorn.yaml");
  }

  /** The settings and the managers. */
  public void applyManagers() {
    applySettings();
    manifests.apply("longhorn-manager.yaml");
  }

  /**
   * Whether volumes can be made: on every node a manager, a schedulable disk and a running instance
   * manager; the engine's program on all of them.
   */
  public boolean ready() {
    return missing().isEmpty();
  }

  /** What is still missing for {@link #ready()}, in words; empty if nothing is. */
  public String missing() {
    try {
      int nodes = client().nodes().list().getItems().size();
      List<String> missing = new ArrayList<>();
      need(missing, nodes, managers(), "managers");
      need(missing, nodes, instanceManagers(), "instance managers");
      need(missing, nodes, readyNodes(), "nodes");
      need(missing, nodes, count(Kind.NODE, Installation::hasDisk), "nodes with a usable disk");
      need(
          missing,
          1,
          count(Kind.ENGINE_IMAGE, r -> r.text("status", "state").equals("deployed")),
          "engine images");
      // The managers make it from the ConfigMap; a claim made earlier gets another class.
      if (client().storage().v1().storageClasses().withName(CLASS).get() == null) {
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
  public int managers() {
    return (int)
        client().pods().inNamespace(NAMESPACE).withLabel("app", MANAGER).list().getItems().stream()
            .filter(Readiness::isPodReady)
            .count();
  }

  /**
   * Number of instance managers that run. Their objects may tell of an earlier life of the cluster:
   * only an address that is a ready pod's counts.
   */
  private long instanceManagers() {
    Set<String> addresses =
        client()
            .pods()
            .inNamespace(NAMESPACE)
            .withLabel("longhorn.io/component", "instance-manager")
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
        && disks.values().stream().allMatch(Installation::isSchedulable);
  }

  private static boolean isSchedulable(Object disk) {
    GenericKubernetesResource as = new GenericKubernetesResource();
    as.setAdditionalProperty("status", disk);
    return new Resource(as).holds("Schedulable");
  }

  private long count(Kind kind, java.util.function.Predicate<Resource> wished) {
    return kind.in(client()).list().getItems().stream().map(Resource::new).filter(wished).count();
  }

  /** Ends the managers and keeps everything else; instance managers and volumes go on. */
  public void stopManagers() {
    select("\"" + NOWHERE + "\":\"true\"");
    await("no manager is left", Duration.ofSeconds(60), () -> managerPods() == 0);
  }

  /** Pods of managers, also those that are ending or whose DaemonSet is gone. */
  public int managerPods() {
    return client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app", MANAGER)
        .list()
        .getItems()
        .size();
  }

  /** Undoes {@link #stopManagers()}; returns when all are ready. */
  public void startManagers(Duration limit) {
    select("\"" + NOWHERE + "\":null");
    int nodes = client().nodes().list().getItems().size();
    await("the managers are ready", limit, () -> managers() == nodes);
  }

  private void select(String labels) {
    client()
        .apps()
        .daemonSets()
        .inNamespace(NAMESPACE)
        .withName(MANAGER)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":{" + labels + "}}}}}");
  }

  /** Deletes the managers' DaemonSet with its pods; returns when none is left. */
  public void deleteManagers() {
    client().apps().daemonSets().inNamespace(NAMESPACE).withName(MANAGER).delete();
    await("no manager is left", Duration.ofSeconds(60), () -> managerPods() == 0);
  }

  /**
   * With them and without managers nothing of Longhorn's can be changed. A manager makes them when
   * it starts: call this when none is left.
   */
  public void deleteWebhookConfigurations() {
    var api = client().admissionRegistration().v1();
    VALIDATORS.forEach(n -> api.validatingWebhookConfigurations().withName(n).delete());
    MUTATORS.forEach(n -> api.mutatingWebhookConfigurations().withName(n).delete());
  }

  /**
   * Deletes every custom resource of Longhorn's without its finalizer, as upstream's page on
   * problems with an uninstallation does: nobody cleans up, replica directories stay.
   *
   * @return how many there were
   */
  public int wipeCustomResources() {
    List<CompletableFuture<Void>> deletions;
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      deletions =
          definitions().stream()
              .map(Installation::context)
              .flatMap(c -> wipe(c, threads).stream())
              .toList();
      CompletableFuture.allOf(deletions.toArray(CompletableFuture[]::new)).join();
    } finally {
      threads.shutdown();
    }
    return deletions.size();
  }

  private List<CompletableFuture<Void>> wipe(
      ResourceDefinitionContext context, ExecutorService threads) {
    var kind = client().genericKubernetesResources(context).inNamespace(NAMESPACE);
    return kind.list().getItems().stream()
        .map(r -> r.getMetadata().getName())
        .map(
            name ->
                CompletableFuture.runAsync(
                    () -> {
                      try {
                        kind.withName(name)
                            .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"metadata\":{\"finalizers\":null}}");
                        kind.withName(name).delete();
                      } catch (KubernetesClientException e) {
                        // The garbage collector deletes along: an engine goes with its volume.
                        if (e.getCode() != 404) {
                          throw e;
                        }
                      }
                    },
                    threads))
        .toList();
  }

  /** Deletes the definitions, and returns when none is left. */
  public void deleteDefinitions() {
    definitions()
        .forEach(
            d ->
                client()
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(d.getMetadata().getName())
                    .delete());
    await("Longhorn's definitions are gone", Duration.ofSeconds(60), () -> definitions().isEmpty());
  }

  /** Deletes the namespace with the pods in it, and returns when it is gone. */
  public void deleteNamespace() {
    client().pods().inNamespace(NAMESPACE).withGracePeriod(0).delete();
    client().namespaces().withName(NAMESPACE).delete();
    await(
        "Longhorn's namespace is gone",
        Duration.ofSeconds(60),
        () -> client().namespaces().withName(NAMESPACE).get() == null);
  }

  private List<CustomResourceDefinition> definitions() {
    return client().apiextensions().v1().customResourceDefinitions().list().getItems().stream()
        .filter(d -> Kind.GROUP.equals(d.getSpec().getGroup()))
        .toList();
  }

  private static ResourceDefinitionContext context(CustomResourceDefinition d) {
    return Kind.context(d.getSpec().getNames().getKind(), d.getSpec().getNames().getPlural());
  }

  private static boolean served(CustomResourceDefinition d) {
    return d.getStatus() != null
        && d.getStatus().getConditions() != null
        && d.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  private static void await(
      String what, Duration limit, java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(condition);
  }

  private KubernetesClient client() {
    return platform.kubernetes();
  }
}
