package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.OpenUpload;
import firedrill.component.minio.Operator;
import firedrill.component.minio.Reply;
import firedrill.component.minio.StoredObject;
import firedrill.fault.PowerOff;
import firedrill.integrity.EveryAcknowledgedObject;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectReading;
import firedrill.junit.DrillRun;
import firedrill.lab.ObjectLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Node;
import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/** One of two sites is lost with both of its hosts; what users and operators can do then. */
final class SiteLoss {

  private static final Duration READ_WITHIN = Duration.ofSeconds(60);
  private static final Duration STARTED_WITHIN = Duration.ofSeconds(90);

  private final ObjectLab lab;
  private final DrillRun run;
  private final ObjectCluster cluster;
  private int begun;

  SiteLoss(ObjectLab lab, DrillRun run) {
    this.lab = lab;
    this.run = run;
    this.cluster = new ObjectCluster(lab, run);
  }

  ObjectCluster cluster() {
    return cluster;
  }

  /** One of the two, drawn from the run's seed. */
  String drawn() {
    return run.random("site").nextBoolean() ? Minio.PRIMARY : Minio.SECONDARY;
  }

  static String other(String site) {
    return site.equals(Minio.PRIMARY) ? Minio.SECONDARY : Minio.PRIMARY;
  }

  Node[] hosts(String site) {
    return cluster.minio().at(site).toArray(Node[]::new);
  }

  /** Somebody who reads by way of the first host of a site; the caller closes it. */
  ObjectClient reader(String site) {
    return cluster.minio().client(hosts(site)[0], READ_WITHIN);
  }

  /** A user begins an upload in parts, to be completed at another time. */
  OpenUpload begin(ObjectClient user, ObjectLoad load) {
    String key = "begun-" + begun++;
    return user.begin(load.asked(), key, new byte[ObjectClient.PART_BYTES]).orThrow("begin " + key);
  }

  /** Both plugs of a site are pulled under load. */
  Instant lose(String site, ObjectLoad load) {
    Instant cut = load.now();
    run.inject(PowerOff.ofSite(lab.sandbox(), site));
    return cut;
  }

  /** Power for a site that only lost it. */
  void powerOn(String site) throws Exception {
    cluster.powerOn(hosts(site));
  }

  /**
   * Whether all is done that users and operators do at the same time: what {@link
   * ObjectCluster#ask} asks, an upload in parts that was begun before, and a new user.
   *
   * @param user who was there before
   * @param upload of {@link #begin}
   * @param desk which has the cluster's name
   */
  Observation work(
      String when, ObjectClient user, OpenUpload upload, Operator desk, ObjectLoad load)
      throws Exception {
    Map<String, String> undone = new TreeMap<>();
    cluster
        .ask(
            when,
            user,
            load,
            Map.of(
                "the rest of an upload",
                () -> user.finish(upload, new byte[1000]).reply(),
                "a new user",
                () -> addUser(desk, upload.key())))
        .forEach(
            (call, reply) -> {
              if (!reply.isDone()) {
                undone.put(call, reply.toString());
              }
            });
    return Observation.of(
        undone.isEmpty(), when + ": " + (undone.isEmpty() ? "all is done" : "not done: " + undone));
  }

  void claimWork(Observation work) {
    run.claim("site-loss-continue-operating", ClaimOutcome.of(work.ok()), work.text());
  }

  /** The same question with both sites on. */
  void controlOfWork(Observation work) {
    run.control("site-loss-continue-operating", ClaimOutcome.of(work.ok()), work.text());
  }

  /** What the operator's command says of healing under way. */
  String healStatus() throws IOException, TimeoutException {
    return cluster
        .minio()
        .operator(cluster.survivor())
        .type(Duration.ofSeconds(30), "admin", "heal", Minio.ALIAS)
        .output()
        .strip();
  }

  private Duration patience() {
    return Duration.ofSeconds(run.plan().size("answer-seconds"));
  }

  private Reply addUser(Operator desk, String of) {
    long began = System.nanoTime();
    Reply.Kind kind;
    String said;
    try {
      Command.Result added =
          desk.type(
              patience(), "admin", "user", "add", Minio.ALIAS, "user-of-" + of, "secret-of-" + of);
      kind = added.ok() ? Reply.Kind.DONE : Reply.Kind.FAILED;
      said = added.ok() ? "" : added.output().strip();
    } catch (TimeoutException e) {
      kind = Reply.Kind.UNANSWERED;
      said = "no answer";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot type a command", e);
    }
    return new Reply(kind, said, 0, Duration.ofNanos(System.nanoTime() - began));
  }

  /** How the archive reads by way of the first host with power, once that has noticed. */
  Observation reads(String when, ObjectLoad load) throws Exception {
    return whole(when, load, cluster.settled(load, cluster.survivor(), when));
  }

  /** The same by somebody who was there before. */
  Observation reads(String when, HostOfObjects by, ObjectLoad load) throws Exception {
    return whole(when, load, cluster.settled(load, by, when));
  }

  /** The same where what is gone may hang for minutes; nothing is waited for. */
  Observation readsAtOnce(String when, HostOfObjects by, ObjectLoad load) throws Exception {
    return whole(when, load, load.readArchive(by));
  }

