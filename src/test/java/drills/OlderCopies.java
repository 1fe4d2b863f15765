package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.StoredObject;
import firedrill.fault.PowerOff;
import firedrill.integrity.EveryAcknowledgedObject;
import firedrill.integrity.ObjectHistory;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectLedger;
import firedrill.integrity.ObjectReading;
import firedrill.integrity.ObjectWrite;
import firedrill.integrity.Sight;
import firedrill.junit.DrillRun;
import firedrill.recovery.Observation;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Objects that are overwritten and deleted. MinIO puts what overwrites an object into any pool with
 * space (minio, cmd/erasure-server-pool.go, getPoolIdx) and leaves the older copy in the other: of
 * several copies the youngest that answers is shown.
 */
final class OlderCopies implements AutoCloseable {

  /** Each overwrite goes to the other pool with even chances. */
  private static final int OBJECTS = 40;

  private static final int BYTES = 1000;
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  private final DrillRun run;
  private final ObjectCluster cluster;
  private final String bucket;
  private final ObjectLedger ledger;
  private final HostOfObjects host;

  private OlderCopies(DrillRun run, ObjectCluster cluster, Node by) throws IOException {
    this.run = run;
    this.cluster = cluster;
    this.bucket = run.directory().getFileName() + "-overwritten";
    this.ledger = ObjectLedger.create(run.directory().resolve("overwritten.jsonl"));
    this.host = new HostOfObjects(by.name(), cluster.minio().client(by, ANSWER_WITHIN));
  }

  /** Puts and overwrites objects by way of a host. */
  static OlderCopies make(DrillRun run, ObjectCluster cluster, Node by) throws Exception {
    OlderCopies copies = new OlderCopies(run, cluster, by);
    ObjectClient client = copies.host.client();
    run.await(
        "the bucket",
        () -> Observation.of(client.makeBucket(copies.bucket).reply().isDone(), copies.bucket),
        Duration.ofSeconds(30));
    for (int size : new int[] {BYTES, 2 * BYTES}) {
      for (int i = 0; i < OBJECTS; i++) {
        byte[] content = new byte[size];
        run.random("copies-" + size + "-" + i).nextBytes(content);
        ObjectKey key = new ObjectKey(copies.bucket, "object-%02d".formatted(i));
        ObjectWrite write = copies.ledger.intendPut(key, content);
        copies.ledger.settle(write, copies.host.put(key, content, false));
      }
    }
    run.observe("older-copies", copies.olderCopies() + " of " + OBJECTS, copies.olderCopies());
    return copies;
  }

  /** Of how many objects some drive holds fewer bytes than another, so another content. */
  private long olderCopies() throws IOException {
    long older = 0;
    for (ObjectKey key : ledger.history().keys()) {
      long least = Long.MAX_VALUE;
      long most = 0;
      for (Node one : cluster.minio().hosts()) {
        StoredObject there = cluster.minio().drive(one).objects(bucket).get(key.name());
        if (there != null) {
          least = Math.min(least, there.bytes());
          most = Math.max(most, there.bytes());
        }
      }
      older += least < most ? 1 : 0;
    }
    return older;
  }

  /** Hosts lose their power; the others have noticed when all that is read is answered. */
  void cut(PowerOff cut) {
    run.inject(cut);
    run.expectWithin(
        "reads-go-on",
        () -> {
          ObjectReading reading = reading(ledger.history());
          return Observation.of(
              reading.unreadable() == 0 || older(ledger.history(), reading) > 0,
              ObjectCluster.whole(ledger.history(), reading).text());
        },
        Duration.ofSeconds(60));
  }

  private ObjectReading reading(ObjectHistory of) throws Exception {
    return ObjectReading.ofCurrent(of, host);
  }

  /** How many read as they were before their last acknowledged write. */
  private static long older(ObjectHistory history, ObjectReading reading) {
    return history.keys().stream()
        .filter(key -> !reading.of(key).isOneOf(history.mayHold(key)))
        .filter(key -> reading.of(key) instanceof Sight.Content)
        .count();
  }

  /** Whether all that was overwritten reads as it was put last. */
  Observation reads(String when) throws Exception {
    ObjectHistory history = ledger.history();
    ObjectReading reading = reading(history);
    long older = older(history, reading);
    return Observation.of(
        older == 0 && reading.unreadable() == 0,
        "%s: of %d objects that had been overwritten %d read as they were before, without an error, and %d cannot be read"
            .formatted(when, history.keys().size(), older, reading.unreadable()));
  }

  /** Deletes the first half of the objects. */
  void deleteHalf() throws IOException {
    for (ObjectKey key : ledger.history().keys().stream().limit(OBJECTS / 2).toList()) {
      ledger.settle(ledger.intendDelete(key), host.delete(key));
    }
  }

  /** Whether what was acknowledged as deleted is gone, once every drive is online again. */
  Observation staysDeleted() throws Exception {
    run.expectWithin(
        "reads-go-on",
        () -> {
          ObjectReading all = reading(ledger.history());
          boolean lists = host.client().list(bucket).reply().isDone();
          return Observation.of(
              all.unreadable() == 0 && lists,
              "%d cannot be read; listed: %s".formatted(all.unreadable(), lists));
        },
        Duration.ofSeconds(60));
    ObjectHistory left = ledger.history().where(key -> !isDeleted(key));
    Checks.run(run, new EveryAcknowledgedObject(left, reading(left)));
    ObjectHistory deleted = ledger.history().where(this::isDeleted);
    ObjectReading reading = reading(deleted);
    long back =
        deleted.keys().stream().filter(key -> reading.of(key) instanceof Sight.Content).count();
    Set<String> listed = host.list(bucket);
    long shown = deleted.keys().stream().filter(key -> listed.contains(key.name())).count();
    return Observation.of(
        back == 0 && shown == 0 && !deleted.keys().isEmpty(),
        "of %d objects whose deletion was acknowledged %d can be read again and %d are listed"
            .formatted(deleted.keys().size(), back, shown));
  }

  private boolean isDeleted(ObjectKey key) {
    return ledger.history().mayHold(key).equals(Set.of(Optional.<String>empty()));
  }

  /** As a claim of the layout that the command line makes. */
  void claim(Observation reads, Observation deleted) {
    run.claim("site-loss-data-available", ClaimOutcome.of(reads.ok()), reads.text());
    run.claim("s3-compatible", ClaimOutcome.of(deleted.ok()), deleted.text());
  }

  /** The same questions in one set. */
  void control(Observation reads, Observation deleted) {
    run.control("site-loss-data-available", ClaimOutcome.of(reads.ok()), reads.text());
    run.control("s3-compatible", ClaimOutcome.of(deleted.ok()), deleted.text());
  }

  @Override
  public void close() throws IOException {
    ledger.flush();
    host.client().close();
    ledger.close();
  }
}
