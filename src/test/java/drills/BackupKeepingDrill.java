package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.velero.VeleroStatus;
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
import java.time.Duration;

/** Velero's backups come by themselves, end by themselves, and are given up with their store. */
@Drill("backup-verify")
@LabWith(BackupLabFactory.class)
@Needs(Capability.NODE_FILES)
class BackupKeepingDrill {

  private static final String HOURLY = "hourly-critical-7-days";
  private static final String DAILY = "daily-backup-30-days";

  /** Schedules are looked at once a minute. */
  private static final Duration FIRED_WITHIN = Duration.ofSeconds(90);

  private static final Duration MONTH = Duration.ofHours(720);

  /** Looked at every minute here, and then every backup's deletion takes a reconciliation. */
  private static final Duration GONE_WITHIN = Duration.ofSeconds(180);

  /**
   * The store is listed once a minute (velero, pkg/controller/backup_sync_controller.go), so an
   * empty one must have been seen by then.
   */
  private static final Duration STAYS = Duration.ofSeconds(100);

  @Scenario(
      value = "kept-and-given-up",
      gates = {"schedule-fired", "backups-listed"})
  void backupsComeAndEndAndGoWithTheirStore(LocalStorageLab lab, DrillRun run) throws Exception {
    KeptBackups kept = new KeptBackups(lab, run, "keeping");
    kept.steadyState();
    kept.schedule("paused", true);
    kept.schedule("scheduled", false);
    kept.documented(Duration.ofMinutes(61), Duration.ofHours(25));
    kept.backUp("short", KeptBackups.SHORT);
    kept.backUp("early", MONTH);
    kept.write("second");
    kept.backUp("late", MONTH);
    pointInTime(run, kept);
    cutShort(run, kept);
    corrupted(run, kept);
    failureShown(run, kept);

    try {
      run.gate("schedule-fired", () -> kept.hasFired("scheduled"));
    } finally {
      // A gate that ends the scenario speaks against it.
      Observation fired = kept.hasFired("scheduled");
      run.claim("scheduled-automatic", ClaimOutcome.of(fired.ok()), fired.text());
    }
    Observation paused = kept.hasFired("paused");
    run.control(
        "scheduled-automatic",
        ClaimOutcome.of(paused.ok()),
        "a schedule that is paused, of the same minute: " + paused.text());
    hourly(run, kept);
    Observation daily = daily(run, kept);
    kept.removeDocumented();
    kept.removeSchedule("scheduled");
    kept.removeSchedule("paused");
    expiry(run, kept, daily);
    storeEmptied(run, kept);
  }

  /** Looked at in the same minute; the hour is passed by its own reckoning. */
  private static void hourly(DrillRun run, KeptBackups kept) throws Exception {
    Observation made =
        Watched.becomes(run, "the hourly schedule to be due", kept::hourlyHasFired, FIRED_WITHIN);
    Observation is = made.ok() ? kept.hourlyIsKept() : made;
    run.claim(HOURLY, ClaimOutcome.of(is.ok()), "its last backup was 61 min ago: " + is.text());
  }

  /** The document's own schedule; that its backups are deleted is seen of one with less time. */
  private static Observation daily(DrillRun run, KeptBackups kept) throws Exception {
    Observation made =
        Watched.becomes(run, "the daily schedule to be due", kept::dailyHasFired, FIRED_WITHIN);
    return made.ok() ? kept.dailyIsKept() : made;
  }

  private static void pointInTime(DrillRun run, KeptBackups kept) {
    String early = kept.restored("early");
    String late = kept.restored("late");
    run.claim(
        "point-in-time",
        ClaimOutcome.of(early.equals("first")),
        "the earlier backup is restored as '" + early + "'");
    run.control(
        "point-in-time",
        ClaimOutcome.of(late.equals("first")),
        "the same asked of the later backup: it is restored as '" + late + "'");
  }

  /** What describing tells of a backup whose objects are half gone. */
  private static void cutShort(DrillRun run, KeptBackups kept) throws Exception {
    run.inject(kept.cutShort("late"));
    kept.usersWrite("after-cut-short");
    boolean described = kept.described("late").isCompleted();
    String restored = kept.restored("late");
    String id = "weekly-verification";
    run.claim(
        id,
        ClaimOutcome.of(!described || restored.equals("second")),
        "half of its objects are cut off; described: %s; restored: %s"
            .formatted(kept.described("late"), restored));
    String whole = kept.restored("early");
    run.control(
        id,
        ClaimOutcome.of(kept.described("early").isCompleted() && whole.equals("first")),
        "of a whole backup; described: %s; restored: %s".formatted(kept.described("early"), whole));
    kept.putBack();
  }