  private static Observation whole(String when, ObjectLoad load, ObjectReading reading) {
    Observation whole = ObjectCluster.whole(load.archived(), reading);
    return Observation.of(whole.ok(), when + ": " + whole.text());
  }

  /** Of two sites that do not hear each other. */
  void expectNoWrite(String where, Reply put) {
    run.expect("neither-side-writes", "put " + where + ": " + put, !put.isDone());
  }

  void expectRead(String where, Reply get) {
    run.expect("both-sides-read", "get " + where + ": " + get, get.isDone());
  }

  /** The survivors lose their power as well, and come back without the others. */
  void startAlone(String site) throws Exception {
    startAlone(site, STARTED_WITHIN);
  }

  /**
   * @return whether they serve
   */
  boolean startAlone(String site, Duration within) throws Exception {
    Node[] alone = hosts(site);
    run.inject(cluster.cut(alone));
    run.step(Step.of("start-survivors", Actor.HUMAN, () -> lab.sandbox().power().restore(alone)));
    return run.expectWithin(
        "survivors-serve-alone",
        () ->
            Observation.of(
                cluster.minio().health(alone[0]).takesReads(),
                "health of the cluster: " + cluster.minio().health(alone[0])),
        within);
  }

  /** What each drive of a site holds of the archive, by host. */
  Map<String, Map<String, StoredObject>> holdings(String site, ObjectLoad load) throws IOException {
    Map<String, Map<String, StoredObject>> held = new TreeMap<>();
    for (Node host : hosts(site)) {
      held.put(host.name(), cluster.minio().drive(host).objects(load.archive()));
    }
    return held;
  }

  /** An object of the archive that lies on a site's drives; in two pools nowhere else. */
  ObjectKey heldOnlyBy(Map<String, Map<String, StoredObject>> holdings, ObjectLoad load) {
    return load.archived().keys().stream()
        .filter(key -> holdings.values().stream().anyMatch(held -> held.containsKey(key.name())))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("that site holds nothing of the archive"));
  }

  /** The line between the sites is there again. */
  void join(ObjectLoad load) throws Exception {
    run.step(Step.of("join-sites", Actor.HUMAN, () -> lab.sandbox().network().heal()));
    cluster.gateDrivesOnline();
    run.gate(
        "site-holds-everything",
        () -> holds(Minio.SECONDARY, asElsewhere(Minio.SECONDARY, load), load));
  }

  /** New machines with empty disks. */
  void replace(String site) throws Exception {
    run.step(
        Step.of(
            "rebuild-site",
            Actor.HUMAN,
            () -> {
              for (Node host : hosts(site)) {
                cluster.minio().replaceNode(host);
              }
            }));
  }

  /** The rebuilt site is full again without a command; drives of one set hold the same. */
  void rebuild(String site, ObjectLoad load) throws Exception {
    replace(site);
    Observation empty = holds(site, asElsewhere(site, load), load);
    run.expect("disks-are-empty", empty.text(), !empty.ok());
    cluster.gateDrivesOnline();
    fill(site, asElsewhere(site, load), load);
  }

  /** Waits until the site holds what it should; what became of it is the claim. */
  void fill(String site, Map<String, Map<String, StoredObject>> expected, ObjectLoad load)
      throws Exception {
    try {
      run.gate("site-holds-everything", () -> holds(site, expected, load));
    } finally {
      Observation now = holds(site, expected, load);
      run.claim("site-rebuilt-heals", ClaimOutcome.of(now.ok()), now.text());
    }
  }

  /** For each host of a site what a drive of the other one holds: right for drives of one set. */
  Map<String, Map<String, StoredObject>> asElsewhere(String site, ObjectLoad load)
      throws IOException {
    Map<String, StoredObject> like =
        cluster.minio().drive(hosts(other(site))[0]).objects(load.archive());
    Map<String, Map<String, StoredObject>> expected = new TreeMap<>();
    for (Node host : hosts(site)) {
      expected.put(host.name(), like);
    }
    return expected;
  }

  /** Whether both drives of a site hold each object with as many parts and bytes as expected. */
  Observation holds(String site, Map<String, Map<String, StoredObject>> expected, ObjectLoad load)
      throws IOException {
    List<String> texts = new ArrayList<>();
    boolean all = true;
    for (Node host : hosts(site)) {
      Observation one =
          cluster.holds(host, expected.get(host.name()), load.archived(), load.archive());
      all &= one.ok();
      texts.add(one.text());
    }
    return Observation.of(all, String.join("; ", texts));
  }

  /** Without the site that survived nothing can be read but what the rebuilt one holds. */
  void readFromRebuilt(String survived, ObjectLoad load) throws Exception {
    Node[] off = hosts(survived);
    Node by = hosts(other(survived))[0];
    try (ObjectClient reader = reader(other(survived))) {
      run.inject(cluster.cut(off));
      ObjectReading reading =
          cluster.settled(load, new HostOfObjects(by.name(), reader), "the rebuilt site alone");
      Checks.run(run, new EveryAcknowledgedObject(load.archived(), reading));
    }
    cluster.powerOn(off);
  }
}
