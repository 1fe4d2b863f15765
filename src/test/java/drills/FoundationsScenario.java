package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.git.GitException;
import firedrill.component.git.RepositoryMirror;
import firedrill.component.git.WorkingCopy;
import firedrill.fault.Crash;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.PowerCut;
import firedrill.integrity.CommitLog;
import firedrill.integrity.CommitView;
import firedrill.integrity.EveryAcknowledgedCommit;
import firedrill.integrity.MeasuredLoss;
import firedrill.integrity.NoPhantomCommit;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.FoundationsHost;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** What the scenarios of {@code foundations-first} have in common. */
final class FoundationsScenario {

  /** Longer than a checkpoint of this load takes to begin, shorter than it takes to end. */
  private static final int INTO_CHECKPOINT_MILLIS = 60;

  /** A machine under emulation takes most of it. */
  private static final Duration BACK_WITHIN = Duration.ofMinutes(5);

  /** Of a repository. */
  private static final String ALL = "all that was acknowledged is there, and git fsck says nothing";

  private final FoundationsHost lab;
  private final DrillRun run;
  private final String repository;
  private final CommitLog rows = new CommitLog();
  private final CommitLog pushes = new CommitLog();
  private final Random random;
  private WorkingCopy copy;
  private int clones;

  FoundationsScenario(FoundationsHost lab, DrillRun run) {
    this.lab = lab;
    this.run = run;
    // Scenarios of one lab share its disk, in any order.
    this.repository = run.directory().getFileName().toString();
    this.random = run.random("cuts");
  }

  CommitLog rows() {
    return rows;
  }

  CommitLog pushes() {
    return pushes;
  }

  WorkingCopy copy() {
    return copy;
  }

  /** A repository with some content that was pushed, and a table. */
  void prepare() throws Exception {
    run.prepare(
        "the foundations to come back from the scenario before",
        () -> {
          run.await("PostgreSQL answering", this::postgresAnswers, BACK_WITHIN);
          run.await("git answering", this::gitAnswers, BACK_WITHIN);
        });
    run.prepare(
        "content of the GitOps source",
        () -> {
          lab.postgres().createTable();
          // The table is shared: what earlier scenarios left must still be there afterwards.
          rows.baseline(lab.postgres().ids());
          lab.git().create(repository);
          copy = lab.git().begin(repository, lab.directory().resolve("copy-" + repository));
          List<String> ids = new ArrayList<>();
          for (String app : List.of("vault", "erp", "longhorn")) {
            ids.add(
                copy.commit(
                    "apps/" + app + ".yaml",
                    ("kind: Application\nname: " + app + "\n").getBytes(StandardCharsets.UTF_8),
                    "Add " + app));
          }
          pushes.attempted(ids);
          copy.push();
          pushes.acknowledged(ids);
        });
    run.steadyState("postgres-answers", this::postgresAnswers);
    run.steadyState("git-answers", this::gitAnswers);
  }

  Observation postgresAnswers() {
    return Observation.of(lab.postgres().answers(), "select 1");
  }

  Observation gitAnswers() throws InterruptedException {
    return Observation.of(lab.git().isHealthy(), "GET /api/healthz");
  }

  /** Writes and pushes, pulls the plug at a moment of the seed, and returns that moment. */
  Instant cutUnderLoad(int round) throws Exception {
    return downUnderLoad(round, new PowerCut(lab.sandbox(), lab.node()));
  }

  /** The same where every program dies and nothing that was written is lost. */
  Instant crashUnderLoad(int round) throws Exception {
    return downUnderLoad(round, new Crash(lab.sandbox(), lab.node()));
  }

  private Instant downUnderLoad(int round, Fault fault) throws Exception {
    int atLeast = run.plan().size("load-at-least");
    int load = atLeast + random.nextInt(run.plan().size("load-at-most") - atLeast);
    boolean checkpoint = round % 2 == 1;
    String name = repository + "-" + round;
    Instant at;
    try (CommitLoad commits =
            new CommitLoad(
                lab.postgres(), rows, name, run.plan().size("writers"), run.random(name));
        PushLoad pushing = new PushLoad(copy, pushes, name)) {
      long before = rows.acknowledged().size();
      moment("some acknowledged commits", () -> rows.acknowledged().size() > before + 20);
      after("the load", load);
      if (checkpoint) {
        commits.checkpoint();
        after("the beginning of a checkpoint", random.nextInt(INTO_CHECKPOINT_MILLIS));
      }
      at = Instant.now();
      run.inject(fault);
    }
    run.observe(
        "acknowledged-before-cut-" + (round + 1),
        rows.acknowledged().size()
            + " rows, "
            + pushes.acknowledged().size()
            + " pushes"
            + (checkpoint ? ", cut during a checkpoint" : ""),
        rows.acknowledged().size());
    return at;
  }

  /** From now on the service refuses every push to the repository. */
  void refusePushes() throws Exception {
    lab.git().archive(repository);
  }

  /** A file more in the GitOps source. */
  void pushFile(String name, String content) throws IOException {
    push(copy.commit(name, content.getBytes(StandardCharsets.UTF_8), "Add " + name));
  }

