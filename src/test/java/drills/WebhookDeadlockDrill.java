package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeState;
import firedrill.fault.Evidence;
import firedrill.fault.LonghornDefinitionsWiped;
import firedrill.fault.LonghornManagersGone;
import firedrill.junit.CheckResult;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.EngineLabFactory;
import firedrill.lab.StorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.List;

/** Longhorn's managers are gone and its webhooks are not: what hangs, and the way out. */
@Drill("longhorn-webhook-deadlock")
@LabWith(EngineLabFactory.class)
class WebhookDeadlockDrill {

  private static final long BYTES = 64L << 20;

  /** With managers that run their finalizers; seconds, and a busy machine has more of them. */
  private static final Duration IN_ORDER_WITHIN = Duration.ofSeconds(60);

  private static final Duration READY_WITHIN = Duration.ofMinutes(3);

  /** Resources without finalizers go at once. */
  private static final Duration ENOUGH = Duration.ofSeconds(20);

  @Scenario("managers-gone")
  @Needs(Capability.NODE_FILES)
  void nothingCanBeDeletedUntilTheWebhooksGo(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    SeenOff inOrder = inOrder(longhorn, run);
    String volume = sacrifice(longhorn, run, "sacrifice");
    List<ReplicaState> replicas = longhorn.replicas(volume);
    run.inject(new LonghornManagersGone(longhorn));

    String replica = replicas.get(0).name();
    List<Attempt> attempts = attempts(longhorn, volume, replica);
    attempts.forEach(a -> run.observe("without-managers", a.toString(), a.accepted()));
    boolean refused = refusedByWebhook(attempts);
    run.expect("changes-refused", attempts.toString(), refused);
    claimDeadlock(run, attempts);
    claimShutdown(run, longhorn, inOrder);
    Duration longer = inOrder.twice();
    controlShutdown(
        lab, run, SeenOff.watch(run, volume, attempts.get(2), gone(longhorn, volume), longer));

    run.step(removeWebhooks(longhorn));
    run.gate("deletions-accepted", accepted(longhorn, replica));
    Attempt again = Attempt.of("delete a replica", () -> longhorn.deleteReplica(replica));
    run.control(
        "webhook-deadlock",
        ClaimOutcome.of(!again.accepted()),
        "the same question with the webhooks gone: " + again);
    boolean still = longhorn.replicas(volume).stream().anyMatch(r -> r.name().equals(replica));
    run.observe(
        "finalizer-keeps-it",
        "the replica's deletion is accepted, and it is still there: " + still,
        still);
    run.step(clearResources(run, longhorn, volume));
    boolean enough = goes(run, longhorn, volume, ENOUGH);
    boolean kept = longhorn.installation().hasDefinitions();
    boolean held = isHeldByFinalizer(lab, volume);
    if (!enough) {
      // The document's way, where its claim holds.
      run.step(deleteDefinitions(longhorn));
    }
    run.gate("resources-gone", gone(longhorn, volume));
    run.step(startManagers(longhorn));
    run.gate("longhorn-ready", ready(longhorn));
    claimDefinitionsMustGo(
        run, "the webhooks removed and the finalizers taken off", enough, kept, held);
    run.check("directories-left", () -> directoriesLeft(longhorn, replicas));
  }

  /** An ordinary shutdown: the volume goes first, and the managers are there to see it off. */
  private static SeenOff inOrder(Longhorn longhorn, DrillRun run) throws Exception {
    String volume = sacrifice(longhorn, run, "sacrifice-in-order");
    String replica = longhorn.replicas(volume).get(0).name();
    Attempt change = Attempt.of("delete a replica", () -> longhorn.deleteReplica(replica));
    run.control(
        "webhook-deadlock",
        change.accepted()
            ? ClaimOutcome.REFUTED
            : isForWantOfWebhook(change) ? ClaimOutcome.CONFIRMED : ClaimOutcome.UNDECIDED,
        "the same question with the managers there: " + change);
    Attempt deletion = Attempt.of("delete the volume", () -> longhorn.delete(volume));
    return SeenOff.watch(run, volume, deletion, gone(longhorn, volume), IN_ORDER_WITHIN);
  }

  /** Asked once the managers are gone: nothing may be left of what was seen off before. */
  private static void claimShutdown(DrillRun run, Longhorn longhorn, SeenOff inOrder)
      throws Exception {
    Observation left = gone(longhorn, inOrder.volume()).check();
    run.claim(
        "webhook-no-clean-shutdown",
        inOrder.gone()
            ? ClaimOutcome.of(!left.ok())
            : isForWantOfWebhook(inOrder.deletion())
                ? ClaimOutcome.CONFIRMED
                : ClaimOutcome.UNDECIDED,
        "the volume first, its managers there: "
            + inOrder
            + "; left of it when the managers have gone: "
            + (left.ok() ? "nothing" : left.text()));
  }

