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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The document's job that dumps the database into MinIO, as printed and corrected. */
@Drill("backup-verify")
@LabWith(DumpLabFactory.class)
@Needs(Capability.NODE_FILES)
class BackupVerifyDumpDrill {

  private static final String CLAIM = "pg-dump-job-works";
  private static final Duration POD_WITHIN = Duration.ofSeconds(60);
  private static final int ROWS = 100;

  /** Of a shell that does not find a program. */
  private static final int NOT_FOUND = 127;

  @Scenario(
      value = "database-dump",
      gates = {"dump-stored", "rows-back"})
  void theJobStoresNothingUntilItIsCorrected(LocalStorageLab lab, DrillRun run) throws Exception {
    DatabaseDump dump = new DatabaseDump(lab);
    ShopDatabase shop = filled(lab, run, dump);
    asPrinted(lab, run, dump);
    withItsProgram(run, dump);
    boolean told = refused(run, dump);

    DumpMoment moment = correctedUnderLoad(run, dump, shop, text -> text);
    run.inject(dropped(shop));
    run.step(Step.of("restore-dump", Actor.HUMAN, dump::startRestore));
    run.gate("rows-back", () -> restored(dump, shop), dump.untilRestoreFails());
    boolean whole = rowsChecked(run, shop, moment);
    run.control(
        CLAIM,
        ClaimOutcome.of(told && whole),
        "corrected: a dump that failed is told of: %s; the rows of one that succeeded: %s"
            .formatted(told, shop.asOf(moment).detail()));
    shop.insert(1);
    run.wrote("an order");
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

  /** The image that the document names has no mc; here it is one of this project's. */
  private static void asPrinted(LocalStorageLab lab, DrillRun run, DatabaseDump dump)
      throws Exception {
    run.inject(
        new Mistake(
            "job-as-printed",
            DatabaseDump.AS_PRINTED,
            () -> {
              dump.apply(DatabaseDump.AS_PRINTED, text -> text);
              dump.start("as-printed");
            },
            () -> dump.failed("as-printed", NOT_FOUND, "mc: not found")));
    Map<String, Integer> stored = dump.dumps();
    run.claim(
        CLAIM,
        new PartsWord(lab.reality(), DatabaseDump.IMAGE)
            .of(stored.values().stream().anyMatch(size -> size > 0)),
        "as printed: %s; dumps in the bucket: %s"
            .formatted(dump.hasFailed("as-printed").text(), stored));
  }

  /**
   * With mc in it and a name for PostgreSQL that is found here: which database is it that it takes?
   */
  private static void withItsProgram(DrillRun run, DatabaseDump dump) throws Exception {
    dump.apply(DatabaseDump.AS_PRINTED, DatabaseDump::withItsProgram);
    dump.start("with-mc");
    run.await("the job with mc to succeed", () -> dump.hasSucceeded("with-mc"), POD_WITHIN);
    run.finding(
        "with mc in its image, and PostgreSQL by its whole name, the job stores %s; the database shop, which it does not name, is in %s"
            .formatted(dump.dumps(), dump.dumpsOf("orders")));
    dump.forgetDumps();
  }

  /**
   * A password has been changed, and pg_dump is refused: the document's job goes on, has succeeded
   * and has stored an empty dump; the corrected one fails and says why.
   *
   * @return whether the corrected one did
   */
  private static boolean refused(DrillRun run, DatabaseDump dump) throws Exception {
    dump.loginIs("another-" + run.random("password").nextLong());
    dump.start("refused");
    run.await("the job that is refused to end", () -> dump.hasEnded("refused"), POD_WITHIN);
    Map<String, Integer> stored = emptyStored(run, dump, "refused");
    run.claim(
        CLAIM,
        ClaimOutcome.of(!dump.hasSucceeded("refused").ok() || !stored.containsValue(0)),
        "with mc in its image and a password that PostgreSQL refuses: %s; dumps and their bytes: %s"
            .formatted(dump.hasSucceeded("refused").text(), stored));
    dump.forgetDumps();

    corrected(dump, "corrected-refused", text -> text);
    run.await("the corrected job to end", () -> dump.hasEnded("corrected-refused"), POD_WITHIN);
    boolean told = failureTold(run, dump, "corrected-refused");
    // It would be tried again, with the right password.
    dump.forgetJobs(run);
    dump.loginIsRight();
    return told;
  }

  private static boolean failureTold(DrillRun run, DatabaseDump dump, String job) throws Exception {
    Evidence failed = dump.failed(job, 1, "password authentication failed");
    return run.expect(
        "failed-dump-told",
        "%s; dumps and their bytes: %s".formatted(failed.text(), dump.dumps()),
        failed.seen() && dump.dumps().isEmpty());
  }

  private static Map<String, Integer> emptyStored(DrillRun run, DatabaseDump dump, String job)
      throws Exception {
    Map<String, Integer> stored = dump.dumps();
    run.expect(
        "empty-dump-stored",
        "%s; dumps and their bytes: %s".formatted(dump.hasSucceeded(job).text(), stored),
        dump.hasSucceeded(job).ok() && stored.size() == 1 && stored.containsValue(0));
    return stored;
  }

  /**
   * Users go on ordering while it dumps.
   *
   * @param edit what is wrong with the corrected job; nothing
   */
  private static DumpMoment correctedUnderLoad(
      DrillRun run, DatabaseDump dump, ShopDatabase shop, UnaryOperator<String> edit)
      throws Exception {
    int before = shop.acknowledged();
    try (ShopLoad load = new ShopLoad(shop)) {
      run.step(Step.of("correct-job", Actor.HUMAN, () -> corrected(dump, "corrected", edit)));
      run.gate("dump-stored", () -> stored(dump));
      DumpMoment moment = load.end();
      writtenMeanwhile(run, moment, before);
      tableInDump(run, dump);
      return moment;
    }
  }

  /** A dump during which nobody writes is of one moment however it is made. */
  private static void writtenMeanwhile(DrillRun run, DumpMoment moment, int before) {
    run.expect(
        "written-meanwhile",
        "%d orders were acknowledged before the job; %s".formatted(before, moment),
        moment.atLeast() > before && moment.within() > 0);
  }

  /** What the printed job's dump does not have. */
  private static void tableInDump(DrillRun run, DatabaseDump dump) throws Exception {
    List<String> with = dump.dumpsOf("orders");
    run.expect("table-in-dump", "dumps with the table orders: " + with, with.size() == 1);
  }

  private static boolean rowsChecked(DrillRun run, ShopDatabase shop, DumpMoment moment) {
    boolean then = run.check("rows-of-then", () -> shop.asOf(moment));
    boolean one = run.check("dump-is-one-moment", shop::oneMoment);
    return run.check("large-object-and-role", shop::ownedWhole) && then && one;
  }

  /** Without the mark that the lab has put into each of its databases. */
  private static void corrected(DatabaseDump dump, String job, UnaryOperator<String> edit) {
    dump.apply(
        DatabaseDump.CORRECTED,
        text -> edit.apply(text).replace("-d shop ", "-d shop -N firedrill_mark "));
    dump.start(job);
  }

  private static Observation stored(DatabaseDump dump) throws Exception {
    Map<String, Integer> sizes = dump.dumps();
    return Observation.allOf(
        dump.hasSucceeded("corrected"),
        Observation.of(
            sizes.size() == 1 && !sizes.containsValue(0), "dumps and their bytes: " + sizes));
  }

  /** Rows are there before indexes and constraints are: only the job's own end tells. */
  private static Observation restored(DatabaseDump dump, ShopDatabase shop) throws Exception {
    return Observation.allOf(dump.restored(), shop.serves());
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

  @Twin(
      value = "dump-of-two-moments",
      expect = VerdictKind.FAIL,
      culprit = {
        "rows-back",
        "payments of after the snapshot",
        "transaction * is there by half",
        "the role is missing"
      })
  void aDumpTakenTableByTableIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    DatabaseDump dump = new DatabaseDump(lab);
    ShopDatabase shop = filled(lab, run, dump);
    DumpMoment moment = correctedUnderLoad(run, dump, shop, BackupVerifyDumpDrill::tableByTable);
    run.inject(dropped(shop));
    dump.startRestore(BackupVerifyDumpDrill::bothParts);
    // Its rows are there, and a constraint is refused behind them.
    Planted.gate(run, "rows-back", () -> restored(dump, shop), dump.untilRestoreFails());
    run.observe("rows-without-their-end", shop.serves().text(), shop.serves().ok());
    boolean whole = rowsChecked(run, shop, moment);
    run.control(
        CLAIM,
        ClaimOutcome.of(whole),
        "dumped table by table: " + shop.oneMoment().detail() + "; " + moment);
  }

  /** Each by a pg_dump of its own, and so of a snapshot of its own. */
  private static String tableByTable(String corrected) {
    return corrected
        .replace(
            "-d shop -Fc -f /tmp/backup.dump",
            "-d shop -T payments -Fc -f /tmp/backup.dump; pg_dump -h postgres."
                + DatabaseDump.NAMESPACE
                + ".svc.cluster.local -U postgres -d shop -t payments -Fc -f /tmp/payments.dump")
        .replace(
            "minio/postgres-backups/backup-$stamp.dump",
            "minio/postgres-backups/backup-$stamp.dump; mc cp /tmp/payments.dump"
                + " minio/postgres-backups/payments.part");
  }

  /** And all is left to whoever restores. */
  private static String bothParts(String restore) {
    return restore.replace(
        "--exit-on-error /tmp/backup.dump",
        "--no-owner --exit-on-error /tmp/backup.dump; mc cp minio/postgres-backups/payments.part"
            + " /tmp/payments.dump; pg_restore $server -d shop --exit-on-error /tmp/payments.dump");
  }

  @Twin(
      value = "dump-cut-short",
      expect = VerdictKind.FAIL,
      culprit = {
        "dump-stored",
        "failed-dump-told",
        "empty-dump-stored",
        "written-meanwhile",
        "table-in-dump",
        "rows-back",
        "row 1 of orders is missing",
        "there is nothing to compare",
        "the large object is missing"
      })
  void aDumpThatIsNotWholeIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    DatabaseDump dump = new DatabaseDump(lab);
    ShopDatabase shop = filled(lab, run, dump);
    DumpMoment rest = DumpMoment.ofRest(shop.acknowledged());
    run.inject(dropped(shop));
    Planted.gate(run, "dump-stored", () -> stored(dump), "nobody has dumped");
    tableInDump(run, dump);
    shop.fill(ROWS);
    corrected(dump, "corrected", text -> text);
    run.await("the dump to be stored", () -> stored(dump), POD_WITHIN);
    writtenMeanwhile(run, rest, rest.atLeast());
    Map<String, Integer> whole = emptyStored(run, dump, "corrected");
    failureTold(run, dump, "corrected");
    run.observe("dump-before-it-is-cut", "dumps and their bytes: " + whole, whole);
    dump.cutShort();
    shop.drop();
    dump.startRestore();
    Planted.gate(run, "rows-back", () -> restored(dump, shop), dump.untilRestoreFails());
    rowsChecked(run, shop, rest);
    run.control(
        CLAIM,
        ClaimOutcome.of(shop.asOf(rest).ok()),
        "from the first kilobyte of a dump: " + shop.asOf(rest).detail());
  }
}