  void pushOne(String what) throws IOException {
    push(
        copy.commit(
            "last.yaml",
            (what + " " + pushes.acknowledged().size()).getBytes(StandardCharsets.UTF_8),
            what));
  }

  void pushMalformed() throws IOException {
    push(copy.commitMalformed());
  }

  /** Behind the log's back. */
  void pushUnknown() throws IOException {
    copy.commit("strange.yaml", "by nobody".getBytes(StandardCharsets.UTF_8), "By nobody");
    copy.push();
  }

  boolean hasUnknownPush() throws IOException {
    return mirror().commits().stream().anyMatch(id -> !pushes.isKnown(id));
  }

  private void push(String id) throws IOException {
    pushes.attempted(List.of(id));
    copy.push();
    pushes.acknowledged(List.of(id));
  }

  /** Power on, and nothing else: no hand until both answer and the clone is whole. */
  void recover() throws Exception {
    recoverPostgres();
    recoverGit();
  }

  void powerOn() throws Exception {
    run.step(Step.of("power-pi2", Actor.HUMAN, () -> lab.sandbox().power().restore(lab.node())));
  }

  void recoverPostgres() throws Exception {
    powerOn();
    run.gate("postgres-answers", this::postgresAnswers);
  }

  void recoverGit() {
    run.gate("git-answers", this::gitAnswers);
    run.gate("gitops-cloned", this::cloned);
  }

  /** Planted: the repository is deleted, and nobody pushes it again. */
  void loseTheRepository() throws Exception {
    run.inject(
        new Mistake(
            "repository-deleted",
            repository,
            () -> lab.git().delete(repository),
            () -> Evidence.of(!lab.git().has(repository), "the service answers 404")));
    Planted.gate(run, "gitops-cloned", this::cloned, "nobody pushes the repository again");
  }

  private Observation cloned() throws IOException {
    RepositoryMirror mirror = mirror();
    return Observation.of(!mirror.commits().isEmpty(), mirror.commits().size() + " commits cloned");
  }

  /** From now on git flushes of the repository what it does where nobody says otherwise. */
  void asInstalled() {
    lab.git().asInstalled(repository);
  }

  /**
   * Looks at what a cut has left of the repository; where that is not all that was acknowledged, it
   * is made anew from the copy of whoever pushed last.
   */
  void recoverGitFromCopy(Instant cut) throws Exception {
    run.gate("git-answers", this::gitAnswers);
    String left = left(cut);
    run.finding("of a repository that nobody asked git to flush: " + left);
    if (!left.equals(ALL)) {
      run.step(
          Step.of(
              "push-again",
              Actor.HUMAN,
              () -> {
                lab.git().delete(repository);
                lab.git().create(repository);
                lab.git().asInstalled(repository);
                copy.push();
              }));
    }
    run.gate("gitops-cloned", this::cloned);
  }

  private String left(Instant cut) {
    try {
      RepositoryMirror mirror = mirror();
      MeasuredLoss lost = pushes.measure(mirror.commits(), cut);
      Optional<String> complaint = mirror.complaint();
      if (lost.lostEntries() == 0 && complaint.isEmpty()) {
        return ALL;
      }
      return "%d of %d acknowledged commits are gone, the oldest %.1f s before the cut; git fsck: %s"
          .formatted(
              lost.lostEntries(),
              pushes.acknowledged().size(),
              lost.lostSeconds(),
              complaint.orElse("nothing"));
    } catch (IOException e) {
      return "it cannot be cloned: " + e.getMessage();
    }
  }

  /** PostgreSQL comes back; Gitea is watched for as long as it usually takes, three times over. */
  void recoverWithoutGit() throws Exception {
    recoverPostgres();
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    run.gate(
        "git-answers",
        this::gitAnswers,
        () ->
            System.nanoTime() > until && !lab.postgres().hasDatabase("gitea")
                ? Optional.of("Gitea's database is not there, and nobody brings it back")
                : Optional.empty());
  }

  /** Whether no other machine than pi2 has power. */
  Observation alone() {
    List<String> on =
        lab.sandbox().nodes().stream().filter(Node::isRunning).map(Node::name).toList();
    return Observation.of(on.equals(List.of(lab.node().name())), "machines with power: " + on);
  }

  /**
   * @param alone whether nothing else was alive, as it was seen
   */
  void claimAnswer(Observation alone) throws InterruptedException {
    boolean postgres = lab.postgres().answers();
    boolean git = lab.git().isHealthy();
    run.claim(
        "foundations-outside-k3s",
        ClaimOutcome.of(alone.ok() && postgres && git),
        alone.text() + ": PostgreSQL answers: " + postgres + ", Gitea answers: " + git);
  }

  /**
   * @param alone whether no cluster ran, as it was seen
   * @param same whether what was cloned meanwhile is what was pushed
   * @param more what was seen besides
   */
  void claimBootstrap(Observation alone, boolean same, String more) {
    run.claim(
        "platform-bootstraps-itself",
        ClaimOutcome.of(alone.ok() && same),
        alone.text()
            + ": the GitOps source "
            + (same ? "was cloned as it had been pushed" : "could not be cloned as it was pushed")
            + (more.isEmpty() ? "" : "; " + more));
  }

