package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.OpenUpload;
import firedrill.component.minio.Operator;
import firedrill.component.minio.Reply;
import firedrill.component.minio.StoredObject;
import firedrill.fault.PowerCut;
import firedrill.integrity.EveryAcknowledgedObject;
import firedrill.integrity.ObjectReading;
import firedrill.junit.DrillRun;
import firedrill.lab.ObjectLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Node;
import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/** One of two sites is lost with both of its hosts; what users and operators can do then. */
final class SiteLoss {

  private static final Duration STARTED_WITHIN = Duration.ofSeconds(90);

  /** How often {@link #work} may be asked. */
  private static final int TURNS = 4;

  private final ObjectLab lab;
  private final DrillRun run;
  private final ObjectCluster cluster;
  private final List<OpenUpload> begun = new ArrayList<>();

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

  /** Begins uploads in parts, each to be completed at another time. */
  void beginUploads(ObjectLoad load) {
    ObjectClient client = load.host(cluster.survivor()).client();
    for (int i = 0; i < TURNS; i++) {
      String key = "begun-" + i;
      begun.add(
          client
              .begin(load.asked(), key, new byte[ObjectClient.PART_BYTES])
              .orThrow("begin " + key));
    }
  }

  /** Both plugs of a site are pulled under load. */
  Instant lose(String site, ObjectLoad load) {
    Instant cut = load.now();
    run.inject(PowerCut.ofSite(lab.sandbox(), site));
    return cut;
  }

  /** Power for a site that only lost it. */
  void powerOn(String site) throws Exception {
    cluster.powerOn(hosts(site));
  }

  /**
   * Whether all is done that users and operators do: what {@link ObjectCluster#ask} asks, an upload
   * in parts that was begun before, and a new user.
   *
   * @param desk which has the cluster's name
   */
  Observation work(String when, Operator desk, ObjectLoad load) throws Exception {
    Node by = cluster.survivor();
    Map<String, String> undone = new TreeMap<>();
    cluster
        .ask(when, by, load)
        .forEach(
            (call, reply) -> {
              if (!reply.isDone()) {
                undone.put(call, reply.toString());
              }
            });
    OpenUpload upload = begun.remove(0);
    try (ObjectClient client = cluster.minio().client(by, patience())) {
      Reply reply =
          run.timed("the rest of an upload, " + when, () -> client.finish(upload, new byte[1000]))
              .reply();
      run.observe(when + ", the rest of an upload", reply.toString(), null);
      if (!reply.isDone()) {
        undone.put("the rest of an upload", reply.toString());
      }
    }
    String user = run.timed("a new user, " + when, () -> addUser(desk, begun.size()));
    run.observe(when + ", a new user", user.isEmpty() ? "ok" : user, null);
    if (!user.isEmpty()) {
      undone.put("a new user", user);
    }
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

  /** Empty when it was done. */
  private String addUser(Operator desk, int number) throws IOException {
    try {
      Command.Result added =
          desk.type(
              patience(),
              "admin",
              "user",
              "add",
              Minio.ALIAS,
              "user-" + number,
              "secret-of-" + number);
      return added.ok() ? "" : added.output().strip();
    } catch (TimeoutException e) {
      return "no answer within " + patience().toSeconds() + " s";
    }
  }

  /** How the archive reads by way of the first host with power, once that has noticed. */
  Observation reads(String when, ObjectLoad load) throws Exception {
    ObjectReading reading = cluster.settled(load, cluster.survivor(), when);
    return Observation.of(
        ObjectCluster.whole(load.archived(), reading).ok(),
        when + ": " + ObjectCluster.whole(load.archived(), reading).text());
  }

  /** The same where what is gone may hang for minutes; nothing is waited for. */
  Observation readsAtOnce(String when, ObjectLoad load) throws Exception {
    ObjectReading reading = load.readSome(cluster.survivor());
    return Observation.of(
        ObjectCluster.whole(load.archived(), reading).ok(),
        when + ": " + ObjectCluster.whole(load.archived(), reading).text());
  }

  /** The survivors lose their power as well, and come back without the others. */
  void startAlone(String site) throws Exception {
    Node[] alone = hosts(site);
    run.inject(cluster.cut(alone));
    run.step(Step.of("start-survivors", Actor.HUMAN, () -> lab.sandbox().power().restore(alone)));
    run.expectWithin(
        "survivors-serve-alone",
        () ->
            Observation.of(
                cluster.minio().health(alone[0]).takesReads(),
                "health of the cluster: " + cluster.minio().health(alone[0])),
        STARTED_WITHIN);
  }

  /** What each drive of a site holds of the archive, by host. */
  Map<String, Map<String, StoredObject>> holdings(String site, ObjectLoad load) throws IOException {
    Map<String, Map<String, StoredObject>> held = new TreeMap<>();
    for (Node host : hosts(site)) {
      held.put(host.name(), cluster.minio().drive(host).objects(load.archive()));
    }
    return held;
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
    run.inject(cluster.cut(off));
    ObjectReading reading = cluster.settled(load, cluster.survivor(), "the rebuilt site alone");
    Checks.run(run, new EveryAcknowledgedObject(load.archived(), reading));
    cluster.powerOn(off);
  }
}