  /** The same question where the managers went first, and nobody runs the volume's finalizer. */
  private static void controlShutdown(StorageLab lab, DrillRun run, SeenOff after) {
    boolean held = isHeldByFinalizer(lab, after.volume());
    run.control(
        "webhook-no-clean-shutdown",
        after.gone()
            ? ClaimOutcome.REFUTED
            : held ? ClaimOutcome.CONFIRMED : ClaimOutcome.UNDECIDED,
        "the managers first, the webhooks left: "
            + after
            + "; held by a finalizer that nobody runs: "
            + held);
  }

  private static List<Attempt> attempts(Longhorn longhorn, String volume, String replica) {
    return List.of(
        Attempt.of("strip the volume's finalizer", () -> longhorn.stripFinalizer(volume)),
        Attempt.of("delete a replica", () -> longhorn.deleteReplica(replica)),
        Attempt.of("delete the volume", () -> longhorn.delete(volume)));
  }

  private static CheckResult directoriesLeft(Longhorn longhorn, List<ReplicaState> replicas) {
    List<String> gone =
        replicas.stream()
            .filter(r -> !longhorn.hasFiles(r))
            .map(r -> longhorn.files(r).name())
            .toList();
    return gone.isEmpty() && !replicas.isEmpty()
        ? CheckResult.passed(replicas.size() + " replica directories are still there")
        : CheckResult.failed("the replicas' directories", "gone: " + gone);
  }

  private static CheckResult definitionsLeft(Longhorn longhorn) {
    return longhorn.installation().hasDefinitions()
        ? CheckResult.passed("webhooks and definitions were left in place")
        : CheckResult.failed("Longhorn's definitions", "they are gone");
  }

  @Scenario(
      value = "managers-back",
      gates = {"longhorn-ready", "resources-gone"})
  void withTheWebhooksLeftTheManagersAreAWayOutToo(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    String volume = sacrifice(longhorn, run, "sacrifice-managers");
    run.inject(new LonghornManagersGone(longhorn));
    List<Attempt> attempts =
        List.of(Attempt.of("strip the volume's finalizer", () -> longhorn.stripFinalizer(volume)));
    run.expect("changes-refused", attempts.toString(), refusedByWebhook(attempts));
    run.step(startManagers(longhorn));
    run.gate("longhorn-ready", ready(longhorn));
    run.step(Step.of("clear-resources", Actor.HUMAN, () -> longhorn.delete(volume)));
    boolean enough = goes(run, longhorn, volume, IN_ORDER_WITHIN);
    claimDefinitionsMustGo(
        run,
        "the managers started again",
        enough,
        longhorn.installation().hasDefinitions(),
        isHeldByFinalizer(lab, volume));
    if (!enough) {
      // That they stay is an answer, and no failure: the document's way, where its claim holds.
      run.finding("the managers were deleted again, for the definitions cannot go under them");
      longhorn.installation().deleteManagers();
      run.step(removeWebhooks(longhorn));
      run.step(deleteDefinitions(longhorn));
      run.step(startManagers(longhorn));
      run.await("Longhorn to be ready", ready(longhorn), READY_WITHIN);
    }
    run.gate("resources-gone", gone(longhorn, volume));
    run.check("definitions-left", () -> definitionsLeft(longhorn));
    run.finding(
        "with the webhooks left in place, starting the managers again was way out enough: "
            + enough);
  }

  /** The document's way: the definitions go, and with them every resource that nobody clears. */
  @Scenario("definitions-deleted")
  @Needs(Capability.NODE_FILES)
  void theDefinitionsTakeAlongWhatNobodyClears(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    String volume = sacrifice(longhorn, run, "sacrifice-definitions");
    List<ReplicaState> replicas = longhorn.replicas(volume);
    String replica = replicas.get(0).name();
    run.inject(new LonghornManagersGone(longhorn));
    run.step(removeWebhooks(longhorn));
    run.gate("deletions-accepted", accepted(longhorn, replica));
    Attempt deleted = Attempt.of("delete the volume", () -> longhorn.delete(volume));
    run.observe("without-managers", deleted.toString(), deleted.accepted());
    boolean went = goes(run, longhorn, volume, ENOUGH);
    run.control(
        "webhook-forces-crd-deletion",
        mustGo(went, longhorn.installation().hasDefinitions(), isHeldByFinalizer(lab, volume)),
        "with the webhooks gone, and nobody to clear the resources, they went: " + went);
    run.step(deleteDefinitions(longhorn));
    run.gate("resources-gone", gone(longhorn, volume));
    run.step(startManagers(longhorn));
    run.gate("longhorn-ready", ready(longhorn));
    run.check("directories-left", () -> directoriesLeft(longhorn, replicas));
    run.finding(
        "where nobody takes the finalizers away the resources stay, and the document's way, its"
            + " definitions deleted and made again, is one out: all of Longhorn's records are lost"
            + " by it, the replicas' directories are not");
  }

