package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.Reply;
import firedrill.fault.PowerCut;
import firedrill.integrity.MeasuredLoss;
import firedrill.integrity.ObjectHistory;
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

/** All four hosts lose their power; they come back with their disks, or with new ones. */
final class BothSites {

  private final ObjectLab lab;
  private final DrillRun run;
  private final ObjectCluster cluster;

  BothSites(ObjectLab lab, DrillRun run) {
    this.lab = lab;
    this.run = run;
    this.cluster = new ObjectCluster(lab, run);
  }

  ObjectCluster cluster() {
    return cluster;
  }

  private Node[] hosts() {
    return cluster.minio().hosts().toArray(Node[]::new);
  }

  /** All plugs are pulled under load, and what was not flushed is lost. */
  Instant lose(ObjectLoad load) {
    Instant cut = load.now();
    run.inject(new PowerCut(lab.sandbox(), hosts()));
    return cut;
  }

  /** Power again, with the disks as they were. */
  void startBoth() throws Exception {
    run.step(Step.of("start-both", Actor.HUMAN, () -> lab.sandbox().power().restore(hosts())));
    cluster.gateDrivesOnline();
  }

  /** New machines with empty disks at both sites. */
  void rebuildBoth() throws Exception {
    run.step(Step.of("rebuild-both", Actor.HUMAN, cluster.minio()::rebuild));
    cluster.gateDrivesOnline();
  }

  /** Everything that was there before is read as it was put. */
  void backupsServe(ObjectHistory expected) {
    run.gate("backups-serve", () -> ObjectCluster.whole(expected, read(expected)));
  }

  ObjectReading read(ObjectHistory some) throws Exception {
    Node by = cluster.survivor();
    try (ObjectClient client = cluster.minio().client(by, Duration.ofSeconds(30))) {
      return ObjectReading.ofCurrent(some, new HostOfObjects(by.name(), client));
    }
  }

  void writesGoOn(ObjectLoad load) {
    Instant back = load.now();
    run.expectWithin("writes-go-on", () -> load.writesAfter(back), Duration.ofSeconds(60));
  }

  /** The rebuilt store takes a write: the outage ends. */
  void write(ObjectLoad load) throws Exception {
    Node by = cluster.survivor();
    try (ObjectClient client = cluster.minio().client(by, Duration.ofSeconds(30))) {
      Reply put = client.put(load.backups(), "after-the-loss", new byte[1000]).reply();
      if (run.expect("writes-go-on", "put: " + put, put.isDone())) {
        run.wrote("after-the-loss");
      }
    }
  }

  /** What a cut of power can take from MinIO's disks in this sandbox. */
  DiskCuts cuts() {
    return new DiskCuts(lab.sandbox());
  }

  /** Users are sent to the store elsewhere, which has no power. */
  void takenOverByAStoreThatIsOff(ObjectLoad load) throws Exception {
    Node[] outside = lab.outside().hosts().toArray(Node[]::new);
    try (TwinStore other = TwinStore.of(lab, run, load)) {
      run.inject(cluster.cut(outside));
      other.takesOver();
    } finally {
      lab.sandbox().power().restore(outside);
    }
  }

  Observation bucketIsThere(ObjectLoad load) throws IOException {
    String bucket = load.backups();
    boolean there;
    try (ObjectClient client = cluster.minio().client(cluster.survivor(), Duration.ofSeconds(30))) {
      there = client.bucketExists(bucket).orThrow("look for bucket " + bucket);
    }
    return Observation.of(there, bucket + (there ? " is there" : " is not there"));
  }

  /** Which buckets of the store have a copy elsewhere. */
  void claimCopied(ObjectLoad load, Mirror mirror) throws Exception {
    List<String> without = new ArrayList<>();
    for (String bucket : load.buckets()) {
      if (!mirror.hasCopyOf(bucket)) {
        without.add(bucket);
      }
    }
    String id = "catastrophe-external-copy";
    run.claim(
        id,
        ClaimOutcome.of(without.isEmpty()),
        "of the buckets %s these have no copy: %s".formatted(load.buckets(), without));
    boolean mirrored = mirror.hasCopyOf(load.backups());
    run.control(
        id,
        ClaimOutcome.of(mirrored),
        "of the bucket that is mirrored, " + load.backups() + ", there is a copy: " + mirrored);
  }

  /** With new disks there is nothing, and so nothing to restore from in the store itself. */
  void claimNothingIsLeft(ObjectLoad load) throws Exception {
    Observation there = bucketIsThere(load);
    run.claim("both-lost-velero-in-minio", ClaimOutcome.of(there.ok()), there.text());
    Observation whole = ObjectCluster.whole(load.archived(), read(load.archived()));
    run.control("both-down-volumes-intact", ClaimOutcome.of(whole.ok()), whole.text());
  }

  /**
   * The external copy is written back with the document's command, the other way round; what comes
   * of it while nobody has made the bucket is looked at before.
   */
  void restore(Mirror mirror, ObjectLoad load, ObjectHistory kept) throws Exception {
    run.finding(
        "without its bucket, mc mirror back into the rebuilt store " + said(mirror.restore()));
    boolean made = bucketIsThere(load).ok();
    run.step(
        Step.of(
            "restore-external",
            Actor.HUMAN,
            () -> {
              if (!made) {
                run.finding("mc mb " + said(mirror.makeBucket()));
              }
              run.finding("mc mirror back " + said(mirror.restore()));
            }));
    backupsServe(kept);
  }

  private static String said(Command.Result result) {
    String last = result.output().strip().lines().reduce("", (before, line) -> line);
    return "ends with " + result.exit() + ": " + last;
  }

  /** What was acknowledged and is gone, in the bucket that was mirrored and in the others. */
  void measure(ObjectLoad load, ObjectHistory kept, Instant cut) throws Exception {
    ObjectHistory all = load.history();
    ObjectHistory mirrored = all.where(key -> key.bucket().equals(load.backups()));
    ObjectHistory others = all.where(key -> !key.bucket().equals(load.backups()));
    MeasuredLoss there = lost("mirrored", mirrored, cut);
    MeasuredLoss elsewhere = lost("not-mirrored", others, cut);
    run.claim(
        "both-lost-external",
        ClaimOutcome.of(there.lostEntries() + elsewhere.lostEntries() == 0),
        "lost: %d of %d objects of the bucket that is mirrored, %d of %d of the others"
            .formatted(
                there.lostEntries(),
                mirrored.keys().size(),
                elsewhere.lostEntries(),
                others.keys().size()));
    MeasuredLoss arrived = kept.measure(read(kept), cut);
    run.control(
        "both-lost-external",
        ClaimOutcome.of(arrived.lostEntries() == 0),
        "of what had arrived before the cut %d of %d objects are lost"
            .formatted(arrived.lostEntries(), kept.keys().size()));
  }

  private MeasuredLoss lost(String store, ObjectHistory of, Instant cut) throws Exception {
    MeasuredLoss loss = of.measure(read(of), cut);
    run.rpo(
        store,
        loss.lostEntries(),
        loss.lostSeconds(),
        loss.ambiguousPresent(),
        loss.ambiguousAbsent());
    return loss;
  }
}
