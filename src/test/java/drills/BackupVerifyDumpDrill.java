package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.postgres.FoundationDatabase;
import firedrill.fault.Evidence;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.DumpLabFactory;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** The document's job that dumps the database into MinIO, as printed and corrected. */
@Drill("backup-verify")
@LabWith(DumpLabFactory.class)
@Needs(Capability.NODE_FILES)
class BackupVerifyDumpDrill {

  private static final String CLAIM = "pg-dump-job-works";
  private static final Duration POD_WITHIN = Duration.ofSeconds(60);
  private static final int ROWS = 300;

  @Scenario(
      value = "database-dump",
      gates = {"dump-stored", "rows-back"})
  void theJobStoresNothingUntilItIsCorrected(LocalStorageLab lab, DrillRun run) throws Exception {
    DatabaseDump dump = new DatabaseDump(lab);
    ShopDatabase shop = filled(lab, run, dump);
    asPrinted(run, dump);
    withItsProgram(run, dump);

    int before = shop.acknowledged();
    int after = correctedUnderLoad(run, dump, shop);
    run.inject(dropped(shop));
    restore(run, dump);
    run.gate("rows-back", shop::serves);
    boolean whole = run.check("dump-is-one-moment", () -> shop.oneMoment(before, after));
    whole &= run.check("large-object-and-role", shop::ownedWhole);
    run.control(
        CLAIM, ClaimOutcome.of(whole), "corrected: " + shop.oneMoment(before, after).detail());
    shop.insert(1);
    run.wrote("a row");
  }

  private static ShopDatabase filled(LocalStorageLab lab, DrillRun run, DatabaseDump dump)
      throws Exception {
    ShopDatabase shop =
        new ShopDatabase(lab.get(FoundationDatabase.class), run.random("large-object"));
    run.prepare(
        "names, logins and a bucket that the document does not make", () -> dump.prepare(run));
    run.prepare("a database", () -> shop.fill(ROWS));
    run.steadyState("database-serves", shop::serves);
    return shop;
  }

  /** Its image has no mc. */
  private static void asPrinted(DrillRun run, DatabaseDump dump) throws Exception {
    run.inject(
        new Mistake(
            "job-as-printed",
            DatabaseDump.AS_PRINTED,
            () -> {
              dump.apply(DatabaseDump.AS_PRINTED, text -> text);
              dump.start("as-printed");
            },
            () -> dump.failed("as-printed")));
    Map<String, Integer> stored = dump.dumps();
    run.claim(
        CLAIM,
        ClaimOutcome.of(stored.values().stream().anyMatch(size -> size > 0)),
        "as printed: %s; dumps in the bucket: %s"
            .formatted(dump.hasFailed("as-printed").text(), stored));
  }

  /**
   * With mc in it nothing fails any more, and a dump that failed, for a password that has changed,
   * is stored as an empty one; with the right one the same job stores what it dumped.
   */
  private static void withItsProgram(DrillRun run, DatabaseDump dump) throws Exception {
    dump.apply(DatabaseDump.AS_PRINTED, DatabaseDump::withItsProgram);
    dump.start("with-mc");
    run.await("the job with mc to succeed", () -> dump.hasSucceeded("with-mc"), POD_WITHIN);
    run.finding("with mc in its image the job stores " + dump.dumps());
    dump.forgetDumps();
    dump.loginIs("another-" + run.random("password").nextLong());
    dump.start("refused");
    run.await("the job with mc to succeed", () -> dump.hasSucceeded("refused"), POD_WITHIN);
    Map<String, Integer> stored = emptyStored(run, dump, "PostgreSQL refuses its password");
    run.finding(
        "with a password that PostgreSQL refuses the job succeeds and stores a dump of 0 bytes: "
            + stored);
    dump.forgetDumps();
    dump.loginIsRight();
  }

  private static Map<String, Integer> emptyStored(DrillRun run, DatabaseDump dump, String why)
      throws Exception {
    Map<String, Integer> stored = dump.dumps();
    run.expect(
        "empty-dump-stored",
        why + "; the job has succeeded, dumps and their bytes: " + stored,
        stored.size() == 1 && stored.containsValue(0));
    return stored;
  }

  /**
   * Users go on writing while it dumps.
   *
   * @return what had been acknowledged when it had ended
   */
  private static int correctedUnderLoad(DrillRun run, DatabaseDump dump, ShopDatabase shop)
      throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (!over.get()) {
                  shop.insert(20);
                }
              } catch (SQLException e) {
                throw new IllegalStateException("the load has ended", e);
              }
            });
    try {
      run.step(Step.of("correct-job", Actor.HUMAN, () -> corrected(dump)));
      run.gate("dump-stored", () -> stored(dump));
      return shop.acknowledged();
    } finally {
      over.set(true);
      load.join();
    }
  }

  /** Without the mark that the lab has put into each of its databases. */
  private static void corrected(DatabaseDump dump) {
    dump.apply(
        DatabaseDump.CORRECTED,
        text -> text.replace("-d shop -Fc", "-d shop -N firedrill_mark -Fc"));
    dump.start("corrected");
  }

  private static Observation stored(DatabaseDump dump) throws Exception {
    Map<String, Integer> sizes = dump.dumps();
    return Observation.allOf(
        dump.hasSucceeded("corrected"),
        Observation.of(
            sizes.size() == 1 && !sizes.containsValue(0), "dumps and their bytes: " + sizes));
  }

  private static Mistake dropped(ShopDatabase shop) {
    return new Mistake(
        "database-dropped",
        "shop",
        shop::drop,
        () -> {
          boolean there = shop.isThere();
          return Evidence.of(!there, "the database shop is there: " + there);
        });
  }

  private static void restore(DrillRun run, DatabaseDump dump) throws Exception {
    run.step(Step.of("restore-dump", Actor.HUMAN, dump::startRestore));
  }

  @Twin(
      value = "dump-cut-short",
      expect = VerdictKind.FAIL,
      culprit = {
        "dump-stored",
        "empty-dump-stored",
        "rows-back",
        "row 1 is missing",
        "the large object is missing"
      })
  void aDumpThatIsNotWholeIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    DatabaseDump dump = new DatabaseDump(lab);
    ShopDatabase shop = filled(lab, run, dump);
    int before = shop.acknowledged();
    run.inject(dropped(shop));
    Planted.gate(run, "dump-stored", () -> stored(dump), "nobody has dumped");
    shop.fill(ROWS);
    corrected(dump);
    run.await("the dump to be stored", () -> stored(dump), POD_WITHIN);
    Map<String, Integer> whole = emptyStored(run, dump, "the corrected job");
    run.observe("dump-before-it-is-cut", "dumps and their bytes: " + whole, whole);
    dump.cutShort();
    shop.drop();
    dump.startRestore();
    run.await("the restore to fail", dump::restoreFailed, POD_WITHIN);
    Planted.gate(run, "rows-back", shop::serves, "the dump is not whole");
    run.check("dump-is-one-moment", () -> shop.oneMoment(before, before));
    run.check("large-object-and-role", shop::ownedWhole);
    run.control(
        CLAIM,
        ClaimOutcome.of(shop.oneMoment(before, before).ok()),
        "from the first kilobyte of a dump: " + shop.oneMoment(before, before).detail());
  }
}
