package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.integrity.EveryAcknowledgedObject;
import firedrill.integrity.ObjectHistory;
import firedrill.integrity.ObjectReading;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.MirroredLabFactory;
import firedrill.lab.ObjectLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.time.Duration;
import java.time.Instant;

/** Both sites lose everything: their power, and then their disks. */
@Drill("minio-both-sites")
@LabWith(MirroredLabFactory.class)
@Needs(Capability.NODE_FILES)
class MinioBothSitesDrill {

  private static final Duration COPIED_WITHIN = Duration.ofSeconds(30);

  /** Where nothing will change. */
  private static final Duration SOON = Duration.ofSeconds(5);

  @Scenario("disks-intact")
  @Needs(Capability.CUT_POWER)
  void nothingIsLostWithTheDisksIntact(ObjectLab lab, DrillRun run) throws Exception {
    BothSites both = new BothSites(lab, run);
    both.cluster().steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      Instant cut = both.lose(load);
      both.startBoth();
      both.backupsServe(load.archived());
      both.writesGoOn(load);
      load.answered(both.cluster().survivor());
      boolean all = load.verify(cut, both.cluster().survivor());
      run.claim(
          "both-down-volumes-intact",
          both.cuts().of(all),
          load.progress().counts() + "; " + both.cuts().ofStore());
      Observation there = both.bucketIsThere(load);
      run.control("both-lost-velero-in-minio", ClaimOutcome.of(there.ok()), there.text());
    }
  }

  @Scenario("disks-lost")
  @Needs({Capability.CUT_POWER, Capability.REPLACE_DISKS})
  void whatIsRestoredFromTheExternalCopy(ObjectLab lab, DrillRun run) throws Exception {
    BothSites both = new BothSites(lab, run);
    both.cluster().steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab);
        Mirror mirror = Mirror.begin(lab, run, load.backups())) {
      ObjectHistory kept = load.keep();
      run.expectWithin("copy-holds-everything", () -> mirror.holds(kept), COPIED_WITHIN);
      // What was put first may have been there when the mirror began.
      ObjectHistory later = load.keepLater();
      run.expectWithin("copy-holds-everything", () -> mirror.holds(later), COPIED_WITHIN);
      Observation copied = mirror.holds(later);
      run.claim("mirror-continuous", ClaimOutcome.of(copied.ok()), copied.text());
      both.claimCopied(load, mirror);
      Instant cut = both.lose(load);
      load.stop();
      mirror.end();
      both.rebuildBoth();
      both.claimNothingIsLeft(load);
      both.restore(mirror, load, kept);
      both.write(load);
      ObjectReading reading = both.read(kept);
      Checks.run(run, new EveryAcknowledgedObject(kept, reading));
      both.measure(load, kept, cut);
    }
  }

  /** What the document should have had in place of one set over both sites. */
  @Scenario("corrected")
  @Needs(Capability.CUT_POWER)
  void aStoreThatIsSentEveryWriteTakesOver(ObjectLab lab, DrillRun run) throws Exception {
    BothSites both = new BothSites(lab, run);
    both.cluster().steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab);
        TwinStore other = TwinStore.of(lab, run, load)) {
      ObjectHistory kept = load.keep();
      run.expectWithin("copy-holds-everything", () -> other.holds(kept), COPIED_WITHIN);
      Instant cut = both.lose(load);
      other.takesOver();
      run.gate("backups-serve", () -> other.holds(kept));
      load.stop();
      Checks.run(run, new EveryAcknowledgedObject(kept, other.reading(kept)));
      other.measure(cut);
      both.startBoth();
      load.answered(both.cluster().survivor());
      load.verify(cut, both.cluster().survivor());
    }
  }

  @Twin(
      value = "mirror-skips-prefix",
      expect = VerdictKind.FAIL,
      culprit = {"copy-holds-everything", "mirror-tells-of-it", "object */kept/small/* is missing"},
      gates = {})
  void aPrefixThatTheMirrorSkipsIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    BothSites both = new BothSites(lab, run);
    both.cluster().steadyState();
    // While it watches, mc holds the pattern against the key with a slash before it.
    try (ObjectLoad load = ObjectLoad.start(run, lab);
        Mirror mirror = Mirror.begin(lab, run, load.backups(), "--exclude", "*kept/small/*")) {
      load.stop();
      ObjectHistory kept = load.keep();
      run.inject(new MirrorSkips(mirror, load.kept("kept/large/"), load.kept("kept/small/")));
      run.expectWithin("copy-holds-everything", () -> mirror.holds(kept), SOON);
      // What was put first may have been there when the mirror began.
      ObjectHistory later = load.keepLater();
      run.expectWithin("copy-holds-everything", () -> mirror.holds(later), COPIED_WITHIN);
      Observation copied = mirror.holds(later);
      run.claim("mirror-continuous", ClaimOutcome.of(copied.ok()), copied.text());
      // The target has room.
      MinioMirrorDrill.tellsOfIt(run, mirror, SOON);
      Checks.run(run, new EveryAcknowledgedObject(kept, mirror.reading(kept)));
    }
  }

  @Twin(
      value = "never-stored",
      expect = VerdictKind.FAIL,
      culprit = {"object * is missing", "other-store-takes-writes"},
      gates = {})
  @Needs(Capability.CRASH)
  void whatWasNeverStoredAndAStoreThatTakesNothingAreNamed(ObjectLab lab, DrillRun run)
      throws Exception {
    BothSites both = new BothSites(lab, run);
    both.cluster().steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      load.stop();
      Instant broken = load.now();
      run.inject(load.swallowed(both.cluster().survivor()));
      load.verify(broken, both.cluster().survivor());
      both.takenOverByAStoreThatIsOff(load);
    }
  }
}
