package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.Reply;
import firedrill.component.minio.StoredObject;
import firedrill.integrity.EveryAcknowledgedObject;
import firedrill.integrity.ObjectHistory;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectReading;
import firedrill.junit.DrillRun;
import firedrill.lab.ObjectLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** One host of MinIO is lost, replaced with an empty disk, and healed. */
final class NodeLoss {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

  private final DrillRun run;
  private final ObjectCluster cluster;
  private final Node victim;

  NodeLoss(ObjectLab lab, DrillRun run) {
    this.run = run;
    this.cluster = new ObjectCluster(lab, run);
    this.victim = cluster.victim();
  }

  DrillRun run() {
    return run;
  }

  ObjectCluster cluster() {
    return cluster;
  }

  Node victim() {
    return victim;
  }

  /** Its plug is pulled under load; returns when users write again. */
  Instant lose(ObjectLoad load) {
    Instant cut = load.now();
    run.inject(cluster.cut(victim));
    Instant dark = load.now();
    run.expectWithin("writes-go-on", () -> load.writesAfter(dark), Duration.ofSeconds(60));
    return cut;
  }

  /** Every object that was there before, with one node off. */
  boolean claimAvailable(ObjectLoad load) throws Exception {
    ObjectHistory archive = load.archived();
    Observation whole = ObjectCluster.whole(archive, load.readArchive(cluster.survivor()));
    run.claim(
        "node-loss-data-available",
        ClaimOutcome.of(whole.ok()),
        "with " + victim.name() + " off: " + whole.text());
    return whole.ok();
  }

  /** The question about two nodes, asked about one. */
  void controlOfTwo(boolean reads, boolean writes) {
    run.control(
        "survives-two-nodes",
        ClaimOutcome.of(reads && writes),
        "with one node off: objects read as they were put: %s; a new one is taken: %s"
            .formatted(reads, writes));
  }

  /** A new machine with an empty disk; no command is typed. */
  void replace(ObjectLoad load) throws Exception {
    run.step(Step.of("replace-node", Actor.HUMAN, () -> cluster.minio().replaceNode(victim)));
    Observation empty = holdsArchive(load);
    run.expect("disk-is-empty", empty.text(), !empty.ok());
    claimHealed(load);
    cluster.gateDrivesOnline();
  }

  /** Waits until the victim's drive holds everything; what became of it is the claim. */
  void claimHealed(ObjectLoad load) throws Exception {
    HealCurve curve = new HealCurve();
    try {
      run.gate(
          "drive-holds-everything",
          () -> {
            curve.add(cluster.minio().drive(victim).objects(load.archive()).values());
            return holdsArchive(load);
          });
    } finally {
      run.picture("heal", curve.svg());
      run.observe("heal", curve.toString(), null);
      Observation now = holdsArchive(load);
      run.claim("node-replaced-heals", ClaimOutcome.of(now.ok()), now.text());
    }
  }

  /** As many parts and bytes of each object as on the other drive of its set. */
  Observation holdsArchive(ObjectLoad load) throws IOException {
    return cluster.holdsArchive(victim, partner(), load.archived(), load.archive());
  }

  /** A host whose drive is in the victim's set in either layout: the other one of its site. */
  private Node partner() {
    return cluster.minio().at(victim.spec().site()).stream()
        .filter(h -> !h.name().equals(victim.name()))
        .findFirst()
        .orElseThrow();
  }

  /** Objects that one node does not see, since it is off; put by several at the same time. */
  List<ObjectKey> putSome(ObjectLoad load, ObjectClient by) throws Exception {
    Map<String, Supplier<Reply>> puts = new TreeMap<>();
    for (int i = 0; i < run.plan().size("put-while-away"); i++) {
      String name = "meanwhile/%03d".formatted(i);
      puts.put(name, () -> by.put(load.asked(), name, new byte[2000]).reply());
    }
    List<ObjectKey> put = new ArrayList<>();
    AtOnce.all(run, "what is put meanwhile", puts)
        .forEach(
            (name, reply) -> {
              if (!reply.isDone()) {
                throw new IllegalStateException("put " + name + ": " + reply);
              }
              put.add(new ObjectKey(load.asked(), name));
            });
    return put;
  }

  Observation holdsAll(Node host, List<ObjectKey> keys) throws IOException {
    Map<String, StoredObject> there = cluster.minio().drive(host).objects(keys.get(0).bucket());
    long held = keys.stream().filter(k -> there.containsKey(k.name())).count();
    return Observation.of(
        held == keys.size(),
        "%d of %d objects lie on %s".formatted(held, keys.size(), host.name()));
  }

  /**
   * Two nodes off, at first one of each site, then both of the site that the replaced one is not
   * at: nothing of the archive can then be read without the drive that was healed.
   */
  void twoOthersOff(ObjectLoad load) throws Exception {
    load.stop();
    List<Node> others = cluster.othersThan(victim);
    List<Node> elsewhere =
        others.stream().filter(h -> !h.spec().site().equals(victim.spec().site())).toList();
    without(load, partner(), elsewhere.get(0), "one of each site off");
    without(load, elsewhere.get(0), elsewhere.get(1), "both of one site off");
  }

  private void without(ObjectLoad load, Node one, Node other, String when) throws Exception {
    Node by =
        cluster.othersThan(one).stream()
            .filter(h -> !h.name().equals(other.name()))
            .findFirst()
            .orElseThrow();
    try (ObjectClient reader = cluster.minio().client(by, ANSWER_WITHIN);
        ObjectClient user = cluster.user(by)) {
      run.inject(cluster.cut(one, other));
      ObjectHistory archive = load.archived();
      ObjectReading reading = cluster.settled(load, new HostOfObjects(by.name(), reader), when);
      Checks.run(run, new EveryAcknowledgedObject(archive, reading));
      Observation whole = ObjectCluster.whole(archive, reading);
      boolean writes = cluster.ask(when, user, load, Map.of()).get("put").isDone();
      run.claim(
          "survives-two-nodes",
          ClaimOutcome.of(whole.ok() && writes),
          "%s: %s; a new object is taken: %s".formatted(when, whole.text(), writes));
    }
    cluster.powerOn(one, other);
  }
}