  /** Nothing is missing, and a bit is another. */
  private static void corrupted(DrillRun run, KeptBackups kept) throws Exception {
    run.inject(kept.corrupted("late"));
    kept.usersWrite("after-corrupted");
    corruptedIsTold(run, kept, "late", "second");
    kept.putBack();
  }

  private static void corruptedIsTold(
      DrillRun run, KeptBackups kept, String suffix, String content) {
    String restored = kept.restored(suffix);
    run.expect(
        "corrupted-is-told",
        "described: %s; restored: %s".formatted(kept.described(suffix), restored),
        !restored.equals(content));
  }

  private static void expiry(DrillRun run, KeptBackups kept, Observation daily) throws Exception {
    run.expectWithin("backup-deleted", () -> kept.isExpired("short"), GONE_WITHIN);
    CheckResult alone = kept.expiredAlone("short", "early");
    run.check("expired-alone", () -> kept.expiredAlone("short", "early"));
    run.claim(
        DAILY,
        ClaimOutcome.of(daily.ok() && alone.ok()),
        "its last backup was 25 h ago: %s; of one that was to be kept for 30 s: %s"
            .formatted(daily.text(), alone.detail()));
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
    Observation forgotten =
        Watched.becomes(
            run,
            "the backups to be forgotten",
            () -> Observation.of(!kept.knows("early").ok(), kept.knows("early").text()),
            GONE_WITHIN);
    run.observe(
        "forgotten", "bucket empty, location read-only: " + forgotten.text(), forgotten.ok());
    run.finding(
        "Velero that sees an empty bucket by a read-only location: %s; with backupSyncPeriod 0s: %s"
            .formatted(forgotten.text(), stays.text()));
    kept.allowWrites(true);
    run.step(Step.of("put-back-bucket", Actor.HUMAN, kept::putBack));
    run.gate("backups-listed", () -> kept.knows("early"));
    run.check("state-of-then", () -> kept.isAsThen("early", "first"));
  }

  /** That a backup failed is shown; that one lacks the volumes' content is asked elsewhere. */
  private static void failureShown(DrillRun run, KeptBackups kept) {
    VeleroStatus failed = kept.backUpNowhere();
    run.control(
        "velero-health-commands",
        ClaimOutcome.of(!failed.isCompleted()),
        "a backup into a location that there is not: " + failed);
  }

  @Twin(
      value = "nothing-kept",
      expect = VerdictKind.FAIL,
      culprit = {
        "schedule-fired",
        "backups-listed",
        "kept-unfollowed",
        "corrupted-is-told",
        "backup-deleted",
        "a backup outlives its time",
        "another state"
      })
  void whatIsNotKeptIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    KeptBackups kept = new KeptBackups(lab, run, "unkept");
    kept.steadyState();
    kept.schedule("paused", true);
    kept.documented(Duration.ofMinutes(-61), Duration.ofHours(-25));
    kept.backUp("early", MONTH);
    kept.write("second");
    kept.backUp("late", MONTH);
    // Nobody has corrupted it.
    corruptedIsTold(run, kept, "late", "second");
    run.expectWithin("backup-deleted", () -> kept.isExpired("early"), Duration.ofSeconds(5));
    run.check("expired-alone", () -> kept.expiredAlone("early", "late"));
    run.inject(kept.cutShort("early"));
    run.check("state-of-then", () -> kept.isAsThen("late", "first"));
    kept.putBack();
    run.inject(kept.emptied());
    Observation stays =
        Watched.stays(run, "the backups stay known", () -> kept.knows("early"), STAYS);
    run.expect("kept-unfollowed", "with a location that is followed: " + stays.text(), stays.ok());
    Planted.gate(run, "backups-listed", () -> kept.knows("early"), "the bucket is empty");
    Planted.gate(run, "schedule-fired", () -> kept.hasFired("paused"), "the schedule is paused");
    run.control(
        HOURLY,
        ClaimOutcome.of(kept.hourlyHasFired().ok()),
        "its last backup is 61 min ahead, watched for longer than the one that was due took: "
            + kept.hourlyHasFired().text());
    run.control(
        DAILY,
        ClaimOutcome.of(kept.dailyHasFired().ok()),
        "its last backup is 25 h ahead, watched for as long: " + kept.dailyHasFired().text());
    kept.removeDocumented();
    kept.putBack();
    kept.removeSchedule("paused");
  }
}
