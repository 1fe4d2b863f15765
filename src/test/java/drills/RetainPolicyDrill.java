package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.fault.PowerCut;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.LocalStorageLab;
import firedrill.lab.LocalStorageLabFactory;
import firedrill.recovery.Actor;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Node;
import firedrill.verdict.VerdictKind;
import java.time.Duration;
import java.util.List;

/** A claim of class local-path is deleted, its namespace is, its node gets a new disk. */
@Drill("retain-policy")
@LabWith(LocalStorageLabFactory.class)
class RetainPolicyDrill {

  private static final Duration LOST_WITHIN = Duration.ofSeconds(30);
  private static final Duration RUNS_WITHIN = Duration.ofSeconds(60);
  private static final String BARE = "/opt/bare";

  @Scenario(
      value = "as-documented",
      gates = {"claim-bound", "claim-takes-writes"})
  void thePatchIsRefusedAndTheDataAreLost(LocalStorageLab lab, DrillRun run) throws Exception {
    Shelf shelf = new Shelf(lab, run, "as-documented");
    LocalClaim plain = new LocalClaim(lab, shelf, "plain");
    LocalClaim after = new LocalClaim(lab, shelf, "after-the-patch");
    ClassPolicy policy = new ClassPolicy(lab.platform().kubernetes());
    new Binding(run, shelf).claimWaitsForItsPod(plain);
    plain.fill(Shelf.anywhere());
    run.steadyState("content-read", plain::isRead);
    Attempt patch = Attempt.of("the document's patch", policy::patchAsDocumented);
    run.observe("patch-refused", patch.toString(), !patch.accepted());
    after.ask(LocalClaim.CLASS);
    after.fill(Shelf.anywhere());

    run.inject(plain.deleted());
    Observation plainLost = lost(run, plain::isOffDisk, LOST_WITHIN);
    run.claim(
        "local-path-deletes",
        new LocalPathWord(lab).of(plainLost.ok()),
        "claim deleted, volume '" + plain.volumePhase() + "': " + plainLost.text());
    run.inject(after.deleted());
    Observation lost = lost(run, after::isOffDisk, LOST_WITHIN);
    run.claim(
        "retain-patch-works",
        ClaimOutcome.of(!lost.ok()),
        patch + "; a claim made after it and deleted: " + lost.text());
    claimAgain(run, plain);
  }

  /** Whether content is not found any more, and not for a moment alone. */
  private static Observation lost(DrillRun run, Condition missed, Duration within) {
    Duration as = Duration.ofSeconds(run.plan().size("kept-seconds"));
    return Watched.settles(run, "the data to be gone", missed, within, as);
  }

  /** A claim of the old name, and what a user writes into it. */
  private static void claimAgain(DrillRun run, LocalClaim claim) throws Exception {
    String writer = "writer-again";
    run.step(
        Step.of(
            "claim-again",
            Actor.HUMAN,
            () -> {
              claim.ask(LocalClaim.CLASS);
              claim
                  .shelf()
                  .startWriter(writer, Shelf.ofClaim(claim.name()), Shelf.anywhere(), Shelf.FILE);
            }));
    run.gate("claim-bound", claim::isBound);
    run.gate("claim-takes-writes", () -> claim.shelf().ended(writer));
    run.wrote(writer);
    claim.startReader(Shelf.anywhere());
    run.await("the new file to be read", claim::isRead, RUNS_WITHIN);
    Checks.run(run, claim.files(Shelf.FILE));
  }

