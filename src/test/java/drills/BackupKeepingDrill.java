package drills;

import drills.KeptBackups.Restored;
import firedrill.claims.ClaimOutcome;
import firedrill.component.velero.BackupReport;
import firedrill.junit.CheckResult;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.BackupLabFactory;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Velero's backups come by themselves, end by themselves, and are given up with their store. */
@Drill("backup-verify")
@LabWith(BackupLabFactory.class)
@Needs(Capability.NODE_FILES)
class BackupKeepingDrill {

  private static final String HOURLY = "hourly-critical-7-days";
  private static final String DAILY = "daily-backup-30-days";

  private static final Duration MONTH = Duration.ofHours(720);

  /** The minute of a moment, a look, and what stands in Velero's queue of backups before it. */
  private static final Duration LOOKED_WITHIN = Duration.ofMinutes(4);

  /** Looked at every minute here, and then every backup's deletion takes a reconciliation. */
  private static final Duration GONE_WITHIN = Duration.ofSeconds(180);

  /**
   * The store is listed once a minute (velero, pkg/controller/backup_sync_controller.go), so an
   * empty one must have been seen by then.
   */
  private static final Duration STAYS = Duration.ofSeconds(100);

  /** Less than that: what stays known for so long does so because its location is not followed. */
  private static final Duration FORGOTTEN_WITHIN = Duration.ofSeconds(80);

  /** What is not looked for is not forgotten however long somebody waits. */
  private static final Duration NOT_FORGOTTEN_FOR = Duration.ofSeconds(10);

  @Scenario(
      value = "kept-and-given-up",
      gates = {"schedule-fired", "backups-listed"})
  void backupsComeAndEndAndGoWithTheirStore(LocalStorageLab lab, DrillRun run) throws Exception {
    KeptBackups kept = new KeptBackups(lab, run, "keeping");
    KeptSchedules schedules = new KeptSchedules(lab, run, "keeping");
    kept.steadyState();
    kept.schedule("paused", true);
    kept.schedule("scheduled", false);
    schedules.document();
    kept.backUp("short", KeptBackups.SHORT);
    kept.backUp("early", MONTH);
    kept.write("second");
    kept.backUp("late", MONTH);
    pointInTime(run, kept);
    cutShort(run, kept);
    corrupted(run, kept);
    altered(run, kept);
    logLost(run, kept);
    failureTold(run, kept);

    try {
      run.gate("schedule-fired", () -> kept.hasFired("scheduled"));
    } finally {
      // A gate that ends the scenario speaks against it; one that ran out only beside a check.
      CheckResult fired = kept.isOnTime("scheduled");
      run.check("on-time", () -> fired);
      run.claim("scheduled-automatic", ClaimOutcome.of(fired.ok()), fired.detail());
    }
    schedules.look(LOOKED_WITHIN);
    run.await("its minute and a look to be over", () -> kept.isOverdue("paused"), LOOKED_WITHIN);
    CheckResult paused = kept.isOnTime("paused");
    run.control(
        "scheduled-automatic",
        ClaimOutcome.of(paused.ok()),
        "a schedule that is paused, of the same minute: " + paused.detail());
    named(run, kept);
    CheckResult hourly = schedules.asDocumented(KeptSchedules.HOURLY);
    run.claim(HOURLY, ClaimOutcome.of(hourly.ok()), hourly.detail());
    CheckResult daily = schedules.asDocumented(KeptSchedules.DAILY);
    schedules.remove();
    kept.removeSchedule("scheduled");
    kept.removeSchedule("paused");
    expiry(run, kept, daily);
    storeEmptied(run, kept);
  }

  /** The document restores from a backup named after its day. */
  private static void named(DrillRun run, KeptBackups kept) {
    CheckResult named = kept.areNamedToTheSecond("scheduled");
    run.check("named-to-the-second", () -> named);
    run.finding(
        "%s; a restore from %s is %s"
            .formatted(
                named.detail(), kept.namedByDay("scheduled"), kept.restoredByDay("scheduled")));
  }

