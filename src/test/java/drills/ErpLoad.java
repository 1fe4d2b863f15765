package drills;

import com.fasterxml.jackson.databind.JsonNode;
import firedrill.component.erp.Erp;
import firedrill.integrity.AttachmentView;
import firedrill.integrity.ChainUnbroken;
import firedrill.integrity.Check;
import firedrill.integrity.ErpClient;
import firedrill.integrity.ErpView;
import firedrill.integrity.EveryAcknowledgedEntryExactlyOnce;
import firedrill.integrity.Grace;
import firedrill.integrity.History;
import firedrill.integrity.HttpErpClient;
import firedrill.integrity.Ledger;
import firedrill.integrity.LedgerView;
import firedrill.integrity.MeasuredLoss;
import firedrill.integrity.PostgresView;
import firedrill.integrity.Progress;
import firedrill.integrity.Sha256;
import firedrill.integrity.Workload;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.HomeLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.FileTree;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Entries posted to the ERP while a scenario runs, and their verification. All scenarios of one lab
 * share one ledger: what an earlier one wrote is not a phantom to a later one.
 */
final class ErpLoad implements AutoCloseable {

  private static final String NAME = "ledger entries";
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  /** Ten times as long as between two entries: a shorter pause is no outage. */
  private static final Duration SERVED_AGAIN_WITHIN = Duration.ofMillis(500);

  private static final Map<Path, Ledger> LEDGERS = new ConcurrentHashMap<>();

  /** SHA-256 of what a lab's faults have taken, by its ledger's file. */
  private static final Map<Path, Set<String>> LOST = new ConcurrentHashMap<>();

  private final DrillRun run;
  private final HomeLab lab;
  private final Ledger ledger;
  private final ErpClient client;
  private final Workload workload;
  private final Instant began;
  private final Set<String> lostBefore;
  private boolean stopped;
  private long lostAttachments;

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
    this.lostBefore = LOST.computeIfAbsent(file, ledgers -> ConcurrentHashMap.newKeySet());
    this.client =
        new HttpErpClient(
            lab.erp().address(),
            ANSWER_WITHIN,
            request -> lab.erp().http().send(request, BodyHandlers.ofByteArray()));
    this.began = ledger.now();
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
    try {
      load.workload.start();
      run.await(
          "the first acknowledged entries",
          () -> {
            load.workload.requireAlive();
            return Observation.of(
                load.progress().counts().acknowledged() >= 10, load.progress().counts().toString());
          },
          Duration.ofSeconds(10));
    } catch (RuntimeException e) {
      load.close();
      throw e;
    }
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

  /** Nothing is written any more, and nothing is on its way, until it is resumed. */
  void pause() {
    try {
      workload.pause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the last entry was under way", e);
    }
  }

  void resume() {
    workload.resume();
  }