  @Scenario(
      value = "kept",
      gates = {
        "volume-released",
        "volume-free",
        "claim-bound",
        "content-back",
        "claim-takes-writes"
      })
  void aKeptVolumeIsPutBackToANewClaim(LocalStorageLab lab, DrillRun run) throws Exception {
    Shelf shelf = new Shelf(lab, run, "kept");
    LocalClaim claim = filled(lab, shelf, "shop");
    run.steadyState("content-read", claim::isRead);
    run.prepare("its volume is kept", claim::keepVolume);
    run.inject(claim.deleted());
    run.gate("volume-released", () -> claim.volumeIs("Released"));
    Observation kept = staysOnDisk(run, claim);
    run.control(
        "local-path-deletes",
        ClaimOutcome.of(!kept.ok()),
        "with the volume's own policy changed: " + kept.text());
    run.step(freeVolume(claim));
    run.gate("volume-free", () -> claim.volumeIs("Available"));
    run.step(putBack(claim));
    run.gate("claim-bound", claim::isBound);
    run.gate("content-back", claim::isRead);
    writeAgain(claim, false);
    run.gate("claim-takes-writes", () -> shelf.ended("writer-again"));
    run.wrote("again");
    Checks.run(run, claim.files(Shelf.FILE, "again"));
    remadeClass(lab, run, shelf);
  }

  private static Step freeVolume(LocalClaim claim) {
    return Step.of("free-volume", Actor.HUMAN, claim::freeVolume).after("volume-released");
  }

  private static Step putBack(LocalClaim claim) {
    return Step.of(
            "claim-again",
            Actor.HUMAN,
            () -> {
              claim.ask(LocalClaim.CLASS, claim.volume());
              claim.startReader(Shelf.anywhere());
            })
        .after("volume-free");
  }

  private static void writeAgain(LocalClaim claim, boolean readOnly) {
    claim
        .shelf()
        .startWriter(
            "writer-again", Shelf.ofClaim(claim.name()), Shelf.anywhere(), "again", readOnly);
  }

  private static Observation staysOnDisk(DrillRun run, LocalClaim claim) {
    Duration as = Duration.ofSeconds(run.plan().size("kept-seconds"));
    return Watched.stays(run, "the data stay", claim::isOnDisk, as);
  }

  /** What the document's patch means to reach, in the way that works. */
  private static void remadeClass(LocalStorageLab lab, DrillRun run, Shelf shelf) {
    ClassPolicy policy = new ClassPolicy(lab.platform().kubernetes());
    policy.remake("Retain");
    try {
      LocalClaim later = filled(lab, shelf, "made-later");
      run.inject(later.deleted());
      Observation kept = staysOnDisk(run, later);
      run.control(
          "retain-patch-works",
          ClaimOutcome.of(kept.ok()),
          "with the class deleted and made anew: " + kept.text());
    } finally {
      policy.remake("Delete");
    }
  }

  private static LocalClaim filled(LocalStorageLab lab, Shelf shelf, String name) {
    LocalClaim claim = new LocalClaim(lab, shelf, name);
    claim.ask(LocalClaim.CLASS);
    claim.fill(Shelf.anywhere());
    return claim;
  }

  @Scenario(
      value = "bare-directory",
      gates = {"claim-bound", "claim-takes-writes"})
  void aClaimAndABareDirectoryMeetTheSameAccidents(LocalStorageLab lab, DrillRun run)
      throws Exception {
    Shelf outlook = new Shelf(lab, run, "outlook");
    Shelf shelf = new Shelf(lab, run, "bare-directory");
    LocalClaim claim = new LocalClaim(lab, shelf, outlook, "shop");
    claim.ask(LocalClaim.CLASS);
    claim.fill(Shelf.anywhere());
    String here = claim.node();
    shelf.write("writer-bare", Shelf.ofHost(BARE), Shelf.on(here));
    outlook.startReader("watcher-bare", Shelf.ofHost(BARE), Shelf.on(here), Shelf.FILE);
    run.await("the directory to be read", () -> outlook.finds("watcher-bare"), RUNS_WITHIN);
    run.steadyState("content-read", () -> outlook.finds("watcher-bare"));

    String there =
        lab.sandbox().clusterNodes().stream()
            .map(Node::name)
            .filter(n -> !n.equals(here))
            .findFirst()
            .orElseThrow();
    Observation moved = onAnotherNode(run, claim, there);
    run.control("pvc-never-hostpath", ClaimOutcome.of(moved.ok()), moved.text());

    run.inject(new NamespaceDeleted(lab.platform().kubernetes(), shelf.namespace()));
    Observation lost = lost(run, claim::isOffDisk, LOST_WITHIN);
    Observation bare = outlook.finds("watcher-bare");
    run.claim(
        "pvc-never-hostpath",
        new LocalPathWord(lab).of(!lost.ok() || !bare.ok()),
        "namespace deleted; the claim: " + lost.text() + "; the bare directory: " + bare.text());
    shelf.make();
    claimAgain(run, claim);
  }

