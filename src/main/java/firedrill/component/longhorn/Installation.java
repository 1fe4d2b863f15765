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
import java.util.List;
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
   * All in the usual order, unless it is installed already; returns when volumes can be made: after
   * some 45 s, of which 30 are the first period of the managers' disk monitor, or 10 s if it was
   * installed before.
   */
  public void install(Duration limit) {
    if (client().apps().daemonSets().inNamespace(NAMESPACE).withName(MANAGER).get() == null) {
      installDefinitions();
      applyManagers();
    }
    await("Longhorn is ready", limit, this::ready);
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

  /** Namespace, rights, settings, Services and the managers. */
  public void applyManagers() {
    manifests.apply("longhorn.yaml");
    manifests.apply("longhorn-manager.yaml");
  }

  /**
   * Whether volumes can be made: on every node a manager, a schedulable disk and a running instance
   * manager; the engine's program on all of them.
   */
  public boolean ready() {
    try {
      int nodes = client().nodes().list().getItems().size();
      return managers() == nodes
          && instanceManagers() == nodes
          && count(Kind.NODE, r -> r.holds("Ready") && r.holds("Schedulable") && hasDisk(r))
              == nodes
          && count(Kind.ENGINE_IMAGE, r -> r.text("status", "state").equals("deployed")) == 1
          // The managers make it from the ConfigMap; a claim made earlier gets another class.
          && client().storage().v1().storageClasses().withName(CLASS).get() != null;
    } catch (KubernetesClientException notYet) {
      return false;
    }
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
    return node.resource().get("status", "diskStatus") instanceof java.util.Map<?, ?> disks
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

  /** Deletes the managers' DaemonSet with its pods. */
  public void deleteManagers() {
    client().apps().daemonSets().inNamespace(NAMESPACE).withName(MANAGER).delete();
  }

  /** Without it nothing of Longhorn's can be changed while no manager answers. */
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
