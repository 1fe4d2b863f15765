package drills;

import firedrill.integrity.AttachmentView;
import firedrill.integrity.ChainUnbroken;
import firedrill.integrity.Check;
import firedrill.integrity.Counts;
import firedrill.integrity.ErpClient;
import firedrill.integrity.ErpView;
import firedrill.integrity.EveryAcknowledgedEntryExactlyOnce;
import firedrill.integrity.History;
import firedrill.integrity.HttpErpClient;
import firedrill.integrity.Ledger;
import firedrill.integrity.LedgerView;
import firedrill.integrity.PostgresView;
import firedrill.integrity.Progress;
import firedrill.integrity.Rpo;
import firedrill.integrity.Workload;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.HomeLab;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Entries posted to the ERP while a scenario runs, and their verification. All scenarios of one lab
 * share one ledger: what an earlier one wrote is not a phantom to a later one.
 */
final class ErpLoad implements AutoCloseable {

  private static final String NAME = "ledger entries";
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
  private static final Map<Path, Ledger> LEDGERS = new ConcurrentHashMap<>();

  private final DrillRun run;
  private final HomeLab lab;
  private final Ledger ledger;
  private final ErpClient client;
  private final Workload workload;
  private boolean stopped;

  private ErpLoad(DrillRun run, HomeLab lab) throws IOException {
    this.run = run;
    this.lab = lab;
    Path file = lab.directory().resolve("ledger.jsonl");
    Ledger known = LEDGERS.get(file);
    if (known == null) {
      known = Ledger.create(file);
      LEDGERS.put(file, known);
    }
    this.ledger = known;
    this.client =
        new HttpErpClient(
            lab.erp().address(),
            ANSWER_WITHIN,
            request -> lab.erp().http().send(request, BodyHandlers.ofByteArray()));
    // Entry ids come from the seed; each scenario of a lab needs its own.
    long seed = run.random("entries " + run.directory().getFileName()).nextLong();
    this.workload =
        new Workload(
            new Workload.Plan(
                seed,
                2,
                run.plan().size("entries-per-second"),
                run.plan().size("attachment-every")),
            client,
            ledger);
  }

  static ErpLoad start(DrillRun run, HomeLab lab) throws IOException {
    ErpLoad load = new ErpLoad(run, lab);
    run.workloadStarted(NAME);
    load.workload.start();
    run.await(
        "the first acknowledged entries",
        () -> {
          load.workload.requireAlive();
          return firedrill.recovery.Observation.of(
              load.progress().counts().acknowledged() >= 10, load.progress().counts().toString());
        },
        Duration.ofSeconds(10));
    return load;
  }

  Progress progress() {
    return workload.progress();
  }

  Instant now() {
    return ledger.now();
  }

  /** The ERP as this load's client sees it. */
  ErpClient client() {
    return client;
  }

  /** Entries and their fates up to now. */
  History history() {
    return ledger.history();
  }

  void stop() throws Exception {
    if (stopped) {
      return;
    }
    stopped = true;
    Counts c = workload.stop(Duration.ofSeconds(10));
    run.workloadStopped(NAME, c.acknowledged(), c.ambiguous(), c.refused());
    Files.copy(
        lab.directory().resolve("ledger.jsonl"),
        run.directory().resolve("ledger.jsonl"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The ledger against the ERP, against PostgreSQL behind its back, and against the attachments.
   */
  void verify(Instant fault) throws Exception {
    stop();
    History history = ledger.history();
    LedgerView postgres = new PostgresView(() -> lab.books().superuser());
    AttachmentView files = AttachmentView.of(client);
    for (LedgerView view : new LedgerView[] {new ErpView(client), postgres}) {
      for (Check check : Check.standard(history, view, files)) {
        run.check(check.name(), () -> translate(check.run()));
      }
    }
    run.check(
        "erp-invariants",
        () -> {
          var books = lab.erp().invariants();
          return books.path("ok").asBoolean()
              ? CheckResult.passed(books.path("entries").asText() + " entries")
              : CheckResult.failed("the ERP's own books", books.toString());
        });
    Rpo rpo = Rpo.measure(history, postgres, fault);
    run.rpo(rpo.lostEntries(), rpo.lostSeconds(), rpo.ambiguousPresent(), rpo.ambiguousAbsent());
  }

  /** Where the ERP may be unable to answer: only what PostgreSQL itself holds. */
  void verifyInPostgres(Instant fault) throws Exception {
    stop();
    History history = ledger.history();
    LedgerView postgres = new PostgresView(() -> lab.books().superuser());
    for (Check check :
        List.of(
            new EveryAcknowledgedEntryExactlyOnce(history, postgres),
            new ChainUnbroken(postgres))) {
      run.check(check.name(), () -> translate(check.run()));
    }
    Rpo rpo = Rpo.measure(history, postgres, fault);
    run.rpo(rpo.lostEntries(), rpo.lostSeconds(), rpo.ambiguousPresent(), rpo.ambiguousAbsent());
  }

  /** Acknowledged entries that PostgreSQL does not hold. */
  long lostInPostgres() throws Exception {
    return Rpo.measure(
            ledger.history(), new PostgresView(() -> lab.books().superuser()), ledger.now())
        .lostEntries();
  }

  private static CheckResult translate(firedrill.integrity.CheckResult r) {
    return switch (r.state()) {
      case PASSED -> CheckResult.passed(r.detail());
      case FAILED -> CheckResult.failed(r.culprit(), r.detail());
      case BROKEN -> throw new IllegalStateException(r.name() + " could not finish: " + r.detail());
    };
  }

  @Override
  public void close() {
    workload.close();
  }
}