  /** Only a refusal for want of a webhook is the deadlock that is meant. */
  private static boolean refusedByWebhook(List<Attempt> attempts) {
    return attempts.stream().limit(2).allMatch(WebhookDeadlockDrill::isForWantOfWebhook);
  }

  private static boolean isForWantOfWebhook(Attempt attempt) {
    return attempt.answer().contains("failed calling webhook");
  }

  private static void claimDeadlock(DrillRun run, List<Attempt> attempts) {
    boolean any = attempts.stream().limit(2).anyMatch(Attempt::accepted);
    run.claim(
        "webhook-deadlock",
        any
            ? ClaimOutcome.REFUTED
            : refusedByWebhook(attempts) ? ClaimOutcome.CONFIRMED : ClaimOutcome.UNDECIDED,
        "without managers: " + attempts);
  }

  /**
   * @param way that was tried, in words
   * @param gone whether the resources went
   * @param kept whether the definitions were there then
   * @param held whether a finalizer that nobody takes away held them
   */
  private static void claimDefinitionsMustGo(
      DrillRun run, String way, boolean gone, boolean kept, boolean held) {
    run.claim(
        "webhook-forces-crd-deletion",
        mustGo(gone, kept, held),
        way
            + ": resources gone: "
            + gone
            + ", with the definitions left in place: "
            + kept
            + "; held by a finalizer: "
            + held);
  }

  /** What has not gone in time may have been slow; what a finalizer holds does not go. */
  private static ClaimOutcome mustGo(boolean gone, boolean kept, boolean held) {
    if (gone) {
      return ClaimOutcome.of(!kept);
    }
    return held ? ClaimOutcome.CONFIRMED : ClaimOutcome.UNDECIDED;
  }

  private static boolean isHeldByFinalizer(StorageLab lab, String volume) {
    GenericKubernetesResource found =
        lab.platform()
            .kubernetes()
            .genericKubernetesResources("longhorn.io/v1beta2", "Volume")
            .inNamespace(Longhorn.NAMESPACE)
            .withName(volume)
            .get();
    return found != null && !found.getMetadata().getFinalizers().isEmpty();
  }

  /** Whether the resources go by themselves now; that they do not is an answer, and no failure. */
  private static boolean goes(DrillRun run, Longhorn longhorn, String volume, Duration within) {
    boolean gone;
    try {
      run.await("the resources to go", gone(longhorn, volume), within);
      gone = true;
    } catch (IllegalStateException stay) {
      gone = false;
    }
    run.observe(
        "resources-go-with-their-definitions-kept", "within " + within.toSeconds() + " s", gone);
    return gone;
  }

  private static Condition gone(Longhorn longhorn, String volume) {
    return () ->
        Observation.of(
            longhorn.volume(volume).isEmpty() && longhorn.replicas(volume).isEmpty(),
            longhorn.volume(volume) + ", " + longhorn.replicas(volume));
  }

  @Twin(
      value = "cleared-too-early",
      expect = VerdictKind.FAIL,
      culprit = "clear-resources after deletions-accepted")
  void resourcesAreNotClearedBeforeDeletionsAreAccepted(StorageLab lab, DrillRun run)
      throws Exception {
    Longhorn longhorn = lab.longhorn();
    String volume = sacrifice(longhorn, run, "sacrifice-early");
    run.inject(new LonghornManagersGone(longhorn));
    run.step(clearResources(run, longhorn, volume));
  }

  private static Step clearResources(DrillRun run, Longhorn longhorn, String volume) {
    return Step.of(
            "clear-resources",
            Actor.HUMAN,
            () -> {
              Attempt cleared = Attempt.of("clear the resources", () -> longhorn.forget(volume));
              run.observe("without-managers", cleared.toString(), cleared.accepted());
            })
        .after("deletions-accepted");
  }

