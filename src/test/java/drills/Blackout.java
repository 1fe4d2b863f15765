package drills;

import drills.VolumeRescue.Wanted;
import firedrill.claims.ClaimOutcome;
import firedrill.component.erp.Erp;
import firedrill.component.keepsake.Keepsake;
import firedrill.component.longhorn.Attachments;
import firedrill.component.longhorn.Csi;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.longhorn.VolumeTraits;
import firedrill.component.longhorn.replica.LayerNames;
import firedrill.component.vault.Vault;
import firedrill.fault.Evidence;
import firedrill.fault.LonghornDefinitionsWiped;
import firedrill.fault.PowerCut;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.HomeLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Condition;
import firedrill.recovery.FailFast;
import firedrill.recovery.Gate;
import firedrill.recovery.GateResult;
import firedrill.recovery.Gates;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.FileEntry;
import io.fabric8.kubernetes.api.model.CSIPersistentVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.vault.VaultException;
import org.springframework.web.client.RestClientException;

/** What the scenarios of {@code power-cut} have in common. */
final class Blackout {

  /** Vault's, the ERP's, the certificates' and the backups'. */
  private static final int VOLUMES = 4;

  /** {@code DiskMonitorSyncPeriod} of longhorn-manager 1.12.0; its first round is not immediate. */
  private static final Duration DISK_MONITOR = Duration.ofSeconds(30);

  private static final String HOLDER = "drill-holds-it";
  private static final String STRANGER = "somebody-else";

  /** What an attachment takes: 8 to 10 s. */
  private static final Duration ATTACHED = Duration.ofSeconds(10);

  private static final Duration HELD = Duration.ofSeconds(25);

  /** Longer than a block takes to every replica, on disks that write through. */
  private static final Duration QUIET = Duration.ofMillis(1500);

  private static final Duration API_WITHIN = Duration.ofSeconds(60);
  private static final Duration VAULT_ANSWERS_WITHIN = Duration.ofSeconds(60);
  private static final Duration MOUNTS_WITHIN = Duration.ofMinutes(3);
  private static final Duration INSTALLED_WITHIN = Duration.ofMinutes(3);
  private static final Duration LET_GO_WITHIN = Duration.ofSeconds(60);

