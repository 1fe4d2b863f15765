package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.keepsake.Keepsake;
import firedrill.component.longhorn.Csi;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.vault.Vault;
import firedrill.fault.LonghornDefinitionsWiped;
import firedrill.fault.PowerCut;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.HomeLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the scenarios of {@code power-cut} have in common. */
final class Blackout {

  /** Vault's, the ERP's, the certificates' and the backups'. */
  private static final int VOLUMES = 4;

  /** {@code DiskMonitorSyncPeriod} of longhorn-manager 1.12.0; its first round is not immediate. */
  private static final Duration DISK_MONITOR = Duration.ofSeconds(30);

  private static final Duration INSTALLED_WITHIN = Duration.ofMinutes(3);
  private static final Duration LET_GO_WITHIN = Duration.ofSeconds(60);

  private final HomeLab lab;
  private final DrillRun run;
  private final Longhorn longhorn;
  private final VolumeRescue rescue;
  private final List<Keepsake> keepsakes;
  private PowerCut cut;
  private final Map<String, Set<String>> spread = new TreeMap<>();
  private String vaultSecret = "";

  Blackout(HomeLab lab, DrillRun run) {
    this(lab, run, Duration.ofSeconds(90));
  }

  /**
   * @param attachedWithin patience with each attachment of a volume under recovery
   */
  Blackout(HomeLab lab, DrillRun run, Duration attachedWithin) {
    this.lab = lab;
    this.run = run;
    this.longhorn = lab.longhorn();
    this.keepsakes = List.of(lab.certificates(), lab.backups());
    this.rescue =
        new VolumeRescue(
            longhorn, ReplicaFolders.of(lab.platform(), lab.sandbox()), run, attachedWithin);
  }

  void steadyState() {
    run.steadyState(
        "volumes-on-longhorn",
        () -> Observation.of(volumes().size() == VOLUMES, "volumes of Longhorn: " + volumes()));
    keepsakes.forEach(k -> run.steadyState(k.claim() + "-kept", kept(k)));
    volumes()
        .keySet()
        .forEach(
            v ->
                spread.put(
                    v,
                    longhorn.replicas(v).stream()
                        .map(ReplicaState::node)
                        .collect(Collectors.toCollection(TreeSet::new))));
  }

  private static Condition kept(Keepsake k) {
    return () -> Observation.of(k.isKept(), "the user of " + k.claim() + " reads what it expects");
  }

  /** Something that only Vault's own volume holds. */
  String remember() {
    vaultSecret = Long.toHexString(run.random("vault secret").nextLong());
    lab.vault().keep(vaultSecret);
    return vaultSecret;
  }

  /** At a random moment under load: control plane, nodes and the database's machine at once. */
  Instant pullThePlug(ErpLoad load) {
    int earliest = run.plan().size("earliest-cut-seconds") * 1000;
    int latest = run.plan().size("latest-cut-seconds") * 1000;
    long after = earliest + run.random("moment of the cut").nextInt(latest - earliest);
    Instant moment = load.now().plusMillis(after);
    run.await(
        "the moment of the cut, after " + after + " ms of load",
        () -> Observation.of(!load.now().isBefore(moment), "at " + moment),
        Duration.ofMillis(after + 5000));
    cut = PowerCut.ofAll(lab.sandbox());
    Instant at = load.now();
    run.inject(cut);
    return at;
  }

  /** The machines boot; whatever mounts a volume is kept down until its turn. */
  void powerOn() throws Exception {
    run.timed(
        "power on",
        () -> {
          cut.restore();
          return null;
        });
    awaitApi();
    lab.erp().scale(0);
    lab.vault().scale(0);
    keepsakes.forEach(k -> k.scale(0));
    run.await(
        "Vault's pod of before the cut to be gone",
        () -> Observation.of(vaultPod() == null, "its status is still that of before"),
        Duration.ofSeconds(60));
  }

  void awaitApi() {
    run.await(
        "the API server to answer",
        () -> Observation.of(apiAnswers(), "/readyz"),
        Duration.ofSeconds(60));
  }