  private static Step removeWebhooks(Longhorn longhorn) {
    return Step.of(
        "remove-webhooks",
        Actor.AGENT,
        () -> longhorn.installation().deleteWebhookConfigurations());
  }

  private static Step deleteDefinitions(Longhorn longhorn) {
    return Step.of(
        "delete-definitions",
        Actor.HUMAN,
        () -> {
          longhorn.installation().wipeCustomResources();
          longhorn.installation().deleteDefinitions();
          longhorn.installation().installDefinitions();
          longhorn.installation().applySettings();
        });
  }

  private static Step startManagers(Longhorn longhorn) {
    return Step.of("start-managers", Actor.AGENT, () -> longhorn.installation().applyManagers());
  }

  @Twin(value = "webhooks-left", expect = VerdictKind.FAIL, culprit = "deletions-accepted")
  void withTheWebhooksLeftNoDeletionIsAccepted(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    String volume = sacrifice(longhorn, run, "sacrifice-twin");
    String replica = longhorn.replicas(volume).get(0).name();
    run.inject(new LonghornManagersGone(longhorn));
    try {
      run.gate("deletions-accepted", accepted(longhorn, replica));
    } finally {
      Attempt cleared = Attempt.of("clear the resources", () -> longhorn.forget(volume));
      run.observe("without-managers", cleared.toString(), cleared.accepted());
      claimDefinitionsMustGo(
          run,
          "the webhooks left and the managers away",
          goes(run, longhorn, volume, ENOUGH),
          longhorn.installation().hasDefinitions(),
          isHeldByFinalizer(lab, volume));
    }
  }

  @Twin(
      value = "nothing-put-right",
      expect = VerdictKind.FAIL,
      culprit = {
        "changes-refused",
        "resources-gone",
        "longhorn-ready",
        "the replicas' directories",
        "Longhorn's definitions",
        "steady longhorn-ready"
      })
  @Needs(Capability.NODE_FILES)
  void whatNobodyPutsRightIsNamed(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    String volume = sacrifice(longhorn, run, "sacrifice-left");
    List<ReplicaState> replicas = longhorn.replicas(volume);
    ReplicaState first = replicas.get(0);
    run.inject(new LonghornManagersGone(longhorn));
    longhorn.installation().deleteWebhookConfigurations();
    List<Attempt> attempts = attempts(longhorn, volume, first.name());
    run.expect("changes-refused", attempts.toString(), refusedByWebhook(attempts));
    Planted.gate(run, "resources-gone", gone(longhorn, volume), "nobody takes the finalizers away");
    Planted.gate(run, "longhorn-ready", ready(longhorn), "nobody starts the managers");
    ReplicaFolders folders = ReplicaFolders.of(lab.platform(), lab.sandbox());
    run.inject(
        new Mistake(
            "directory-removed",
            first.node() + "/" + first.dataDirectory(),
            () -> folders.folder(first.node()).delete(first.dataDirectory()),
            () -> Evidence.of(!longhorn.hasFiles(first), "it is not there any more")));
    run.check("directories-left", () -> directoriesLeft(longhorn, replicas));
    run.inject(
        new LonghornDefinitionsWiped(
            longhorn, () -> folders.places().stream().map(Object::toString).toList()));
    run.check("definitions-left", () -> definitionsLeft(longhorn));
  }

  /** A volume that has been attached once, so that its replicas have directories. */
  private static String sacrifice(Longhorn longhorn, DrillRun run, String name) throws Exception {
    run.prepare(
        "a volume that may be lost",
        () -> {
          run.await("Longhorn to be ready", ready(longhorn), READY_WITHIN);
          longhorn.createVolume(name, BYTES, 2);
          Duration limit = Duration.ofSeconds(90);
          longhorn.awaitState(name, VolumeState::isDetached, limit, name + " is made");
          longhorn.attach(name, "pi1", "drill");
          longhorn.awaitState(name, VolumeState::isHealthy, limit, name + " is attached");
          longhorn.detach(name, "drill");
          longhorn.awaitState(name, VolumeState::isDetached, limit, name + " is detached");
        });
    run.steadyState("longhorn-ready", ready(longhorn));
    return name;
  }

  private static Condition ready(Longhorn longhorn) {
    return () ->
        Observation.of(
            longhorn.installation().ready(), longhorn.installation().managers() + " managers");
  }

  private static Condition accepted(Longhorn longhorn, String replica) {
    return () -> {
      Attempt attempt =
          Attempt.of("delete replica " + replica, () -> longhorn.deleteReplica(replica));
      return Observation.of(attempt.accepted(), attempt.toString());
    };
  }
}