  /** Whether the source can be cloned now, whatever keeps it from being. */
  boolean isCloned() {
    try {
      return cloned().ok();
    } catch (IOException e) {
      return false;
    }
  }

  RepositoryMirror mirror() throws IOException {
    Path into = lab.directory().resolve("mirror-" + repository + "-" + clones++);
    return lab.git().mirror(repository, into);
  }

  /** Every commit that was acknowledged, in both stores, and nothing that must not be there. */
  void verify(Instant fault) throws Exception {
    Set<String> present = lab.postgres().ids();
    verifyRows(fault, present);
    verifyPushes();
  }

  /**
   * Plants a fault in what a cut has left.
   *
   * @throws IllegalStateException when the cut itself has lost something: that must not pass for
   *     what is planted
   */
  void plant(Instant cut, Mistake mistake) throws Exception {
    long lost =
        rows.measure(lab.postgres().ids(), cut).lostEntries()
            + pushes.measure(mirror().commits(), cut).lostEntries();
    if (lost > 0) {
      throw new IllegalStateException("the cut itself lost " + lost + " acknowledged commits");
    }
    run.inject(mistake);
  }

  boolean hasRow(String id) throws SQLException {
    return lab.postgres().ids().contains(id);
  }

  void verifyRows(Instant fault, Set<String> present) {
    CommitView view = new CommitView("postgres", () -> present);
    Checks.run(run, new EveryAcknowledgedCommit(rows, view));
    Checks.run(run, new NoPhantomCommit(rows, view));
    run.rpo("rows", rows.measure(present, fault));
  }

  /** Whether all is well. */
  boolean verifyPushes() {
    CommitView view = new CommitView("git", () -> mirror().commits());
    boolean all = Checks.run(run, new EveryAcknowledgedCommit(pushes, view));
    boolean no = Checks.run(run, new NoPhantomCommit(pushes, view));
    return fsck() && all && no;
  }

  private boolean fsck() {
    return run.check(
        "git-fsck",
        () -> {
          Optional<String> complaint = mirror().complaint();
          return complaint.isEmpty()
              ? CheckResult.passed("git fsck --full --strict of a fresh clone")
              : CheckResult.failed("the repository is damaged", complaint.get());
        });
  }

  /**
   * What is open after a cut is settled by looking; then a push must be taken. A lock that the cut
   * left behind refuses it: the runbook's remedy is a step, and a finding.
   */
  void goOn() throws Exception {
    copy.catchUp();
    try {
      pushOne("first after the cut");
      run.wrote("a push");
    } catch (GitException e) {
      run.finding("after the cut a push was refused: " + e.getMessage());
      if (e.getMessage().contains(".lock")) {
        run.step(
            Step.of(
                "clear-git-locks",
                Actor.HUMAN,
                () -> run.finding("removed by hand: " + lab.git().clearStaleLocks())));
      }
    }
    run.check(
        "git-takes-a-push",
        () -> {
          try {
            pushOne("after the cut");
            run.wrote("a push");
            return CheckResult.passed("a push was acknowledged");
          } catch (GitException e) {
            return CheckResult.failed("the repository takes no push", e.getMessage());
          }
        });
  }

  /** Whether the database takes a row. */
  boolean takeARow() {
    return run.check(
        "postgres-takes-a-row",
        () -> {
          String id = repository + "-again-" + clones++;
          rows.attempted(List.of(id));
          try {
            lab.postgres().insert(id);
          } catch (SQLException e) {
            return CheckResult.failed("the database takes no row", e.getMessage());
          }
          rows.acknowledged(List.of(id));
          run.wrote("a row");
          return CheckResult.passed("a row was acknowledged");
        });
  }

  /** Users write again: a row and a push, the first things that are done after a recovery. */
  void writeAgain() throws Exception {
    takeARow();
    goOn();
  }

  /** What a database holds that may not have come back; empty when it has not, and that is red. */
  Optional<Set<String>> rowsIfBack() throws Exception {
    Duration budget = run.plan().gate("postgres-answers").budget();
    return run.expectWithin("postgres-came-back", this::postgresAnswers, budget)
        ? Optional.of(lab.postgres().ids())
        : Optional.empty();
  }

  /** Leaves what the writers were told beside the journal. */
  void keepEvidence() throws IOException {
    run.workloadStopped("database commits", rows.acknowledged().size(), rows.ambiguous().size(), 0);
    run.workloadStopped("pushes", pushes.acknowledged().size(), pushes.ambiguous().size(), 0);
    Files.write(run.directory().resolve("commits.txt"), rows.lines());
    Files.write(run.directory().resolve("pushes.txt"), pushes.lines());
  }

  private void moment(String what, java.util.function.BooleanSupplier condition) {
    run.await(what, () -> Observation.of(condition.getAsBoolean(), what), Duration.ofSeconds(60));
  }

  private void after(String what, int millis) {
    long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    moment("the seeded moment of " + what, () -> System.nanoTime() >= until);
  }
}
