package drills;

import firedrill.component.erp.Erp;
import firedrill.component.keepsake.Keepsake;
import firedrill.component.vso.DynamicSecretStatus;
import firedrill.fault.PowerCut;
import firedrill.fault.VaultSeal;
import firedrill.integrity.Fate;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.HomeLab;
import firedrill.lab.LonghornLabFactory;
import firedrill.recovery.GateFailedException;
import firedrill.recovery.Observation;
import firedrill.recovery.StepFailedException;
import firedrill.sandbox.Capability;
import firedrill.sandbox.FileTree;
import firedrill.verdict.VerdictKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;

/**
 * The April incident: everything loses power under load, Longhorn's definitions are lost with it,
 * and the four steps bring it back.
 */
@Drill("power-cut")
@LabWith(LonghornLabFactory.class)
class PowerCutDrill {

  @Scenario("whole-cluster")
  @Needs({Capability.CUT_POWER, Capability.NODE_FILES, Capability.VOLUME_BLOCKS})
  void theDocumentedOrderBringsEverythingBack(HomeLab lab, DrillRun run) throws Exception {
    cutAndRecovered(lab, run, new Blackout(lab, run), false);
  }

  /**
   * The same cut where it can take nothing: users pause as the plug is pulled, and what they were
   * told is kept lies on each disk.
   */
  @Scenario("written-through")
  @Needs({
    Capability.CUT_POWER,
    Capability.CUT_NODE_DISKS,
    Capability.NODE_FILES,
    Capability.VOLUME_BLOCKS
  })
  void whatIsWrittenThroughOutlivesTheCut(HomeLab lab, DrillRun run) throws Exception {
    Blackout blackout = new Blackout(lab, run);
    blackout.writeThrough();
    cutAndRecovered(lab, run, blackout, true);
  }