  private boolean apiAnswers() {
    try {
      return "ok".equals(lab.platform().kubernetes().raw("/readyz"));
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  void postgresComesBackByItself() {
    run.expectWithin(
        "postgresql-by-itself",
        () -> Observation.of(lab.books().answers(), "select 1"),
        Duration.ofSeconds(60));
  }

  void loseTheDefinitions() {
    run.inject(new LonghornDefinitionsWiped(longhorn, rescue::directories));
  }

  /** Vault is asked to start, and cannot: its claim is bound, and its volume is not known. */
  void nothingMountsBeforeLonghorn() {
    lab.vault().scale(1);
    Instant until = Instant.now().plusSeconds(5);
    String[] seen = {"no pod"};
    boolean[] ran = {false};
    run.await(
        "Vault's pod, watched for 5 s without Longhorn",
        () -> {
          Pod pod = vaultPod();
          if (pod != null) {
            seen[0] = pod.getStatus().getPhase();
            ran[0] |= !"Pending".equals(seen[0]);
          }
          return Observation.of(Instant.now().isAfter(until) && pod != null, seen[0]);
        },
        Duration.ofSeconds(30));
    boolean none = run.expect("nothing-mounts-before-longhorn", "Vault's pod: " + seen[0], !ran[0]);
    run.claim("longhorn-first", ClaimOutcome.of(none), "without Longhorn, Vault's pod: " + seen[0]);
    lab.vault().scale(0);
    run.await(
        "Vault's pod to be gone",
        () -> Observation.of(vaultPod() == null, "it would format the fresh, blank volume"),
        Duration.ofSeconds(30));
  }

  private Pod vaultPod() {
    return lab.platform()
        .kubernetes()
        .pods()
        .inNamespace(Vault.NAMESPACE)
        .withName(Vault.POD)
        .get();
  }

  Step restoreLonghorn() {
    return Step.of(
        "restore-longhorn",
        Actor.AGENT,
        () -> {
          letGo(LET_GO_WITHIN);
          double began = run.journal().now();
          run.timed(
              "Longhorn's own start",
              () -> {
                longhorn.installation().install(INSTALLED_WITHIN);
                return null;
              });
          double started = run.journal().now();
          methodD();
          double recovered = run.journal().now();
          consumersUp();
          run.finding(
              "of the restoration, Longhorn's own start took %.1f s (%d s of them the first period of its disk monitor, whatever one does), Method D for %d volumes %.1f s"
                  .formatted(
                      (started - began) / 1000,
                      DISK_MONITOR.toSeconds(),
                      VOLUMES,
                      (recovered - started) / 1000));
        });
  }

  /** Step 1 without its waiting: whatever mounts a volume down, volumes back, up again. */
  void recoverVolumes() throws Exception {
    lab.vault().scale(0);
    keepsakes.forEach(k -> k.scale(0));
    String held = "";
    try {
      letGo(Duration.ofSeconds(10));
    } catch (IllegalStateException e) {
      held = e.getMessage();
    }
    try {
      methodD();
    } catch (Exception e) {
      throw held.isEmpty() ? e : new IllegalStateException(e.getMessage() + " (" + held + ")", e);
    } finally {
      consumersUp();
    }
  }

  private void methodD() throws Exception {
    run.timed(
        "Method D",
        () -> {
          rescue.recover(volumes(), List.of());
          return null;
        });
  }

  private void consumersUp() {
    lab.vault().scale(1);
    keepsakes.forEach(k -> k.scale(1));
  }

  private void letGo(Duration within) {
    LetGo.ofEveryVolume(run, lab.platform().kubernetes(), within);
  }

  /** What the claims' volumes are called, and how many replicas each is to have. */
  private Map<String, Integer> volumes() {
    Map<String, Integer> all = new TreeMap<>();
    lab.platform().kubernetes().persistentVolumes().list().getItems().stream()
        .filter(Csi::isOurs)
        .map(pv -> pv.getSpec().getCsi())
        .forEach(
            csi ->
                all.put(
                    csi.getVolumeHandle(),
                    Integer.valueOf(csi.getVolumeAttributes().get("numberOfReplicas"))));
    return all;
  }

  /** Each volume's user has mounted it and found what it needs. */
  Condition volumesRestored() {
    return () -> {
      boolean vault = lab.vault().sealStatus().reachable();
      List<String> missing =
          keepsakes.stream().filter(k -> !k.isKept()).map(Keepsake::claim).toList();
      return Observation.of(
          vault && missing.isEmpty(),
          "Vault " + (vault ? "answers" : "does not answer") + ", not there yet: " + missing);
    };
  }

  Step scaleUpErp() {
    return Step.of("erp-serves", Actor.AGENT, () -> lab.erp().scale(1)).after("vso-fresh-lease");
  }

  boolean everythingElseIsKept() {
    boolean vault =
        run.check(
            "vault-secret-kept",
            () -> {
              String now = lab.vault().kept();
              return now.equals(vaultSecret)
                  ? CheckResult.passed("as written before the cut")
                  : CheckResult.failed(
                      "the secret that Vault held", "it was " + vaultSecret + " and is " + now);
            });
    boolean others = true;
    for (Keepsake k : keepsakes) {
      others &=
          run.check(
              k.claim() + "-kept",
              () ->
                  k.isKept()
                      ? CheckResult.passed("its user reads what it expects")
                      : CheckResult.failed(k.claim(), "its user does not find what it expects"));
    }
    return vault && others;
  }

  /** The certificates' pod is sent to another node; its volume has to come along. */
  void volumeFollowsItsPod() throws Exception {
    Keepsake k = lab.certificates();
    String before = node(k);
    var nodes = lab.platform().kubernetes().nodes();
    nodes.withName(before).edit(n -> unschedulable(n, true));
    try {
      k.scale(0);
      run.await(
          "the certificates' pod to be gone",
          () -> Observation.of(node(k).isEmpty(), "on " + node(k)),
          Duration.ofSeconds(60));
      k.scale(1);
      boolean came =
          run.expectWithin(
              "volume-follows-its-pod",
              () ->
                  Observation.allOf(
                      Observation.of(
                          k.isKept(), k.claim() + (k.isKept() ? " is" : " is not") + " read"),
                      Observation.of(
                          !node(k).equals(before), "before on " + before + ", now on " + node(k))),
              Duration.ofSeconds(90));
      run.claim(
          "longhorn-volumes-follow-pod",
          ClaimOutcome.of(came),
          "acme.json read on " + before + ", then on " + node(k));
    } finally {
      nodes.withName(before).edit(n -> unschedulable(n, false));
    }
  }

  private static Node unschedulable(Node node, boolean yes) {
    node.getSpec().setUnschedulable(yes);
    return node;
  }

  /** Where its reader runs; empty when it runs nowhere. */
  private String node(Keepsake k) {
    return lab.platform().kubernetes().pods().inNamespace(k.namespace()).list().getItems().stream()
        .filter(p -> p.getMetadata().getName().startsWith(k.claim() + "-"))
        .filter(p -> "Running".equals(p.getStatus().getPhase()))
        .map(p -> p.getSpec().getNodeName())
        .findFirst()
        .orElse("");
  }

  void claims(boolean kept) {
    String evidence =
        rescue.reports().size()
            + " volumes recovered by Method D and compared twice with the merged replicas; ledger,"
            + " Vault's secret, certificates and backup compared with what was written before";
    ClaimOutcome all = ClaimOutcome.of(kept);
    run.claim("recovered-end-to-end", all, evidence);
    run.claim("split-survives-power-cut", all, evidence);
    run.claim("raw-files-durable", all, evidence);
    run.claim("disks-intact", all, evidence);
    run.claim("method-d-safe", all, evidence);
    run.claim("order-deterministic", all, "this order, this run: every gate passed");
    run.claim("acme-on-longhorn", all, "acme.json's volume: compared byte by byte by its user");
    run.claim("backups-rwx-on-longhorn", all, "its claim is one of " + spread.keySet());
    boolean three = spread.values().stream().allMatch(n -> n.size() == 3);
    run.claim("longhorn-replicated-three-nodes", ClaimOutcome.of(three), spread.toString());
    run.claim(
        "two-tiers",
        ClaimOutcome.of(kept && spread.size() == VOLUMES),
        spread.size() + " volumes on Longhorn; PostgreSQL on pi2's own disk came back by itself");
    run.claim("rehearsable", ClaimOutcome.CONFIRMED, "this run, in namespaces without any uplink");
  }
}
