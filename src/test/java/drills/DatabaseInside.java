package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.postgres.FoundRows;
import firedrill.component.postgres.PodDatabase;
import firedrill.component.postgres.PodDatabases;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.PowerCut;
import firedrill.integrity.CommitLog;
import firedrill.integrity.CommitView;
import firedrill.integrity.EveryAcknowledgedCommit;
import firedrill.integrity.MeasuredLoss;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * PostgreSQL in a pod, its data in a volume of Longhorn's with three replicas, that commits row
 * after row until the power goes. It flushes at every commit, as it does by default.
 */
final class DatabaseInside implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(4);

  /** Longer than the 5 s in which ext4 commits its journal by itself (ext4(5), {@code commit=}). */
  private static final Duration JOURNALLED = Duration.ofSeconds(8);

  /** Whoever commits has been told so within this time. */
  private static final Duration COMMITTING = Duration.ofSeconds(2);

  /** Its pod stays there; the control plane is on pi1. */
  private static final String NODE = "pi2";

  private final StorageLab lab;
  private final DrillRun run;
  private final PodDatabase database;
  private final CommitLog log = new CommitLog();
  private FoundRows found;
  private MeasuredLoss loss;
  private Instant end;
  private long since = System.nanoTime();

  private DatabaseInside(StorageLab lab, DrillRun run, PodDatabase database) {
    this.lab = lab;
    this.run = run;
    this.database = database;
  }

  /**
   * One that has committed for a while.
   *
   * @param namespace of its own
   * @param options that the nodes' file systems are mounted with from then on; none when empty
   */
  static DatabaseInside prepared(StorageLab lab, DrillRun run, String namespace, String options)
      throws Exception {
    Longhorn longhorn = lab.longhorn();
    run.await(
        "Longhorn to be ready",
        () -> Observation.of(longhorn.installation().ready(), longhorn.installation().missing()),
        LIMIT);
    DatabaseInside inside =
        new DatabaseInside(lab, run, lab.get(PodDatabases.class).create(namespace, NODE));
    try {
      inside.prepare(options);
      return inside;
    } catch (Exception | Error e) {
      inside.close();
      throw e;
    }
  }

  private void prepare(String options) throws Exception {
    run.prepare(
        "PostgreSQL in a pod, its volume of three replicas",
        () -> {
          run.await("its client to commit", this::commits, LIMIT);
          String volume = database.volume().orElseThrow();
          lab.longhorn()
              .awaitState(volume, VolumeState::isHealthy, LIMIT, volume + " has three replicas");
          pause("the nodes' journals to be committed", JOURNALLED);
          if (!options.isEmpty()) {
            lab.sandbox().nodes().forEach(n -> lab.sandbox().disks().remount(n, options));
          }
        });
    run.steadyState("database-commits", this::commits);
    run.workloadStarted("commits");
  }

  private void pause(String what, Duration span) {
    Instant until = Instant.now().plus(span);
    run.await(
        what,
        () -> Observation.of(!Instant.now().isBefore(until), "until " + until),
        span.plusSeconds(5));
  }

  /** Whether a commit has been acknowledged just now, and since the power is back. */
  Observation commits() {
    OptionalLong last = database.lastCommit();
    if (last.isEmpty() || last.getAsLong() - since < 0) {
      return Observation.notYet("no commit yet; " + database.state());
    }
    long age = System.nanoTime() - last.getAsLong();
    return Observation.of(
        age < COMMITTING.toNanos(),
        String.format(
            Locale.ROOT, "last commit %.1f s ago; %s", Math.max(0, age / 1e9), database.state()));
  }

  /** The plug is pulled at a moment of the seed while rows are committed. */
  void cut(PowerCut cut) throws Exception {
    int earliest = run.plan().size("earliest-cut-milliseconds");
    int latest = run.plan().size("latest-cut-milliseconds");
    commitFor(earliest + run.random("moment of the cut").nextInt(latest - earliest));
    run.await("a commit just before the cut", this::commits, Duration.ofSeconds(5));
    run.inject(cut);
    // While the plugs are pulled commits are still acknowledged: they were before the cut.
    end = Instant.now();
    run.step(
        Step.of(
            "power-on",
            Actor.HUMAN,
            () -> {
              cut.restore();
              since = System.nanoTime();
            }));
    run.gate("database-serves", this::commits);
    run.wrote("a row");
  }

  /** Rows are committed for so long. */
  void commitFor(int millis) {
    pause(millis + " ms of commits", Duration.ofMillis(millis));
  }

  /**
   * What it has lost of all that it had acknowledged, into the verdict: more than the plan grants
   * is FAIL. Where it has not been started since it is started again: its client looks then.
   */
  void measure() {
    if (database.foundSince(since).isEmpty()) {
      stop();
      startAgain();
    }
    found = database.foundSince(since).orElseThrow();
    // A row that nobody has heard of was committed, and its answer lost on the way.
    log.attempted(found.rows());
    log.acknowledged(found.told());
    loss = log.measure(found.rows(), end);
    run.workloadStopped("commits", found.told().size(), loss.ambiguousPresent(), 0);
    run.rpo("database", loss);
  }

  /** Nothing at all may be missing of what {@link #measure} has looked at. */
  boolean checkAll() {
    CommitView rows = new CommitView("database", found::rows);
    return Checks.run(run, new EveryAcknowledgedCommit(log, rows));
  }

  /** What is there must be what was there at one moment: a row may be missing at the end alone. */
  void checkNoHoles() {
    run.check(
        "rows-of-one-moment",
        () -> {
          List<String> holes = found.holes();
          return holes.isEmpty()
              ? CheckResult.passed(
                  found.rows().size() + " rows, and none is missing before a later one")
              : CheckResult.failed(
                  "a row is missing before a later one",
                  holes.size() + ", the first of them " + holes.get(0));
        });
  }

  private void stop() {
    database.stop();
    run.await(
        "its pod to be gone",
        () -> Observation.of(database.isStopped(), database.state()),
        Duration.ofMinutes(1));
  }

  private void startAgain() {
    since = System.nanoTime();
    database.start();
    run.await(
        "its client to have found its rows",
        () -> Observation.of(database.foundSince(since).isPresent(), database.state()),
        LIMIT);
  }

  /** What {@link #measure} has found, in words. */
  @Override
  public String toString() {
    return "of %d rows that PostgreSQL had acknowledged %d are not in it afterwards%s"
        .formatted(
            found.told().size(),
            loss.lostEntries(),
            loss.lostEntries() == 0
                ? ""
                : String.format(
                    Locale.ROOT,
                    ", the oldest acknowledged %.1f s before the cut",
                    loss.lostHistory().toMillis() / 1e3));
  }

  boolean hasLost() {
    return loss.lostEntries() > 0;
  }

  /** Planted: the row that was acknowledged first is deleted behind its client's back. */
  Fault firstRowDeleted() {
    String row = database.firstRow();
    return new Mistake(
        "first-row-deleted",
        row,
        () -> {
          stop();
          end = Instant.now();
          database.forget(row);
          run.await(
              "the row to be deleted",
              () -> Observation.of(database.hasForgotten(), "not yet"),
              Duration.ofMinutes(2));
          startAgain();
        },
        () ->
            Evidence.of(
                database.foundSince(since).filter(f -> !f.rows().contains(row)).isPresent(),
                "its client did not find " + row));
  }

  /** Planted: nobody starts it again. */
  void keepDown() {
    since = System.nanoTime();
    stop();
  }

  /** Nothing of it goes on. */
  @Override
  public void close() throws Exception {
    database.stop();
    database.close();
  }
}