  private static void pointInTime(DrillRun run, KeptBackups kept) {
    Restored early = kept.restored("early");
    Restored late = kept.restored("late");
    run.claim(
        "point-in-time",
        ClaimOutcome.of(early.is("first")),
        "the earlier backup is restored as " + early);
    run.control(
        "point-in-time",
        ClaimOutcome.of(late.is("first")),
        "the same asked of the later backup: it is restored as " + late);
  }

  /** What describing and the log tell of a backup whose objects are half gone. */
  private static void cutShort(DrillRun run, KeptBackups kept) throws Exception {
    run.inject(kept.cutShort("late"));
    kept.usersWrite("after-cut-short");
    CheckResult looked = kept.isVerified("late");
    Restored restored = kept.restored("late");
    weekly(run, "half of its objects are cut off", looked, restored);
    kept.putBack();
    CheckResult sound = kept.isVerified("early");
    Restored whole = kept.restored("early");
    run.check("backup-verified", () -> sound);
    run.control(
        "weekly-verification",
        ClaimOutcome.of(sound.ok() && whole.is("first")),
        "of a whole backup; described: %s; restored: %s".formatted(sound.detail(), whole));
  }

  /** Whether the document's look has noticed what a restore of the later backup shows. */
  private static void weekly(DrillRun run, String what, CheckResult looked, Restored restored) {
    run.claim(
        "weekly-verification",
        ClaimOutcome.of(!looked.ok() || restored.is("second")),
        "%s; described: %s; restored: %s".formatted(what, looked.detail(), restored));
  }

  /** Nothing is missing, and a bit is another: what comes behind it cannot be read. */
  private static void corrupted(DrillRun run, KeptBackups kept) throws Exception {
    run.inject(kept.corrupted("late"));
    kept.usersWrite("after-corrupted");
    corruptedIsTold(run, kept, "late");
    kept.putBack();
  }

  private static void corruptedIsTold(DrillRun run, KeptBackups kept, String suffix)
      throws IOException {
    Restored restored = kept.restored(suffix);
    run.expect(
        "corrupted-is-told",
        "described: %s; restored: %s".formatted(kept.report(suffix), restored),
        !restored.status().isCompleted() && restored.content().isEmpty());
  }

  /**
   * A bit is another and all can be read: Velero stops at the archive's end, before gzip's sum
   * (velero 1.18, pkg/archive/extractor.go).
   */
  private static void altered(DrillRun run, KeptBackups kept) throws Exception {
    run.inject(kept.altered("late", "second"));
    kept.usersWrite("after-altered");
    CheckResult looked = kept.isVerified("late");
    Restored restored = kept.restored("late");
    weekly(run, "a bit makes a letter another one", looked, restored);
    sumTells(run, kept, "late");
    run.finding(
        "a backup in which a wrong bit makes a letter another one is restored as %s; gzip's sum is right: %s"
            .formatted(restored, kept.isSumRight("late")));
    kept.putBack();
  }

  /** {@code gzip -t} reads what Velero does not. */
  private static void sumTells(DrillRun run, KeptBackups kept, String suffix) throws IOException {
    boolean right = kept.isSumRight(suffix);
    run.expect("sum-tells", "gzip's own sum of the archive is right: " + right, !right);
  }

  /** What the document's look does notice: a log that is gone. */
  private static void logLost(DrillRun run, KeptBackups kept) throws Exception {
    run.inject(kept.logLost("late"));
    kept.usersWrite("after-log-lost");
    logIsMissed(run, kept, "late");
    run.finding(
        "of a backup whose log is lost describing tells %s; it is restored as %s"
            .formatted(kept.report("late"), kept.restored("late")));
    kept.putBack();
  }

  private static void logIsMissed(DrillRun run, KeptBackups kept, String suffix)
      throws IOException {
    CheckResult looked = kept.isVerified(suffix);
    run.expect("lost-log-is-told", looked.detail(), !looked.ok());
  }