  void stop() throws Exception {
    if (stopped) {
      return;
    }
    stopped = true;
    workload.stop(Duration.ofSeconds(10));
    tell();
    Files.copy(
        lab.directory().resolve("ledger.jsonl"),
        run.directory().resolve("ledger.jsonl"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The ledger against the ERP and its attachments, and against PostgreSQL and the attachments'
   * volume behind its back. Attachments of the last moments before the fault, as many as the plan's
   * budget for {@code volumes} grants, are measured alone: lost ones are a finding.
   *
   * @return whether nothing at all was lost
   */
  boolean verify(Instant fault) throws Exception {
    stop();
    History history = ledger.history();
    boolean all =
        Checks.run(
            run,
            Check.standard(history, new ErpView(client), AttachmentView.of(client), grace(fault)));
    all &= Checks.run(run, Check.standard(history, postgres(), volume(), grace(fault)));
    all &= run.check("erp-invariants", () -> invariants(grace(fault).attachments(history)));
    // What an earlier scenario left without an answer is not this run's to count.
    History own = history.since(began);
    run.rpo("entries", MeasuredLoss.entries(own, postgres(), volume(), fault));
    run.rpo("rows", MeasuredLoss.measure(own, postgres(), fault));
    MeasuredLoss attachments = MeasuredLoss.attachments(own, volume(), fault);
    lostAttachments = attachments.lostEntries();
    run.rpo("volumes", attachments);
    if (attachments.lostEntries() > 0) {
      run.finding(
          "%d attachments that had been acknowledged are lost, the oldest %.1f s before the fault"
              .formatted(attachments.lostEntries(), attachments.lostSeconds()));
    }
    return all && attachments.lostEntries() == 0;
  }

  /** As {@link #verify} has found them. */
  long lostAttachments() {
    return lostAttachments;
  }

  /** As much as the plan grants, and what an earlier scenario of this lab has lost. */
  private Grace grace(Instant fault) {
    Duration granted = run.plan().rpo().getOrDefault("volumes", Duration.ZERO);
    Grace grace = granted.isZero() ? Grace.NONE : new Grace(fault.minus(granted), fault);
    return grace.withKnown(lostBefore);
  }

  /**
   * Whoever uses this lab next is not asked for the attachments that this fault has taken within
   * the budget: nothing brings them back, and they have been counted.
   */
  void keepWhatIsLost(Instant fault) throws IOException, InterruptedException {
    AttachmentView files = volume();
    for (String sha : grace(fault).attachments(ledger.history())) {
      if (files.read(sha).filter(bytes -> Sha256.of(bytes).equals(sha)).isEmpty()) {
        lostBefore.add(sha);
      }
    }
  }

  /** What the ERP says of itself; what may be lost is not held against it. */
  private CheckResult invariants(Set<String> mayBeLost) throws IOException {
    JsonNode books = lab.erp().invariants();
    Set<String> wrong = new TreeSet<>();
    for (String kind : List.of("missing", "corrupt")) {
      books.path("attachments").path(kind).forEach(sha -> wrong.add(sha.asText()));
    }
    boolean lostWithin = !wrong.isEmpty() && mayBeLost.containsAll(wrong);
    boolean sound =
        books.path("balanced").asBoolean() && books.path("chain").path("ok").asBoolean();
    return books.path("ok").asBoolean() || sound && lostWithin
        ? CheckResult.passed(
            books.path("entries").asText() + " entries, attachments lost in time: " + wrong.size())
        : CheckResult.failed("the ERP's own books", books.toString());
  }

  /** Whether an entry with an attachment was acknowledged after a moment of the load's clock. */
  Observation takesEntriesSince(Instant moment) {
    workload.requireAlive();
    return progress()
        .firstAttachmentAfter(moment)
        .map(at -> Observation.yes("an entry with an attachment was acknowledged at " + at))
        .orElseGet(() -> Observation.notYet("none acknowledged; so far " + progress().counts()));
  }

  /** Where the ERP may be unable to answer: only what PostgreSQL itself holds. */
  void verifyInPostgres(Instant fault) throws Exception {
    stop();
    History history = ledger.history();
    Checks.run(run, new EveryAcknowledgedEntryExactlyOnce(history, postgres()));
    Checks.run(run, new ChainUnbroken(postgres()));
    run.rpo("rows", MeasuredLoss.measure(history.since(began), postgres(), fault));
  }

  private LedgerView postgres() {
    return new PostgresView(() -> lab.books().superuser());
  }

  /** The attachments' volume itself, as its pod has it mounted. */
  private AttachmentView volume() {
    FileTree files = lab.claimFiles(Erp.NAMESPACE, "erp-attachments");
    return sha -> {
      String file = sha.substring(0, 2) + "/" + sha;
      return files.exists(file) ? Optional.of(files.read(file)) : Optional.empty();
    };
  }

  /** Acknowledged entries that PostgreSQL does not hold. */
  long lostInPostgres() throws Exception {
    return MeasuredLoss.measure(ledger.history(), postgres(), ledger.now()).lostEntries();
  }

  private void tell() {
    run.workloadStopped(NAME, progress(), SERVED_AGAIN_WITHIN, now());
  }

  /** A run that broke off tells of its users as well: without them gates would stand for them. */
  @Override
  public void close() {
    workload.close();
    if (!stopped) {
      stopped = true;
      tell();
    }
  }
}
