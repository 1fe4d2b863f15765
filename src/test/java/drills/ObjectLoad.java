package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.Reply;
import firedrill.fault.Evidence;
import firedrill.guard.MinioLogin;
import firedrill.integrity.EveryAcknowledgedObject;
import firedrill.integrity.LedgerCounts;
import firedrill.integrity.MeasuredLoss;
import firedrill.integrity.NoPhantomObject;
import firedrill.integrity.ObjectHistory;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectLedger;
import firedrill.integrity.ObjectPlan;
import firedrill.integrity.ObjectReading;
import firedrill.integrity.ObjectStore;
import firedrill.integrity.ObjectWorkload;
import firedrill.integrity.Progress;
import firedrill.junit.DrillRun;
import firedrill.lab.ObjectLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Objects written while a scenario runs, and their verification. The archive is put before anything
 * breaks and left alone afterwards; the load goes on in buckets of its own.
 */
final class ObjectLoad implements AutoCloseable {

  static final String NAME = "objects";

  private static final String THE_ARCHIVE = "every object of the archive";

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

  /** Many times as long as between two writes: a shorter pause is no outage. */
  private static final Duration SERVED_AGAIN_WITHIN = Duration.ofSeconds(1);

  private static final int MIB = 1 << 20;
  private static final int TURNS = 8;
  private static final int OVERWRITE_PERCENT = 20;
  private static final int DELETE_PERCENT = 10;

  private final DrillRun run;
  private final Minio minio;
  private final String archive;
  private final List<String> buckets;
  private final String backups;
  private final ObjectLedger ledger;
  private final ObjectStock stock;
  private final Map<String, ObjectClient> clients = new TreeMap<>();
  private final List<ObjectClient> ofUsers = new ArrayList<>();
  private final ObjectWorkload workload;
  private boolean stopped;

  private ObjectLoad(DrillRun run, Minio minio, int overwritePercent, List<MinioLogin> users)
      throws IOException {
    this.run = run;
    this.minio = minio;
    String own = run.directory().getFileName().toString();
    this.archive = own + "-archive";
    this.backups = own + "-velero-backups";
    this.buckets = List.of(own + "-plain", own + "-versioned", backups);
    this.ledger = ObjectLedger.create(run.directory().resolve("objects.jsonl"));
    this.stock = new ObjectStock(run, ledger);
    List<ObjectStore> ways = new ArrayList<>();
    for (Node host : minio.hosts()) {
      ObjectClient client = minio.client(host, ANSWER_WITHIN);
      clients.put(host.name(), client);
      if (users.isEmpty()) {
        ways.add(new HostOfObjects(host.name(), client));
      }
    }
    for (MinioLogin user : users) {
      for (Node host : minio.hosts()) {
        ObjectClient client = minio.client(host, user, ANSWER_WITHIN);
        ofUsers.add(client);
        ways.add(new HostOfObjects(host.name(), client));
      }
    }
    this.workload =
        new ObjectWorkload(
            new ObjectPlan(
                run.random("objects").nextLong(),
                buckets,
                run.plan().size("writers"),
                run.plan().size("writes-per-second"),
                run.plan().size("largest-mib") * MIB,
                overwritePercent,
                DELETE_PERCENT),
            ways,
            ledger);
  }

  /** Makes the buckets, fills the archive, and begins to write. */
  static ObjectLoad start(DrillRun run, ObjectLab lab) throws Exception {
    return start(run, lab, OVERWRITE_PERCENT, List.of());
  }

  /**
   * The same without overwrites: in two pools older copies stay, and one that fails may take with
   * it what it should have replaced. What comes of them are scenarios of their own.
   */
  static ObjectLoad startWithoutOverwrites(DrillRun run, ObjectLab lab) throws Exception {
    return start(run, lab, 0, List.of());
  }

  /** The same by a user, who tries another login once the one before is turned down. */
  static ObjectLoad startAs(DrillRun run, ObjectLab lab, List<MinioLogin> logins) throws Exception {
    return start(run, lab, OVERWRITE_PERCENT, logins);
  }

  private static ObjectLoad start(
      DrillRun run, ObjectLab lab, int overwritePercent, List<MinioLogin> users) throws Exception {
    ObjectLoad load = new ObjectLoad(run, lab.minio(), overwritePercent, users);
    try {
      Node first = lab.minio().hosts().get(0);
      run.prepare("the archive", () -> load.fill(first));
      run.workloadStarted(NAME);
      load.workload.start();
      // When the power goes each writer may have one write without an answer; a run in which more
      // than 5 % have none decides nothing.
      load.awaitMore(25 * run.plan().size("writers"));
      return load;
    } catch (Exception e) {
      load.close();
      throw e;
    }
  }

  private void fill(Node by) throws IOException {
    HostOfObjects host = host(by);
    stock.makeFirstBucket(host, archive);
    buckets.forEach(b -> host.client().makeBucket(b).orThrow("make bucket " + b));
    host.client().setVersioned(buckets.get(1)).orThrow("version bucket " + buckets.get(1));
    host.client().makeBucket(asked()).orThrow("make bucket " + asked());
    for (int turn = 0; turn < TURNS; turn++) {
      host.client().put(asked(), toDelete(turn), new byte[1]).orThrow("put " + toDelete(turn));
    }
    stock.fill(host, archive);
  }