  private static void expiry(DrillRun run, KeptBackups kept, CheckResult daily) throws Exception {
    run.expectWithin("backup-deleted", () -> kept.isExpired("short"), GONE_WITHIN);
    CheckResult alone = kept.expiredAlone("short", "early");
    run.check("expired-alone", () -> kept.expiredAlone("short", "early"));
    run.claim(
        DAILY,
        ClaimOutcome.of(daily.ok() && alone.ok()),
        "%s; of one that was to be kept for 30 s: %s".formatted(daily.detail(), alone.detail()));
  }

  /**
   * A bucket that is empty makes Velero forget all backups, with a location that is read-only as
   * well; what prevents it is a location that is not followed.
   */
  private static void storeEmptied(DrillRun run, KeptBackups kept) throws Exception {
    kept.follow(false);
    run.inject(kept.emptied());
    kept.usersWrite("after-emptied");
    Observation stays =
        Watched.stays(run, "the backups stay known", () -> kept.knows("early"), STAYS);
    run.expect("kept-unfollowed", "with backupSyncPeriod 0s: " + stays.text(), stays.ok());
    kept.allowWrites(false);
    kept.follow(true);
    Observation forgotten = forgotten(run, kept, "location read-only", FORGOTTEN_WITHIN);
    run.finding(
        "Velero that sees an empty bucket by a read-only location: %s; with backupSyncPeriod 0s: %s"
            .formatted(forgotten.text(), stays.text()));
    kept.allowWrites(true);
    run.step(Step.of("put-back-bucket", Actor.HUMAN, kept::putBack));
    run.gate("backups-listed", () -> kept.knows("early"));
    run.check("state-of-then", () -> kept.isAsThen("early", "first"));
  }

  private static Observation forgotten(
      DrillRun run, KeptBackups kept, String location, Duration within) {
    Observation forgotten =
        Watched.becomes(
            run, "the backups to be forgotten", () -> kept.doesNotKnow("early"), within);
    run.expect(
        "forgotten", "bucket empty, %s: %s".formatted(location, forgotten.text()), forgotten.ok());
    return forgotten;
  }

  /** That a backup failed is told; that one lacks the volumes' content is asked elsewhere. */
  private static void failureTold(DrillRun run, KeptBackups kept) throws Exception {
    kept.backUpNowhere();
    isToldAsFailed(run, kept.report(KeptBackups.NOWHERE));
    kept.forget(KeptBackups.NOWHERE);
  }

  private static void isToldAsFailed(DrillRun run, BackupReport told) {
    run.expect("failure-told", "Velero tells of that backup: " + told, told.tellsOfFailure());
  }