  /**
   * Whether a pod that is sent to another node finds an empty directory and starts with it, while
   * one with a claim does not start there.
   */
  private static Observation onAnotherNode(DrillRun run, LocalClaim claim, String node) {
    Shelf shelf = claim.shelf();
    shelf.startReader("bare-elsewhere", Shelf.ofHost(BARE), Shelf.on(node), Shelf.FILE);
    shelf.startReader("claim-elsewhere", Shelf.ofClaim(claim.name()), Shelf.on(node), Shelf.FILE);
    Observation both =
        lost(
            run,
            () -> {
              String phase = shelf.pod("claim-elsewhere").getStatus().getPhase();
              return Observation.allOf(
                  shelf.misses("bare-elsewhere"),
                  Observation.of("Pending".equals(phase), "claim-elsewhere is " + phase));
            },
            RUNS_WITHIN);
    List.of("bare-elsewhere", "claim-elsewhere").forEach(shelf::remove);
    return Observation.of(both.ok(), "on " + node + ": " + both.text());
  }

  @Scenario(
      value = "node-replaced",
      gates = {"nodes-ready", "content-back"})
  @Needs({Capability.CUT_POWER, Capability.REPLACE_DISKS})
  void withTheDiskTheDataAreGone(LocalStorageLab lab, DrillRun run) throws Exception {
    ClusterNode node = new ClusterNode(lab, "pi3");
    Shelf shelf = new Shelf(lab, run, "node-replaced");
    LocalClaim claim = new LocalClaim(lab, shelf, "shop");
    claim.ask(LocalClaim.CLASS);
    claim.fill(Shelf.on("pi3"));
    run.steadyState("nodes-ready", node::allReady);

    PowerCut cut = node.cut();
    run.inject(cut);
    run.await("the node to be missed", node::isMissed, RUNS_WITHIN);
    cut.restore();
    run.gate("nodes-ready", node::allReady);
    run.gate("content-back", claim::isRead);
    Checks.run(run, claim.files(Shelf.FILE));
    String id = "local-path-lost-with-node";
    run.control(
        id,
        ClaimOutcome.of(claim.isOffDisk().ok()),
        "power off and on: " + claim.isOnDisk().text());

    String before = shelf.container(claim.reader());
    run.inject(node.cut());
    run.await("the node to be missed", node::isMissed, RUNS_WITHIN);
    run.step(
        Step.of(
            "replace-disk",
            Actor.HUMAN,
            () -> {
              lab.sandbox().disks().replace(node.node());
              lab.sandbox().power().restore(node.node());
            }));
    run.gate("nodes-ready", node::allReady);
    run.await(
        "its pod to be started again",
        () -> {
          String now = shelf.container(claim.reader());
          return Observation.of(!now.equals(before), "its container is " + now);
        },
        RUNS_WITHIN);
    Observation lost = lost(run, () -> shelf.misses(claim.reader()), RUNS_WITHIN);
    run.claim(
        id,
        new LocalPathWord(lab).of(lost.ok()),
        "with a new disk: " + claim.isBound().text() + ", and " + lost.text());
  }