  /** Waits until so many more have been acknowledged. */
  void awaitMore(int objects) {
    long enough = progress().counts().acknowledged() + objects;
    run.await(
        objects + " acknowledged objects",
        () -> {
          workload.requireAlive();
          LedgerCounts now = progress().counts();
          return Observation.of(now.acknowledged() >= enough, now.toString());
        },
        Duration.ofSeconds(60));
  }

  /** Puts objects into the bucket of the backups and leaves them alone from then on. */
  ObjectHistory keep() throws IOException {
    stock.keep(host(minio.hosts().get(0)), backups);
    return kept("kept/");
  }

  /** More of them, which are left alone too. */
  ObjectHistory keepLater() throws IOException {
    stock.keepLater(host(minio.hosts().get(0)), backups);
    return kept("later/");
  }

  ObjectHistory kept(String prefix) {
    return history().where(key -> key.bucket().equals(backups) && key.name().startsWith(prefix));
  }

  /** A write that will be acknowledged and never stored. */
  PutSwallowed swallowed(Node by) {
    return new PutSwallowed(ledger, host(by).client(), new ObjectKey(backups, "swallowed"));
  }

  /** Somebody puts an object back whose deletion was acknowledged. */
  Mistake putBack(Node by) {
    ObjectKey key =
        history().keys().stream()
            .filter(k -> history().mayHold(k).equals(Set.of(Optional.<String>empty())))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("nothing was deleted"));
    ObjectClient client = host(by).client();
    return new Mistake(
        "object-put-back",
        key.toString(),
        () -> client.put(key.bucket(), key.name(), new byte[100]).orThrow("put " + key),
        () -> {
          Reply now = client.get(key.bucket(), key.name()).reply();
          return Evidence.of(now.isDone(), "GET " + key + ": " + now);
        });
  }

  ObjectHistory history() {
    return ledger.history();
  }

  /** The buckets that keep versions, once the one of the backups has been told to. */
  List<String> versioned() {
    return List.of(buckets.get(1), backups);
  }

  /** All that hold what is acknowledged. */
  List<String> buckets() {
    List<String> all = new ArrayList<>(buckets);
    all.add(archive);
    return all;
  }

  /** The bucket of the backups, which the document mirrors elsewhere. */
  String backups() {
    return backups;
  }

  HostOfObjects host(Node by) {
    return new HostOfObjects(by.name(), clients.get(by.name()));
  }

  String archive() {
    return archive;
  }

  /** A bucket for what is tried once: nothing in it is held against the ledger. */
  String asked() {
    return archive + "-asked";
  }

  /** An object of that bucket which is there to be deleted. */
  static String toDelete(int turn) {
    return "to-delete-" + turn;
  }

  /** What was put before anything broke. */
  ObjectHistory archived() {
    return history().where(key -> key.bucket().equals(archive));
  }

  /** A large object of the archive: its parts are files of their own. */
  ObjectKey large(int which) {
    return ObjectStock.large(archive, which);
  }

  Progress progress() {
    return workload.progress();
  }

  Instant now() {
    return ledger.now();
  }

  /** Whether an object was begun and acknowledged after a moment of the ledger's clock. */
  Observation writesAfter(Instant moment) {
    workload.requireAlive();
    return ledger
        .firstAckOfThoseBegunAfter(moment)
        .map(at -> Observation.yes("an object was acknowledged at " + at))
        .orElseGet(() -> Observation.notYet("none acknowledged; so far " + progress().counts()));
  }

  private FreshReader reader(Node by) {
    return new FreshReader(run, minio, by, ANSWER_WITHIN);
  }

  /** Reads what was put before anything broke, by way of one server. */
  ObjectReading readArchive(Node by) throws Exception {
    return reader(by).current(THE_ARCHIVE, archived());
  }

  /** The same by somebody who was there before, and waits for each answer as long as they do. */
  ObjectReading readArchive(HostOfObjects by) throws Exception {
    return FreshReader.current(run, by, THE_ARCHIVE, archived());
  }

  void stop() throws IOException {
    if (stopped) {
      return;
    }
    stopped = true;
    workload.stop(ANSWER_WITHIN.plusSeconds(10));
    run.workloadStopped(NAME, progress(), SERVED_AGAIN_WITHIN, now());
    ledger.flush();
  }

  /** See {@link FreshReader#answered}. */
  void answered(Node by) throws Exception {
    stop();
    reader(by).answered(ledger.history());
  }

  /** Every object and every version by way of one server, against the ledger. */
  boolean verify(Instant fault, Node by) throws Exception {
    stop();
    ObjectHistory history = ledger.history();
    ObjectReading reading = reader(by).all(history);
    Traces.observe(run, minio, history, reading);
    boolean all = Checks.run(run, new EveryAcknowledgedObject(history, reading));
    all &= Checks.run(run, new NoPhantomObject(history, reading));
    MeasuredLoss loss = history.measure(reading, fault);
    run.rpo(
        NAME,
        loss.lostEntries(),
        loss.lostSeconds(),
        loss.ambiguousPresent(),
        loss.ambiguousAbsent());
    return all;
  }

  @Override
  public void close() throws IOException {
    workload.close();
    ofUsers.addAll(clients.values());
    for (ObjectClient client : ofUsers) {
      client.close();
    }
    ledger.close();
  }
}
