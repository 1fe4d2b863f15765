package firedrill.component.longhorn;

import static firedrill.component.longhorn.Longhorn.NAMESPACE;

import firedrill.component.manifest.Manifests;
import firedrill.sandbox.Platform;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Putting Longhorn into a cluster and taking it out, in pieces: order and omissions are the
 * caller's. Every piece returns when it is done.
 */
public final class Installation {

  /** Label of Longhorn's pods, with the name of what they are part of. */
  public static final String COMPONENT_LABEL = "longhorn.io/component";

  private static final Pattern HELM = Pattern.compile("\\{\\{[^}]*}}");
  static final String MANAGER = "longhorn-manager";
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
    await("Longhorn's managers are back", limit, state()::isBack);
    new DiskTrust(client()).anticipate();
    awaitReady(limit);
  }

  /** Waits for the same Longhorn, and lets it find out by itself what is ready. */
  public void awaitBack(Duration limit) {
    await("Longhorn's managers are back", limit, state()::isBack);
    awaitReady(limit);
  }

  private void awaitReady(Duration limit) {
    Awaitility.await("Longhorn is ready")
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(this::missing, String::isEmpty);
  }

  /** The custom resource definitions of the version that runs. */
  public void installDefinitions() {
    // Upstream keeps them as a part of its Helm chart: the labels that Helm would put in are left
    // out.
    manifests.applyFile(
        platform.assets(MANAGER).resolve("k8s/crds.yaml"), s -> HELM.matcher(s).replaceAll(""));
    await("Longhorn's definitions are served", Duration.ofSeconds(30), definitions()::areServed);
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
    return state().missing();
  }

  /** Number of managers that are ready. */
  public int managers() {
    return state().managers();
  }

  private InstallationState state() {
    return new InstallationState(client());
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
    int nodes = state().nodes();
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
    return definitions().wipeResources();
  }

  /** Deletes the definitions, and returns when none is left. */
  public void deleteDefinitions() {
    definitions().delete();
    await("Longhorn's definitions are gone", Duration.ofSeconds(60), () -> !hasDefinitions());
  }

  /** Whether any definition of Longhorn's is left. */
  public boolean hasDefinitions() {
    return !definitions().all().isEmpty();
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

  private Definitions definitions() {
    return new Definitions(client());
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