  @Twin(
      value = "nothing-kept",
      expect = VerdictKind.FAIL,
      culprit = {
        "schedule-fired",
        "backups-listed",
        "kept-unfollowed",
        "forgotten",
        "corrupted-is-told",
        "failure-told",
        "sum-tells",
        "lost-log-is-told",
        "a backup's log is lost",
        "a backup is not Completed",
        "backup-deleted",
        "a backup outlives its time",
        "a backup is gone before its time",
        "another state",
        "no backup of the schedule",
        "a backup before the schedule's minute",
        "a backup later than a minute",
        "a backup of the schedule with another name",
        "no backup when it is due",
        "a backup before its time",
        "kept for another time",
        "the restore is not Completed",
        "an object of a namespace is missing",
        "an object of a namespace that nobody names is missing",
        "an object of an excluded namespace is in it"
      })
  void whatIsNotKeptIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    KeptBackups kept = new KeptBackups(lab, run, "unkept");
    KeptSchedules schedules = new KeptSchedules(lab, run, "unkept");
    kept.steadyState();
    neverMade(run, kept);
    byHand(run, kept);
    kept.schedule("paused", true);
    schedules.document();
    WrongSchedules wrong = WrongSchedules.beside(schedules);
    kept.backUp("early", MONTH);
    kept.write("second");
    kept.backUp("late", MONTH);
    isToldAsFailed(run, kept.report("late"));
    unverified(run, kept);
    run.expectWithin("backup-deleted", () -> kept.isExpired("early"), Duration.ofSeconds(5));
    run.check("expired-alone", () -> kept.expiredAlone("early", "late"));
    run.inject(kept.cutShort("early"));
    run.check("state-of-then", () -> kept.isAsThen("late", "first"));
    kept.putBack();
    resumedLate(run, kept);
    run.await("the wrong schedules to be done", wrong::haveMade, LOOKED_WITHIN);
    schedules.look(LOOKED_WITHIN);
    run.inject(kept.cutShortOf(wrong.ofCutShort()));
    run.check("schedule-kept", wrong::cutShort);
    kept.putBack();
    Map<String, CheckResult> hourly = wrong.hourly();
    hourly.forEach((name, seen) -> run.check("schedule-kept", () -> seen));
    hourly.forEach((name, seen) -> run.control(HOURLY, ClaimOutcome.of(seen.ok()), seen.detail()));
    Map<String, CheckResult> daily = wrong.daily();
    daily.forEach((name, seen) -> run.check("schedule-kept", () -> seen));
    daily.forEach((name, seen) -> run.control(DAILY, ClaimOutcome.of(seen.ok()), seen.detail()));
    schedules.remove();
    storeEmptiedAndFollowed(run, kept);
  }

  /** Asked for before there is anything else in Velero's queue. */
  private static void neverMade(DrillRun run, KeptBackups kept) {
    kept.backUpNowhere();
    run.check("backup-verified", () -> kept.isVerified(KeptBackups.NOWHERE));
    kept.forget(KeptBackups.NOWHERE);
  }

  /** Backups that carry a schedule's mark, and that it did not make. */
  private static void byHand(DrillRun run, KeptBackups kept) {
    // Before the schedule itself: whatever the second, its minute is still to come.
    kept.backUpByDay("by-hand");
    kept.schedule("by-hand", true);
    run.check("on-time", () -> kept.isOnTime("by-hand"));
    run.check("named-to-the-second", () -> kept.areNamedToTheSecond("by-hand"));
    kept.removeSchedule("by-hand");
  }

  /** What is whole, where damage is to be told, and what is damaged, where nothing is to be. */
  private static void unverified(DrillRun run, KeptBackups kept) throws Exception {
    run.inject(kept.replaced("late", "second", "fourth"));
    corruptedIsTold(run, kept, "late");
    sumTells(run, kept, "late");
    kept.putBack();
    logIsMissed(run, kept, "late");
    run.inject(kept.logLost("late"));
    run.check("backup-verified", () -> kept.isVerified("late"));
    kept.putBack();
  }

  /** A schedule that makes none, and one that makes its first when its minute is long over. */
  private static void resumedLate(DrillRun run, KeptBackups kept) {
    Planted.gate(run, "schedule-fired", () -> kept.hasFired("paused"), "the schedule is paused");
    run.await("its minute and a look to be over", () -> kept.isOverdue("paused"), LOOKED_WITHIN);
    run.check("on-time", () -> kept.isOnTime("paused"));
    kept.resume("paused");
    run.await("its first backup to be made", () -> kept.hasFired("paused"), LOOKED_WITHIN);
    CheckResult late = kept.isOnTime("paused");
    run.check("on-time", () -> late);
    run.control(
        "scheduled-automatic",
        ClaimOutcome.of(late.ok()),
        "a schedule that was paused at first: " + late.detail());
    kept.removeSchedule("paused");
  }

  private static void storeEmptiedAndFollowed(DrillRun run, KeptBackups kept) throws Exception {
    kept.follow(false);
    run.inject(kept.emptied());
    forgotten(run, kept, "location not followed", NOT_FORGOTTEN_FOR);
    kept.follow(true);
    Observation stays =
        Watched.stays(run, "the backups stay known", () -> kept.knows("early"), STAYS);
    run.expect("kept-unfollowed", "with a location that is followed: " + stays.text(), stays.ok());
    run.check("expired-alone", () -> kept.expiredAlone("never-made", "early"));
    Planted.gate(run, "backups-listed", () -> kept.knows("early"), "the bucket is empty");
    kept.putBack();
  }
}