  @Twin(
      value = "volume-not-kept",
      expect = VerdictKind.FAIL,
      culprit = {"volume-released", "content-back", "content is missing*"})
  void aVolumeThatNobodyKeptIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    Shelf shelf = new Shelf(lab, run, "volume-not-kept");
    LocalClaim claim = filled(lab, shelf, "shop");
    run.steadyState("nodes-ready", new ClusterNode(lab, "pi3")::allReady);
    run.inject(claim.deleted());
    run.await("the data to go", claim::isOffDisk, LOST_WITHIN);
    run.await("the volume to go", () -> claim.volumeIs(""), LOST_WITHIN);
    Planted.gate(run, "volume-released", () -> claim.volumeIs("Released"), "the volume is deleted");
    claim.ask(LocalClaim.CLASS);
    claim.startReader(Shelf.anywhere());
    run.await("the pod to run", () -> shelf.misses(claim.reader()), RUNS_WITHIN);
    Planted.gate(run, "content-back", claim::isRead, "the volume is a new one");
    Checks.run(run, claim.files(Shelf.FILE));
  }

  @Twin(
      value = "claim-reference-left",
      expect = VerdictKind.FAIL,
      culprit = {"volume-free", "claim-again after volume-free", "claim-bound"})
  void aVolumeThatStillNamesItsOldClaimIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    Shelf shelf = new Shelf(lab, run, "claim-reference-left");
    LocalClaim claim = filled(lab, shelf, "shop");
    run.steadyState("nodes-ready", new ClusterNode(lab, "pi3")::allReady);
    claim.keepVolume();
    run.inject(claim.deleted());
    run.gate("volume-released", () -> claim.volumeIs("Released"));
    Planted.gate(
        run, "volume-free", () -> claim.volumeIs("Available"), "nobody takes the reference off");
    Planted.tooEarly(run, putBack(claim));
    claim.ask(LocalClaim.CLASS, claim.volume());
    claim.startReader(Shelf.anywhere());
    Watched.stays(
        run,
        "the claim waits",
        () -> Observation.of(!claim.isBound().ok(), claim.isBound().text()),
        Duration.ofSeconds(run.plan().size("kept-seconds")));
    Planted.gate(run, "claim-bound", claim::isBound, "the volume is another claim's");
  }

  @Twin(
      value = "volume-read-only",
      expect = VerdictKind.FAIL,
      culprit = {"claim-takes-writes", "free-volume after volume-released"})
  void aVolumeThatTakesNothingIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    Shelf shelf = new Shelf(lab, run, "volume-read-only");
    LocalClaim claim = filled(lab, shelf, "shop");
    run.steadyState("content-read", claim::isRead);
    claim.keepVolume();
    run.inject(claim.deleted());
    Planted.tooEarly(run, freeVolume(claim));
    run.gate("volume-released", () -> claim.volumeIs("Released"));
    run.step(freeVolume(claim));
    run.gate("volume-free", () -> claim.volumeIs("Available"));
    run.step(putBack(claim));
    run.gate("claim-bound", claim::isBound);
    run.gate("content-back", claim::isRead);
    writeAgain(claim, true);
    run.await(
        "the writer to end",
        () -> {
          String phase = shelf.pod("writer-again").getStatus().getPhase();
          return Observation.of("Failed".equals(phase), "the writer is " + phase);
        },
        RUNS_WITHIN);
    Planted.gate(
        run, "claim-takes-writes", () -> shelf.ended("writer-again"), "nothing can be written");
  }

  @Twin(value = "node-left-dark", expect = VerdictKind.FAIL, culprit = "nodes-ready")
  @Needs(Capability.CUT_POWER)
  void aNodeWithoutPowerIsNamed(LocalStorageLab lab, DrillRun run) {
    ClusterNode node = new ClusterNode(lab, "pi3");
    run.steadyState("nodes-ready", node::allReady);
    run.inject(node.cut());
    run.await("the node to be missed", node::isMissed, RUNS_WITHIN);
    Planted.gate(run, "nodes-ready", node::allReady, "nobody gives it power");
    lab.sandbox().power().restore(node.node());
  }
}