  /**
   * @param paused whether nobody writes in the moment of the cut
   */
  private static void cutAndRecovered(HomeLab lab, DrillRun run, Blackout blackout, boolean paused)
      throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    blackout.steadyState();
    blackout.remember();
    blackout.prepareProbe();
    try (ErpLoad load = ErpLoad.start(run, lab);
        Rewrites rewrites = Rewrites.start(run, lab, load::now)) {
      DynamicSecretStatus before = lab.vso().secret();
      String user = lab.erp().secretLogin();
      Instant cut =
          blackout.pullThePlug(
              load,
              () -> {
                rewrites.stop();
                if (paused) {
                  load.pause();
                  blackout.awaitQuiet();
                }
              });
      run.step(blackout.switchOn());
      blackout.postgresComesBackByItself();
      blackout.loseTheDefinitions();

      boolean unaided;
      boolean takes;
      try {
        run.step(blackout.restoreLonghorn());
        run.gate("longhorn-restored", blackout.volumesRestored());
        blackout.claimLonghornFirst();
        sealing.claimCameBackSealed("after the power cut");
        run.step(sealing.unseal().after("longhorn-restored"));
        run.gate("vault-unsealed", sealing.vaultUnsealed());
        run.step(sealing.vsoReauth());
        unaided = sealing.passVsoGate(sealing.freshLease(before, user, true));
        run.step(blackout.scaleUpErp());
        if (paused) {
          load.resume();
        }
        unaided &= sealing.passErpGate();
        takes = sealing.passEntriesGate(load);
      } catch (GateFailedException | StepFailedException e) {
        // What a step of the order did not bring back is the answer; a gate that failed ends it
        // all.
        blackout.claimAsItStands(load, e.getMessage());
        throw e;
      }

      boolean books = load.verify(cut);
      load.keepWhatIsLost(cut);
      Map<String, Rewrites.Loss> losses = rewrites.verify(cut);
      int lost = losses.values().stream().mapToInt(loss -> loss.lost().size()).sum();
      if (load.lostAttachments() + lost > 0 && blackout.areDisksCut()) {
        run.finding("what is lost lay on Longhorn" + BlockLoad.WHY_LOST);
      }
      Blackout.Kept kept = blackout.everythingElseIsKept();
      Blackout.Aid aid = blackout.aid(!unaided, sealing.helpedForTimeAlone());
      blackout.claimRecovered(books, OptionalInt.of(lost), kept, takes, aid);
      blackout.claimsOf(kept, load.lostAttachments(), losses);
      blackout.volumeFollowsItsPod();
      blackout.claimTheRest();
    }
  }

  @Twin(value = "certificate-flipped", expect = VerdictKind.FAIL, culprit = "acme")
  void aFlippedBitInACertificateIsNamed(HomeLab lab, DrillRun run) throws Exception {
    Blackout blackout = steady(lab, run);
    run.inject(
        new FileFlipped("certificate-flipped", lab.claimFiles("traefik", "acme"), "content"));
    run.await(
        "the certificates' user to look again",
        () -> Observation.of(!lab.certificates().isKept(), "it compares once a second"),
        Duration.ofSeconds(20));
    blackout.claimsOf(blackout.everythingElseIsKept(), 0, Map.of());
  }

  @Twin(value = "backup-flipped", expect = VerdictKind.FAIL, culprit = "backups-rwx")
  void aFlippedBitInABackupIsNamed(HomeLab lab, DrillRun run) throws Exception {
    Blackout blackout = steady(lab, run);
    run.inject(
        new FileFlipped("backup-flipped", lab.claimFiles("backups", "backups-rwx"), "content"));
    run.await(
        "the backups' user to look again",
        () -> Observation.of(!lab.backups().isKept(), "it compares once a second"),
        Duration.ofSeconds(20));
    blackout.claimsOf(blackout.everythingElseIsKept(), 0, Map.of());
  }

  @Twin(
      value = "unseal-too-early",
      expect = VerdictKind.FAIL,
      culprit = {"unseal-vault after longhorn-restored", "wrong-key-refused"})
  void theKeyIsNotGivenBeforeLonghornIsRestored(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    run.inject(new VaultSeal(lab.vault()));
    // The right one, in the place of a wrong one.
    sealing.isRefused(lab.vault().key().key());
    run.step(sealing.unseal().after("longhorn-restored"));
  }

  @Twin(
      value = "vault-secret-changed",
      expect = VerdictKind.FAIL,
      culprit = "the secret that Vault held")
  void anotherSecretThanBeforeIsNamed(HomeLab lab, DrillRun run) throws Exception {
    Blackout blackout = steady(lab, run);
    run.inject(new VaultSecretChanged(lab.vault()));
    blackout.claimsOf(blackout.everythingElseIsKept(), 0, Map.of());
  }

  @Twin(
      value = "nothing-as-expected",
      expect = VerdictKind.FAIL,
      culprit = {
        "nothing-mounts-before-longhorn",
        "the-same-pod-mounts-after-longhorn",
        "volume-follows-its-pod",
        "postgresql-by-itself"
      })
  @Needs(Capability.CUT_POWER)
  void whatDoesNotComeByItselfIsNamed(HomeLab lab, DrillRun run) throws Exception {
    Blackout blackout = steady(lab, run);
    blackout.prepareProbe();
    run.inject(blackout.certificatesHeld());
    blackout.claimLonghornFirstWhereItIs();
    blackout.volumeFollowsItsPod();
    blackout.letCertificatesGo();
    run.inject(new PowerCut(lab.sandbox(), lab.database().node()));
    blackout.postgresComesBackByItself();
    new DatabaseCut(lab, run, new Sealing(lab, run)).recover();
    blackout.awaitVolumes();
  }

  /**
   * Of each store on Longhorn what is a little younger than its budget is taken away, and nothing
   * may be red; then what is a little older, and of the books, which may lose nothing, an entry.
   */
  @Twin(
      value = "lost-too-early",
      expect = VerdictKind.FAIL,
      culprit = {
        "attachment * of entry * is missing",
        "entry * is missing",
        "seq * is missing, next is *",
        "seq * was never sent",
        "seq *: debits *, credits *",
        "the ERP's own books",
        "rpo-rows",
        "rpo-volumes",
        "rpo-vault",
        "rpo-acme",
        "rpo-backups"
      })
  void onlyWhatIsOlderThanItsBudgetIsNamed(HomeLab lab, DrillRun run) throws Exception {
    steady(lab, run);
    Duration granted = run.plan().rpo().get("volumes");
    try (ErpLoad load = ErpLoad.start(run, lab);
        Rewrites rewrites = Rewrites.start(run, lab, load::now)) {
      Instant began = load.now();
      Instant enough = began.plus(granted).plusSeconds(3);
      run.await(
          "what is older than the budgets",
          () -> Observation.of(load.now().isAfter(enough), "at " + enough),
          granted.plusSeconds(10));
      rewrites.stop();
      Instant at = load.now();
      load.stop();
      List<Fate> own =
          load.history().acked().stream()
              .filter(fate -> fate.content().attachment().isPresent())
              .filter(fate -> fate.settled().isAfter(began) && fate.settled().isBefore(at))
              .toList();
      FileTree volume = lab.claimFiles(Erp.NAMESPACE, "erp-attachments");
      // Where a cut takes nothing, none is granted.
      if (!granted.isZero()) {
        run.inject(
            FileTakenAway.attachment(volume, Edge.youngest(own, Fate::settled, at.minus(granted))));
        for (String store : Edge.STORES) {
          run.inject(Edge.within(rewrites, store, at.minus(run.plan().rpo().get(store))));
        }
        load.verify(at);
        rewrites.verify(at);
        Planted.nothingIsRed(run);
      }
      run.inject(
          FileTakenAway.attachment(volume, Edge.oldest(own, Fate::settled, at.minus(granted))));
      for (String store : Edge.STORES) {
        run.inject(Edge.beyond(rewrites, store, at.minus(run.plan().rpo().get(store))));
      }
      run.inject(new LedgerRowDeleted(lab.books(), own.get(own.size() / 2).content().id()));
      Random random = run.random("phantom");
      run.inject(
          BooksTampered.phantom(lab.books(), new UUID(random.nextLong(), random.nextLong())));
      run.inject(BooksTampered.amount(lab.books()));
      load.verify(at);
      rewrites.verify(at);
    }
  }

  /** Nobody puts anything right: what a run begins with is asked again at its end. */
  @Twin(
      value = "left-as-it-is",
      expect = VerdictKind.FAIL,
      culprit = {
        "steady " + Sealing.VAULT,
        "steady " + Sealing.OPERATOR,
        "steady " + Sealing.SERVING,
        "steady " + Sealing.LETTERHEAD,
        "steady volumes-on-longhorn",
        "steady acme-kept",
        "steady backups-rwx-kept"
      })
  void whatIsLeftBrokenIsNamedAtTheEnd(HomeLab lab, DrillRun run) throws Exception {
    steady(lab, run);
    for (Keepsake k : List.of(lab.certificates(), lab.backups())) {
      run.inject(new ScaledDown(lab.platform().kubernetes(), k.namespace(), k.claim()));
    }
    VaultSealedPlantedDrill.takeDown(lab, run);
  }

  private static Blackout steady(HomeLab lab, DrillRun run) throws Exception {
    new Sealing(lab, run).steadyState();
    Blackout blackout = new Blackout(lab, run);
    blackout.steadyState();
    blackout.remember();
    return blackout;
  }
}