  private final HomeLab lab;
  private final DrillRun run;
  private final Longhorn longhorn;
  private final VolumeRescue rescue;
  private final List<Keepsake> keepsakes;
  private final MountProbe probe;
  private Instant dark = Instant.MAX;
  private Optional<Boolean> postgresBack = Optional.empty();
  private final Map<String, Set<String>> spread = new TreeMap<>();
  private final Map<String, Set<String>> attachedOn = new TreeMap<>();
  private String vaultSecret = "";
  private boolean writtenThrough;

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
    this.probe = new MountProbe(lab.platform().kubernetes(), longhorn, run);
    this.keepsakes = List.of(lab.certificates(), lab.backups());
    this.rescue =
        new VolumeRescue(
            longhorn, ReplicaFolders.of(lab.platform(), lab.sandbox()), run, attachedWithin);
  }

  /** Replicas that were on a node without power are built anew. */
  void awaitVolumes() {
    run.await("the volumes to be whole again", this::wholeVolumes, INSTALLED_WITHIN);
  }

  private Observation wholeVolumes() {
    Set<String> all = volumes().keySet();
    List<String> not =
        all.stream()
            .filter(v -> longhorn.volume(v).filter(VolumeState::isHealthy).isEmpty())
            .toList();
    return Observation.allOf(
        Observation.of(all.size() == VOLUMES, "volumes of Longhorn: " + all),
        Observation.of(not.isEmpty(), "not healthy: " + not));
  }

  void steadyState() {
    run.steadyState("volumes-on-longhorn", this::wholeVolumes);
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
    vaultSecret = remember(lab, run);
    return vaultSecret;
  }

  /** The same in a lab without Longhorn. */
  static String remember(HomeLab lab, DrillRun run) {
    String secret = Long.toHexString(run.random("vault secret").nextLong());
    lab.vault().keep(secret);
    return secret;
  }

  /** At a random moment under load: control plane, nodes and the database's machine at once. */
  Instant pullThePlug(ErpLoad load) {
    return pullThePlug(load, () -> {});
  }

  /**
   * @param atTheMoment what has to be over when the power goes
   * @return when all was dark: while the plugs are pulled writes are still acknowledged, and those
   *     were before the cut
   */
  Instant pullThePlug(ErpLoad load, Runnable atTheMoment) {
    awaitMoment(run, load);
    atTheMoment.run();
    run.inject(PowerCut.ofAll(lab.sandbox()));
    dark = load.now();
    return dark;
  }

  /** A moment of the seed, under load. */
  static void awaitMoment(DrillRun run, ErpLoad load) {
    int earliest = run.plan().size("earliest-cut-seconds") * 1000;
    int latest = run.plan().size("latest-cut-seconds") * 1000;
    long after = (long) earliest + run.random("moment of the cut").nextInt(latest - earliest);
    Instant moment = load.now().plusMillis(after);
    run.await(
        "the moment of the cut, after " + after + " ms of load",
        () -> Observation.of(!load.now().isBefore(moment), "at " + moment),
        Duration.ofMillis(after + 5000));
  }

  /** A control plane that does not come back is the system's failure. */
  Step switchOn() {
    return Step.of("power-on", Actor.HUMAN, this::powerOn);
  }

  /** The machines boot; whatever mounts a volume is kept down until its turn. */
  void powerOn() throws Exception {
    PowerOn.all(run, lab.sandbox(), lab.platform().kubernetes(), API_WITHIN);
    // Kubernetes remembers it until it lets go of them.
    attachedOn.putAll(new Attachments(lab.platform().kubernetes()).nodes());
    lab.erp().scale(0);
    lab.vault().scale(0);
    keepsakes.forEach(k -> k.scale(0));
    run.await(
        "Vault's pod of before the cut to be gone",
        () -> Observation.of(vaultPod(lab) == null, "its status is still that of before"),
        Duration.ofSeconds(60));
    run.finding(
        "beside the document's four steps whatever mounts a volume is kept down until the volumes"
            + " are back, as the runbook says: Vault, "
            + keepsakes.stream().map(Keepsake::claim).collect(Collectors.joining(", "))
            + "; order-matters leaves them up until its own step for Longhorn");
  }

  void awaitApi() {
    PowerOn.awaitApi(run, lab.platform().kubernetes(), API_WITHIN);
  }

  void postgresComesBackByItself() {
    postgresBack =
        Optional.of(
            run.expectWithin(
                "postgresql-by-itself",
                () -> Observation.of(lab.books().answers(), "select 1"),
                Duration.ofSeconds(60)));
    if (!postgresBack.get()) {
      // Known by now, whatever becomes of the volumes.
      claimSplit(false, "the volumes have not been looked at");
    }
  }

  private void claimSplit(boolean held, String volumes) {
    say("split-survives-power-cut", whereDisksAreCut(held), split(volumes));
  }

  private String split(String volumes) {
    return "PostgreSQL outside the cluster "
        + (postgresBack.isPresent() ? "came back by itself: " : "answers: ")
        + postgresBack.orElseGet(() -> lab.books().answers())
        + "; on Longhorn "
        + volumes
        + "; "
        + whatACutTakes();
  }

  /** The answer; of a cut under which nothing can be lost, the other one to the same question. */
  private void say(String claim, ClaimOutcome outcome, String evidence) {
    if (writtenThrough) {
      run.control(claim, outcome, "each write on its disk, and nobody writing: " + evidence);
    } else {
      run.claim(claim, outcome, evidence);
    }
  }

  /**
   * From now on a write to a node's file system returns when the disk has it: a cut then takes
   * nothing that was acknowledged.
   */
  void writeThrough() throws Exception {
    run.prepare(
        "the nodes' file systems to write through",
        () -> lab.sandbox().nodes().forEach(n -> lab.sandbox().disks().remount(n, "sync")));
    writtenThrough = true;
  }

  /**
   * Nothing is on its way to a replica: those of a volume hold the same then. The ERP's is left
   * out: what asks whether it is ready writes a file there each second, of which nobody was told.
   */
  void awaitQuiet() {
    run.await(
        "nothing to have been written to a replica for " + QUIET.toMillis() + " ms",
        () -> {
          LastWrite last = lastWrite();
          return Observation.of(Instant.now().isAfter(last.at().plus(QUIET)), "last " + last);
        },
        Duration.ofSeconds(60));
  }

  private String erpVolume() {
    return lab.platform()
        .kubernetes()
        .persistentVolumeClaims()
        .inNamespace(Erp.NAMESPACE)
        .withName("erp-attachments")
        .get()
        .getSpec()
        .getVolumeName();
  }

  private record LastWrite(String volume, Instant at) {}

  private LastWrite lastWrite() throws IOException {
    LastWrite last = new LastWrite("", Instant.EPOCH);
    Set<String> looked = new TreeSet<>(volumes().keySet());
    looked.remove(erpVolume());
    for (String volume : looked) {
      for (ReplicaState replica : longhorn.replicas(volume)) {
        for (FileEntry file : longhorn.files(replica).list("")) {
          if (LayerNames.isHead(file.name()) && file.modified().isAfter(last.at())) {
            last = new LastWrite(volume, file.modified());
          }
        }
      }
    }
    return last;
  }

  /** What is lost speaks against a claim anywhere; what is kept, only where it could be lost. */
  private ClaimOutcome whereDisksAreCut(boolean held) {
    return new DiskCuts(lab.sandbox()).of(held);
  }

  /** Whether a cut takes from the nodes' disks as well. */
  boolean areDisksCut() {
    return new DiskCuts(lab.sandbox()).areReal();
  }

  private String whatACutTakes() {
    return areDisksCut()
        ? "a cut takes from the nodes' disks what no journal has committed"
        : "needs CUT_NODE_DISKS: a cut is a crash for the nodes' disks here, and takes nothing from"
            + " them";
  }

  /** A volume that may be lost, for a pod that will have to wait for Longhorn. */
  void prepareProbe() throws Exception {
    run.prepare("a volume that may be lost", probe::prepare);
  }

  void loseTheDefinitions() {
    run.inject(new LonghornDefinitionsWiped(longhorn, rescue::directories));
  }

  static Pod vaultPod(HomeLab lab) {
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
          probe.ask();
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
          probe.giveItsVolume();
          // What is known by now must not depend on whether the gate behind this step is passed.
          run.claim("longhorn-first", probe.soFar(), probe.toString());
          run.finding(
              "of the restoration, Longhorn's own start took %.1f s (%d s of them the first period of its disk monitor, whatever one does), Method D for %d volumes %.1f s"
                  .formatted(
                      (started - began) / 1000,
                      DISK_MONITOR.toSeconds(),
                      VOLUMES,
                      (recovered - started) / 1000));
        });
  }

  /**
   * All the other steps are done in their order, each as well as it can be: whoever has the key
   * waits until Vault asks for it.
   *
   * @param hopeless ends that wait early
   */
  void doEverythingButLonghorn(FailFast hopeless) throws Exception {
    consumersUp();
    giveTheKeyOnceAsked(hopeless);
    lab.vso().restart();
    lab.erp().scale(1);
  }

  /**
   * Waits for a Vault whose pod is starting.
   *
   * @param hopeless ends that wait early, where its volume is nowhere
   */
  static GateResult vaultAnswers(HomeLab lab, FailFast hopeless) {
    return Gates.await(
        new Gate(
                "Vault to answer",
                () ->
                    Observation.of(lab.vault().sealStatus().reachable(), "its pod does not answer"),
                VAULT_ANSWERS_WITHIN,
                Duration.ZERO,
                hopeless)
            .withoutGrace());
  }

  private void giveTheKeyOnceAsked(FailFast hopeless) {
    GateResult asked = vaultAnswers(lab, hopeless);
    if (asked.outcome() == GateResult.Outcome.FAILED) {
      run.observe("unseal-vault", "the key cannot be given: " + asked.message(), false);
      return;
    }
    try {
      lab.vault().unseal(lab.vault().key().key());
      run.observe(
          "unseal-vault",
          "the key was taken, asked for after " + asked.took().toMillis() + " ms",
          true);
    } catch (RestClientException | VaultException e) {
      run.observe("unseal-vault", "the key cannot be given: " + e.getMessage(), false);
    }
  }

  /** Given up once it has been watched three times as long as an attachment takes. */
  FailFast stillWithoutLonghorn() {
    return stillWithoutLonghorn(ATTACHED.multipliedBy(3));
  }

  /** Never given up where Longhorn is back, however long it takes then. */
  FailFast stillWithoutLonghorn(Duration watched) {
    long until = System.nanoTime() + watched.toNanos();
    return () ->
        System.nanoTime() > until && !longhorn.installation().hasDefinitions()
            ? Optional.of(
                "watched for "
                    + watched.toSeconds()
                    + " s; Longhorn has no definitions, and nobody installs it")
            : Optional.empty();
  }

  /**
   * Step 1 without its waiting: whatever mounts a volume down, volumes back, all that had been
   * started up again. The ERP is one of them, if its own step has come before.
   */
  void recoverVolumes() throws Exception {
    int erp = lab.erp().wanted();
    lab.vault().scale(0);
    keepsakes.forEach(k -> k.scale(0));
    lab.erp().scale(0);
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
      lab.erp().scale(erp);
    }
  }

  private void methodD() throws Exception {
    run.timed(
        "Method D",
        () -> {
          // The power went in the middle of writes: each node's disk may have lost others of them.
          volumes().keySet().forEach(v -> rescue.underWay(v, attachedOn.getOrDefault(v, Set.of())));
          rescue.recover(volumes(), List.of());
          return null;
        });
  }

  /** Vault, certificates and backups; where there is no volume, their pods wait for it. */
  void consumersUp() {
    lab.vault().scale(1);
    keepsakes.forEach(k -> k.scale(1));
  }

  /** Whether a human had to say which replica a volume is to be recovered from. */
  boolean wasDecidedByHand() {
    return rescue.choices() > 0;
  }

  /** Whether no file system had to be repaired and no replica chosen by hand. */
  boolean neededNobody() {
    return Repairs.tell(run, lab.platform().kubernetes()) == 0 && !wasDecidedByHand();
  }

  /**
   * The answer where a recovery has come to its end early. What is lost, or cannot come any more,
   * speaks against it; what has only not come in time may be the machine's doing.
   */
  void claimAsItStands(ErpLoad load, String why) throws Exception {
    boolean takes = load.takesEntriesSince(dark).ok();
    load.stop();
    boolean answers = lab.books().answers();
    long lost = answers ? load.lostInPostgres() : 0;
    boolean volumes = longhorn.installation().hasDefinitions();
    if (lost > 0 || !volumes) {
      claimRecovered(
          answers && lost == 0, OptionalInt.empty(), seenKept(), takes, aid(false, false));
    } else {
      say(
          "recovered-end-to-end",
          ClaimOutcome.UNDECIDED,
          "it ended early, and nothing is known to be lost: " + why);
    }
  }

  private void letGo(Duration within) {
    LetGo.ofEveryVolume(run, lab.platform().kubernetes(), within);
  }

  /** What the claims' volumes are called and were, as Kubernetes remembers it. */
  private Map<String, Wanted> volumes() {
    Map<String, Wanted> all = new TreeMap<>();
    for (PersistentVolume pv : lab.platform().kubernetes().persistentVolumes().list().getItems()) {
      if (Csi.isOurs(pv) && !pv.getSpec().getCsi().getVolumeHandle().equals(probe.volume())) {
        CSIPersistentVolumeSource csi = pv.getSpec().getCsi();
        int replicas = Integer.parseInt(csi.getVolumeAttributes().get("numberOfReplicas"));
        all.put(csi.getVolumeHandle(), new Wanted(replicas, VolumeTraits.of(pv)));
      }
    }
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

  /** What is not in the books, compared with what was written before. */
  Kept everythingElseIsKept() {
    boolean vault = vaultKeeps(lab, run, vaultSecret);
    return new Kept(vault, isKept(lab.certificates()), isKept(lab.backups()));
  }

  /** Whether Vault holds what {@link #remember(HomeLab, DrillRun)} has written. */
  static boolean vaultKeeps(HomeLab lab, DrillRun run, String wanted) {
    return run.check(
        "vault-secret-kept",
        () -> {
          String now = lab.vault().kept();
          return now.equals(wanted)
              ? CheckResult.passed("as written before the cut")
              : CheckResult.failed(
                  "the secret that Vault held", "it was " + wanted + " and is " + now);
        });
  }

  /** The same without a word of blame: for one who wants to know, and expects nothing. */
  Kept seenKept() {
    boolean vault;
    try {
      vault = lab.vault().kept().equals(vaultSecret);
    } catch (RestClientException | VaultException e) {
      // Who cannot be asked has kept nothing that anybody can use.
      vault = false;
    }
    return new Kept(vault, lab.certificates().isKept(), lab.backups().isKept());
  }

  private boolean isKept(Keepsake k) {
    return run.check(
        k.claim() + "-kept",
        () ->
            k.isKept()
                ? CheckResult.passed("its user reads what it expects")
                : CheckResult.failed(k.claim(), "its user does not find what it expects"));
  }

  /** Whether each is as it was. */
  record Kept(boolean vaultSecret, boolean certificates, boolean backups) {
    boolean all() {
      return vaultSecret && certificates && backups;
    }

    /** For people. */
    @Override
    public String toString() {
      return "as they were: Vault's secret: %s, certificates: %s, backups: %s"
          .formatted(vaultSecret, certificates, backups);
    }
  }

  /** The certificates' pod is sent to another node; its volume has to come along. */
  void volumeFollowsItsPod() throws Exception {
    Keepsake k = lab.certificates();
    String before = node(k);
    KubernetesClient kubernetes = lab.platform().kubernetes();
    NodeCordoned.set(kubernetes, before, true);
    try {
      k.scale(0);
      run.await(
          "the certificates' pod to be gone",
          () -> Observation.of(node(k).isEmpty(), "on " + node(k)),
          Duration.ofSeconds(60));
      // Held where it was: the same pod must now be without its volume, else nothing followed.
      longhorn.attach(volumeOf(k), before, HOLDER);
      k.scale(1);
      boolean without = staysWithout(k);
      longhorn.detach(volumeOf(k), HOLDER);
      long released = System.nanoTime();
      boolean came =
          run.expectWithin(
              "volume-follows-its-pod",
              () ->
                  Observation.allOf(
                      Observation.of(
                          k.isKept(), k.claim() + (k.isKept() ? " is" : " is not") + " read"),
                      Observation.of(
                          !node(k).equals(before) && !node(k).isEmpty(),
                          "before on "
                              + before
                              + (node(k).isEmpty() ? ", now nowhere" : ", now on " + node(k)))),
              Duration.ofSeconds(90));
      Duration took = Duration.ofNanos(System.nanoTime() - released);
      // "Not while it is held" counts only when the same, unhindered, is well within that time.
      boolean tells = took.multipliedBy(2).compareTo(HELD) < 0;
      run.claim(
          "longhorn-volumes-follow-pod",
          !came ? ClaimOutcome.REFUTED : tells ? ClaimOutcome.CONFIRMED : ClaimOutcome.UNDECIDED,
          "acme.json: before on "
              + before
              + ", read on "
              + node(k)
              + ": "
              + came
              + ", "
              + took.toMillis()
              + " ms after it was let go; watched for "
              + HELD.toSeconds()
              + " s before; attached and mounted by this project's node agent");
      run.control(
          "longhorn-volumes-follow-pod",
          ClaimOutcome.of(!without),
          "with the volume held on " + before + ", in " + HELD.toSeconds() + " s: " + !without);
    } finally {
      NodeCordoned.set(kubernetes, before, false);
    }
  }

  /** Watched while its volume is held elsewhere. */
  private boolean staysWithout(Keepsake k) {
    long until = System.nanoTime() + HELD.toNanos();
    boolean[] kept = {false};
    run.await(
        "the certificates' pod, watched while its volume is held elsewhere",
        () -> {
          kept[0] |= k.isKept();
          return Observation.of(System.nanoTime() > until, "reads its volume: " + kept[0]);
        },
        HELD.plusSeconds(5));
    return !kept[0];
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

  /**
   * What the stores beside the books say of the claims, after a cut or after a planted fault.
   *
   * @param losses of {@link Rewrites}, by store; of a store without any nothing was renewed
   */
  void claimsOf(Kept kept, long lostAttachments, Map<String, Rewrites.Loss> losses) {
    boolean database = postgresBack.orElseGet(() -> lab.books().answers());
    int lostVersions = losses.values().stream().mapToInt(loss -> loss.lost().size()).sum();
    claimSplit(
        database && kept.all() && lostAttachments == 0 && lostVersions == 0,
        kept
            + ", acknowledged attachments lost: "
            + lostAttachments
            + ", and versions of a secret, a certificate and backups: "
            + lostVersions);
    claimOnLonghorn(
        "acme-on-longhorn",
        lab.certificates(),
        kept.certificates(),
        Optional.ofNullable(losses.get(Rewrites.ACME)));
    claimOnLonghorn(
        "backups-rwx-on-longhorn",
        lab.backups(),
        kept.backups(),
        Optional.ofNullable(losses.get(Rewrites.BACKUPS)));
  }

  /**
   * A volume comes back when it holds both what lay there at rest and what was written last.
   *
   * @param atRest whether its user reads what it wrote when it was installed
   */
  private void claimOnLonghorn(
      String claim, Keepsake k, boolean atRest, Optional<Rewrites.Loss> renewed) {
    boolean all = atRest && renewed.map(loss -> loss.lost().isEmpty()).orElse(true);
    say(
        claim,
        whereDisksAreCut(all && isOnLonghorn(k)),
        k.claim()
            + " on volume "
            + volumeOf(k)
            + ": what lay there before is "
            + (atRest ? "as it was" : "another")
            + "; of what was renewed until the cut "
            + renewed.map(loss -> loss.text(dark)).orElse("nothing was asked for, for nothing was")
            + "; "
            + whatACutTakes());
  }

  private boolean isOnLonghorn(Keepsake k) {
    return longhorn.volume(volumeOf(k)).isPresent();
  }

  private String volumeOf(Keepsake k) {
    return lab.platform()
        .kubernetes()
        .persistentVolumeClaims()
        .inNamespace(k.namespace())
        .withName(k.claim())
        .require()
        .getSpec()
        .getVolumeName();
  }

  /** Whether anything that mounts a volume ran while Longhorn was not there. */
  void claimLonghornFirst() {
    claimLonghornFirst(MOUNTS_WITHIN);
  }

  private void claimLonghornFirst(Duration mountsWithin) {
    probe.awaitRunning(mountsWithin);
    run.expect("nothing-mounts-before-longhorn", probe.toString(), !probe.ranTooEarly());
    run.claim(
        "longhorn-first",
        probe.ranTooEarly()
            ? ClaimOutcome.REFUTED
            : probe.isConclusive() ? ClaimOutcome.CONFIRMED : ClaimOutcome.UNDECIDED,
        probe.toString());
  }

  /** Planted: the same questions of a probe whose Longhorn was never away. */
  void claimLonghornFirstWhereItIs() {
    probe.seenWithItsVolumeThere();
    claimLonghornFirst(ATTACHED.multipliedBy(3));
  }

  /**
   * Planted: somebody else has the certificates' volume attached where its pod runs, and keeps it.
   */
  Mistake certificatesHeld() {
    String volume = volumeOf(lab.certificates());
    return new Mistake(
        "volume-held-elsewhere",
        lab.certificates().claim(),
        () -> longhorn.attach(volume, node(lab.certificates()), STRANGER),
        () ->
            Evidence.of(
                longhorn.hasTicket(volume, STRANGER), volume + " has a ticket of " + STRANGER));
  }

  void letCertificatesGo() {
    longhorn.detach(volumeOf(lab.certificates()), STRANGER);
  }

  /**
   * All that was acknowledged is there, and the recovered platform takes what is new.
   *
   * @param lostVersions of {@link Rewrites}; empty where nobody has looked
   * @param aid whether something beside the four steps had to be done
   */
  void claimRecovered(
      boolean booksKept, OptionalInt lostVersions, Kept kept, boolean takesEntries, Aid aid) {
    boolean all = booksKept && lostVersions.orElse(0) == 0 && kept.all() && takesEntries;
    say(
        "recovered-end-to-end",
        all && aid == Aid.FOR_WANT_OF_TIME
            ? ClaimOutcome.UNDECIDED
            : whereDisksAreCut(all && aid == Aid.NONE),
        "books as acknowledged: "
            + booksKept
            + "; versions of a secret, a certificate and backups that are lost: "
            + (lostVersions.isPresent() ? lostVersions.getAsInt() : "not looked for")
            + "; "
            + kept
            + "; an entry with an attachment taken after the cut: "
            + takesEntries
            + "; by the four steps alone, whatever mounts a volume kept down until the first is"
            + " done: "
            + (aid == Aid.NONE)
            + "; "
            + whatACutTakes());
  }

  /** What had to be done beside the document's steps. */
  enum Aid {
    NONE,
    /**
     * Whoever was helped came no faster with a hand than without: a slow machine's doing, maybe.
     */
    FOR_WANT_OF_TIME,
    A_HAND
  }

  /**
   * @param helped whether anybody was helped at a gate
   * @param forTimeAlone whether that may have been for want of time alone
   */
  Aid aid(boolean helped, boolean forTimeAlone) {
    if (!neededNobody()) {
      return Aid.A_HAND;
    }
    return !helped ? Aid.NONE : forTimeAlone ? Aid.FOR_WANT_OF_TIME : Aid.A_HAND;
  }

  /** Facts of the lab, and what this sandbox cannot do. */
  void claimTheRest() {
    boolean three = spread.values().stream().allMatch(n -> n.size() == 3);
    run.claim("longhorn-replicated-three-nodes", ClaimOutcome.of(three), spread.toString());
    run.claim(
        "two-tiers",
        ClaimOutcome.of(spread.size() == VOLUMES && postgresBack.orElse(false)),
        spread.size()
            + " volumes on Longhorn; PostgreSQL on pi2's own disk came back by itself: "
            + postgresBack.map(String::valueOf).orElse("not asked"));
    run.claim(
        "rehearsable", ClaimOutcome.BY_CONSTRUCTION, "this run, in namespaces without any uplink");
  }
}
