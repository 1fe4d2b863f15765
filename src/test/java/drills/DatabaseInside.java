package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.postgres.FoundRows;
import firedrill.component.postgres.PodDatabase;
import firedrill.component.postgres.PodDatabases;
import firedrill.fault.Evidence;
import firedrill.fault.PowerCut;
import firedrill.integrity.CommitLog;
import firedrill.integrity.CommitView;
import firedrill.integrity.EveryAcknowledgedCommit;
import firedrill.integrity.MeasuredLoss;
import firedrill.integrity.NoPhantomCommit;
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
import java.util.Optional;
import java.util.OptionalLong;

/**
 * PostgreSQL in a pod, its data in a volume of Longhorn's with three replicas, that commits row
 * after row until the power goes. It flushes at every commit, as it does by default.
 */
final class DatabaseInside {

  private static final Duration LIMIT = Duration.ofMinutes(4);

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
    inside.prepare(options);
    return inside;
  }

  private void prepare(String options) throws Exception {
    run.prepare(
        "PostgreSQL in a pod, its volume of three replicas",
        () -> {
          run.await("its client to commit", this::commits, LIMIT);
          String volume = database.volume().orElseThrow();
          lab.longhorn()
              .awaitState(volume, VolumeState::isHealthy, LIMIT, volume + " has three replicas");
          LoadSpan.pass(run, "the nodes' journals to be committed", LoadSpan.JOURNALLED);
          if (!options.isEmpty()) {
            lab.sandbox().nodes().forEach(n -> lab.sandbox().disks().remount(n, options));
          }
        });
    run.steadyState("database-commits", this::commits);
    run.workloadStarted("commits");
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

  private Observation whole() {
    String volume = database.volume().orElseThrow();
    Optional<VolumeState> state = lab.longhorn().volume(volume);
    return Observation.of(
        state.filter(VolumeState::isHealthy).isPresent(),
        volume + " is " + state.map(VolumeState::robustness).orElse("not there"));
  }

  /** The plug is pulled at a moment of the seed while rows are committed. */
  void cut(PowerCut cut) throws Exception {
    commitFor(LoadSpan.ofTheCut(run));
    // One that had dropped out would lose more, and not by this cut.
    run.await("three replicas just before the cut", this::whole, Duration.ofSeconds(5));
    run.await("a commit just before the cut", this::commits, Duration.ofSeconds(5));
    run.inject(cut);
    // While the plugs are pulled commits are still acknowledged: they were before the cut.
    end = database.lastTold();
    run.step(
        Step.of(
            "power-on",
            Actor.HUMAN,
            () -> {
              since = System.nanoTime();
              cut.restore();
            }));
    run.gate("database-serves", this::commits);
    run.wrote("a row");
  }

  /** Rows are committed for so long. */
  void commitFor(int millis) {
    LoadSpan.pass(run, millis + " ms of commits", Duration.ofMillis(millis));
  }

  /**
   * What it has lost of all that it had acknowledged, into the verdict: of what was acknowledged
   * before the cut more than the plan grants is FAIL, and of what was afterwards any. It is started
   * once more for that, in order: its client looks at what is there when it starts.
   */
  void measure() throws Exception {
    run.timed(
        "the database is started again, for its client to look",
        () -> {
          stop();
          startAgain();
          return null;
        });
    judge();
  }

  private void judge() {
    found = database.foundSince(since).orElseThrow();
    log.attempted(found.underWay());
    log.acknowledged(found.told());
    loss = log.measure(found.rows(), end);
    run.workloadStopped(
        "commits", found.told().size(), loss.ambiguousPresent() + loss.ambiguousAbsent(), 0);
    run.rpo("database", loss);
    Checks.run(run, new NoPhantomCommit(log, rows()));
    checkNoHoles();
  }

  private CommitView rows() {
    return new CommitView("database", found::rows);
  }

  /** Nothing at all may be missing of what {@link #measure} has looked at. */
  boolean checkAll() {
    return Checks.run(run, new EveryAcknowledgedCommit(log, rows()));
  }

  /** What is there must be what was there at one moment: rows may be missing at the end alone. */
  private void checkNoHoles() {
    run.check(
        "rows-of-one-moment",
        () -> {
          List<String> holes = found.holes(end);
          if (found.rows().isEmpty()) {
            return CheckResult.failed("no row is left", found.told().size() + " were acknowledged");
          }
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

  /**
   * Planted behind its client's back: the row that was acknowledged first is deleted, and one is
   * there that nobody has sent.
   */
  void tamper() {
    String row = database.firstRow();
    run.inject(
        new Mistake(
            "rows-tampered-with",
            row,
            () -> {
              stop();
              end = database.lastTold();
              alter("delete from kept where id = '" + row + "'");
              alter("insert into kept values ('nobody.7', repeat('x', 200))");
              startAgain();
            },
            () ->
                Evidence.of(
                    database
                        .foundSince(since)
                        .filter(f -> !f.rows().contains(row) && f.rows().contains("nobody.7"))
                        .isPresent(),
                    "its client did not find " + row + ", and found one that nobody has sent")));
    judge();
  }

  private void alter(String statement) {
    database.alter(statement);
    run.await(
        statement, () -> Observation.of(database.isAltered(), "not yet"), Duration.ofMinutes(2));
  }

  /** Planted: nobody starts it again. */
  void keepDown() {
    since = System.nanoTime();
    stop();
  }
}
