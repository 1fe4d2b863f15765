package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.OpenUpload;
import firedrill.component.minio.Reply;
import firedrill.guard.MinioLogin;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.ObjectLab;
import firedrill.lab.ObjectLabFactory;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Node;
import firedrill.verdict.VerdictKind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What goes wrong while every host of MinIO runs, in the layout that the document means. */
@Drill("minio-faults")
@LabWith(ObjectLabFactory.class)
@Needs(Capability.NODE_FILES)
class MinioFaultsDrill {

  private static final int FORBIDDEN = 403;
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  /** Where nothing will change. */
  private static final Duration SOON = Duration.ofSeconds(5);

  @Scenario(value = "disks-lie", gates = "bytes-as-before")
  void noiseOnDisksIsReadPastAndHealedWhenItIsLookedFor(ObjectLab lab, DrillRun run)
      throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      Instant broken = load.now();
      LyingDisks disks = new LyingDisks(lab, run, load);
      disks.overwrite(load.large(0), 1);
      disks.overwrite(load.large(1), 2);
      disks.expectRight(load.large(0));
      disks.expectRight(load.large(1));
      disks.claimTold();
      disks.healDeep();
      load.verify(broken, cluster.survivor());
    }
  }

  @Twin(
      value = "healed-as-written",
      expect = VerdictKind.FAIL,
      culprit = "bytes-as-before",
      gates = {})
  void noiseThatTheDocumentsCommandLeavesIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      load.stop();
      LyingDisks disks = new LyingDisks(lab, run, load);
      disks.overwrite(load.large(2), 2);
      disks.healAsWritten();
      Planted.gate(run, "bytes-as-before", disks::bytesAsBefore, "the command has ended");
    }
  }

  @Twin(
      value = "three-disks-lie",
      expect = VerdictKind.FAIL,
      culprit = {
        "read-past-the-noise",
        "reads-go-on",
        "wrong-disks-stay-out",
        "object * cannot be read: *"
      },
      gates = {})
  void anObjectThatThreeDisksLieAboutIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      load.stop();
      Instant broken = load.now();
      LyingDisks disks = new LyingDisks(lab, run, load);
      disks.overwrite(load.large(3), 3);
      disks.expectRight(load.large(3));
      readsGoOn(run, load, cluster.survivor());
      // They are in the machines to which they belong.
      wrongDisksStayOut(run, cluster.minio(), SOON);
      load.verify(broken, cluster.survivor());
    }
  }

  @Scenario(value = "disks-swapped", gates = "drives-online")
  @Needs(Capability.CRASH)
  void aDiskInTheWrongMachineIsRefused(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    Minio minio = cluster.minio();
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      // What was under way in two hosts when they lost their power must stay little beside the
      // rest.
      load.awaitMore(150);
      Instant broken = load.now();
      Node one = minio.at(Minio.PRIMARY).get(0);
      Node other = minio.at(Minio.SECONDARY).get(0);
      DisksSwapped swapped =
          new DisksSwapped(
              lab.sandbox(), minio, one, other, run.directory().resolve("swapped-drives"));
      run.inject(swapped);
      wrongDisksStayOut(run, minio, Duration.ofSeconds(60));
      readsGoOn(run, load, minio.at(Minio.PRIMARY).get(1));
      Reply put = cluster.ask("disks swapped", minio.at(Minio.PRIMARY).get(1), load).get("put");
      run.finding("with the disks of two hosts swapped a new object is answered: " + put);
      run.step(Step.of("swap-back", Actor.HUMAN, swapped::swap));
      cluster.gateDrivesOnline();
      Instant back = load.now();
      run.expectWithin("writes-go-on", () -> load.writesAfter(back), Duration.ofSeconds(60));
      load.answered(cluster.survivor());
      load.verify(broken, cluster.survivor());
    }
  }

  private static void wrongDisksStayOut(DrillRun run, Minio minio, Duration within) {
    run.expectWithin(
        "wrong-disks-stay-out",
        () -> {
          long in =
              minio.drives(minio.at(Minio.PRIMARY).get(1)).stream()
                  .filter(drive -> drive.state().equals("ok"))
                  .count();
          return Observation.of(in == 2, in + " of 4 drives are in");
        },
        within);
  }

  private static void readsGoOn(DrillRun run, ObjectLoad load, Node by) throws Exception {
    Observation whole = ObjectCluster.whole(load.archived(), load.readArchive(by));
    run.expect("reads-go-on", whole.text(), whole.ok());
  }

  @Scenario(value = "login-rotated", gates = "user-is-served")
  void aUserGetsAnotherSecretUnderLoad(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    Minio minio = cluster.minio();
    cluster.steadyState();
    Node desk = cluster.survivor();
    MinioLogin old = MinioLogin.of("worker", "secret-" + run.random("old").nextLong());
    MinioLogin next = MinioLogin.of("worker", "secret-" + run.random("next").nextLong());
    run.prepare("the user", () -> LoginRotated.makeUser(minio, desk, old));
    try (ObjectLoad load = ObjectLoad.startAs(run, lab, List.of(old, next));
        ObjectClient before = minio.client(desk, old, ANSWER_WITHIN);
        ObjectClient after = minio.client(desk, next, ANSWER_WITHIN)) {
      OpenUpload begun =
          before
              .begin(load.asked(), "begun", new byte[ObjectClient.PART_BYTES])
              .orThrow("begin an upload");
      Instant broken = load.now();
      run.inject(new LoginRotated(minio, desk, old, next));
      Instant rotated = load.now();
      run.gate("user-is-served", () -> load.writesAfter(rotated));
      oldSecretIsRefused(run, before, begun);
      newSecretGoesOn(run, after, begun);
      load.verify(broken, cluster.survivor());
    }
  }

  private static void oldSecretIsRefused(DrillRun run, ObjectClient old, OpenUpload begun) {
    Reply late = old.finish(begun, new byte[1000]).reply();
    run.expect("old-secret-is-refused", "the rest of an upload: " + late, late.status() == 403);
  }

  private static void newSecretGoesOn(DrillRun run, ObjectClient next, OpenUpload begun) {
    Reply rest = next.finish(begun, new byte[1000]).reply();
    run.expect("new-secret-goes-on", "the rest of the upload: " + rest, rest.isDone());
  }

  @Twin(
      value = "secret-not-told",
      expect = VerdictKind.FAIL,
      culprit = {"new-secret-goes-on", "old-secret-is-refused", "user-is-served"},
      gates = {})
  void aUserWhomNobodyTellsTheSecretIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    Node desk = cluster.survivor();
    MinioLogin old = MinioLogin.of("clerk", "secret-" + run.random("old").nextLong());
    MinioLogin next = MinioLogin.of("clerk", "secret-" + run.random("next").nextLong());
    run.prepare("the user", () -> LoginRotated.makeUser(cluster.minio(), desk, old));
    try (ObjectLoad load = ObjectLoad.startAs(run, lab, List.of(old));
        ObjectClient before = cluster.minio().client(desk, old, ANSWER_WITHIN);
        ObjectClient after = cluster.minio().client(desk, next, ANSWER_WITHIN)) {
      OpenUpload begun =
          before
              .begin(load.asked(), "begun", new byte[ObjectClient.PART_BYTES])
              .orThrow("begin an upload");
      // Nobody has changed it yet.
      newSecretGoesOn(run, after, begun);
      oldSecretIsRefused(run, before, begun);
      run.inject(new LoginRotated(cluster.minio(), desk, old, next));
      Instant rotated = load.now();
      Planted.gate(run, "user-is-served", () -> load.writesAfter(rotated), "nobody tells the user");
    }
  }

  @Scenario(
      value = "root-changed",
      gates = {"drives-online", "user-is-served"})
  void theServersGetAnotherRootLoginUnderLoad(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    Minio minio = cluster.minio();
    cluster.steadyState();
    MinioLogin user = MinioLogin.of("keeper", "secret-" + run.random("keeper").nextLong());
    run.prepare("the user", () -> LoginRotated.makeUser(minio, cluster.survivor(), user));
    MinioLogin old = minio.login();
    MinioLogin next = MinioLogin.fresh();
    try (ObjectLoad load = ObjectLoad.startAs(run, lab, List.of(old, next))) {
      Instant broken = load.now();
      run.inject(new RootChanged(minio, old, next));
      Instant changed = load.now();
      cluster.gateDrivesOnline();
      run.gate("user-is-served", () -> load.writesAfter(changed));
      expectServed(run, cluster, user);
      load.verify(broken, cluster.survivor());
    }
  }

  /**
   * By every host, within the time that one takes to read its users; until then it answers them
   * with 503. Who is told once that the secret is wrong has not kept it.
   */
  private static void expectServed(DrillRun run, ObjectCluster cluster, MinioLogin user) {
    List<String> refused = new ArrayList<>();
    run.expectWithin(
        "users-keep-their-secret",
        () -> {
          Map<String, Reply> replies = new TreeMap<>();
          for (Node host : cluster.minio().hosts()) {
            try (ObjectClient client = cluster.minio().client(host, user, ANSWER_WITHIN)) {
              replies.put(host.name(), client.buckets().reply());
            }
          }
          replies.values().stream()
              .filter(reply -> reply.status() == FORBIDDEN)
              .forEach(reply -> refused.add(reply.toString()));
          return Observation.of(
              refused.isEmpty() && replies.values().stream().allMatch(Reply::isDone),
              "a user of before: %s; refused: %s".formatted(replies, refused));
        },
        Duration.ofSeconds(60),
        () -> refused.isEmpty() ? Optional.empty() : Optional.of("refused: " + refused));
  }

  @Twin(
      value = "root-not-told",
      expect = VerdictKind.FAIL,
      culprit = {"user-is-served", "users-keep-their-secret"},
      gates = {})
  void whoWorksWithTheOldRootLoginIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    Minio minio = cluster.minio();
    cluster.steadyState();
    MinioLogin user = MinioLogin.of("looser", "secret-" + run.random("looser").nextLong());
    MinioLogin changed = MinioLogin.of("looser", "secret-" + run.random("changed").nextLong());
    run.prepare("the user", () -> LoginRotated.makeUser(minio, cluster.survivor(), user));
    MinioLogin old = minio.login();
    MinioLogin next = MinioLogin.fresh();
    try (ObjectLoad load = ObjectLoad.startAs(run, lab, List.of(old))) {
      run.inject(new RootChanged(minio, old, next));
      Instant since = load.now();
      cluster.gateDrivesOnline();
      Planted.gate(run, "user-is-served", () -> load.writesAfter(since), "nobody tells the user");
      run.inject(new LoginRotated(minio, cluster.survivor(), user, changed));
      expectServed(run, cluster, user);
    }
  }

  @Scenario(value = "line-slow", gates = "line-is-fast")
  @Needs(Capability.SLOW_LINKS)
  void aThinLineBetweenTheSitesSlowsWritesAndLosesNone(ObjectLab lab, DrillRun run)
      throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      LineSlowed slow = slowed(lab, run, cluster, load);
      fastBefore(run, slow);
      Instant broken = load.now();
      run.inject(slow);
      Instant thin = load.now();
      run.expectWithin("writes-go-on", () -> load.writesAfter(thin), Duration.ofSeconds(60));
      cluster.ask("line slow", cluster.survivor(), load);
      run.step(Step.of("mend-line", Actor.HUMAN, () -> lab.sandbox().network().heal()));
      run.gate("line-is-fast", () -> isFast(slow));
      load.verify(broken, cluster.survivor());
    }
  }

  @Twin(
      value = "line-stays-thin",
      expect = VerdictKind.FAIL,
      culprit = {"line-is-fast-before", "line-is-fast"},
      gates = {})
  @Needs(Capability.SLOW_LINKS)
  void aLineThatNobodyMendsIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      load.stop();
      LineSlowed slow = slowed(lab, run, cluster, load);
      run.inject(slow);
      fastBefore(run, slow);
      Planted.gate(run, "line-is-fast", () -> isFast(slow), "nobody mends the line");
    }
  }

  private static void fastBefore(DrillRun run, LineSlowed slow) throws IOException {
    Reply usual = slow.probe();
    run.expect("line-is-fast-before", "a large put: " + usual, !slow.isSlow(usual));
  }

  private static LineSlowed slowed(
      ObjectLab lab, DrillRun run, ObjectCluster cluster, ObjectLoad load) {
    return new LineSlowed(
        lab.sandbox().network(),
        cluster.minio(),
        1024L * run.plan().size("line-kib-per-second"),
        load.asked());
  }

  private static Observation isFast(LineSlowed slow) throws IOException {
    Reply put = slow.probe();
    return Observation.of(put.isDone() && !slow.isSlow(put), "a large put: " + put);
  }

  @Scenario(value = "client-clock-wrong", gates = "user-is-served")
  void whoseClockIsAQuarterOfAnHourWrongIsTurnedDown(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    Minio minio = cluster.minio();
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      Instant broken = load.now();
      run.inject(new UserClockWrong(minio, Duration.ofMinutes(16)));
      for (int minutes : List.of(-16, -14, 14)) {
        String answer = minio.answerToClock(cluster.survivor(), Duration.ofMinutes(minutes));
        run.expect(
            "clock-is-looked-at",
            "clock %+d min: %s".formatted(minutes, answer),
            answer.equals(minutes < -15 ? UserClockWrong.TURNED_DOWN : "200"));
      }
      run.gate(
          "user-is-served",
          () -> {
            String answer = minio.answerToClock(cluster.survivor(), Duration.ZERO);
            return Observation.of(answer.equals("200"), "with the right time: " + answer);
          });
      load.verify(broken, cluster.survivor());
    }
  }

  @Scenario(value = "host-clock-wrong", gates = "drives-online")
  @Needs(Capability.OWN_CLOCKS)
  void aHostWhoseClockIsWrongIsLeftOut(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      Instant broken = load.now();
      ClockWrong wrong =
          new ClockWrong(lab.sandbox(), cluster.minio(), cluster.victim(), Duration.ofHours(1));
      run.inject(wrong);
      cluster.ask("clock wrong", cluster.survivor(), load);
      run.step(Step.of("set-clock", Actor.HUMAN, wrong::set));
      cluster.gateDrivesOnline();
      load.verify(broken, cluster.survivor());
    }
  }
}
