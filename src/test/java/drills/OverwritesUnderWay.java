package drills;

import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.Reply;
import firedrill.integrity.EveryAcknowledgedObject;
import firedrill.integrity.MeasuredLoss;
import firedrill.integrity.ObjectHistory;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectLedger;
import firedrill.integrity.ObjectOutcome;
import firedrill.integrity.ObjectReading;
import firedrill.integrity.ObjectWrite;
import firedrill.integrity.Sight;
import firedrill.junit.DrillRun;
import firedrill.recovery.Observation;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Small objects that are overwritten without a pause while hosts are lost. MinIO keeps what is
 * small in the metadata, which an overwrite replaces on each drive; one that fails is undone by
 * removing it (minio, cmd/xl-storage.go, DeleteVersion), so on those drives nothing is left. Beside
 * them one object is sent in parts.
 */
final class OverwritesUnderWay implements AutoCloseable {

  private static final int WRITERS = 16;
  private static final int BYTES = 4000;

  /** Twice as long as a write takes when a single host has just been lost. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final DrillRun run;
  private final String bucket;
  private final ObjectLedger ledger;
  private final HostOfObjects host;
  private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
  private final List<Future<Integer>> writers = new ArrayList<>();
  private UploadUnderWay upload;
  private volatile boolean stopping;

  private OverwritesUnderWay(DrillRun run, ObjectCluster cluster, Node by) throws IOException {
    this.run = run;
    this.bucket = run.directory().getFileName() + "-under-way";
    this.ledger = ObjectLedger.create(run.directory().resolve("under-way.jsonl"));
    this.host = new HostOfObjects(by.name(), cluster.minio().client(by, ANSWER_WITHIN));
  }

  /**
   * Begins; returns when every object is there.
   *
   * @param by a host that stays
   */
  static OverwritesUnderWay begin(DrillRun run, ObjectCluster cluster, Node by) throws IOException {
    OverwritesUnderWay all = new OverwritesUnderWay(run, cluster, by);
    all.host.client().makeBucket(all.bucket).orThrow("make bucket " + all.bucket);
    for (int i = 0; i < WRITERS; i++) {
      all.put(new ObjectKey(all.bucket, "left-alone-%02d".formatted(i)), "left-alone-" + i);
      int writer = i;
      all.writers.add(all.threads.submit(() -> all.write(writer)));
    }
    all.upload =
        UploadUnderWay.begin(run, all.host, all.ledger, new ObjectKey(all.bucket, "in-parts"));
    run.await(
        "every object to be overwritten",
        () -> {
          long there = all.ledger.history().counts().acknowledged();
          return Observation.of(there >= 3L * WRITERS, there + " acknowledged");
        },
        ANSWER_WITHIN);
    return all;
  }

  Instant now() {
    return ledger.now();
  }

  /** Until an overwrite of its own object is not acknowledged, or {@link #stop}. */
  private int write(int writer) throws IOException {
    ObjectKey key = new ObjectKey(bucket, "object-%02d".formatted(writer));
    int turn = 0;
    while (!stopping && put(key, "under-way-" + writer + "-" + turn).isAcknowledged()) {
      turn++;
    }
    return turn;
  }

  /** Where none fails by itself: each writer ends with the overwrite that it is at. */
  void stop() {
    stopping = true;
  }

  /** One more object, by way of the same host; nobody asks for it again. */
  Reply put(byte[] content) {
    return host.client().put(bucket, "one-more", content).reply();
  }

  private ObjectWrite put(ObjectKey key, String stream) throws IOException {
    byte[] content = new byte[BYTES];
    run.random(stream).nextBytes(content);
    return ledger.settle(ledger.intendPut(key, content), host.put(key, content, false));
  }

  /** The upload goes on; waits for the answer to it, and for the last one to each overwrite. */
  void ended() throws Exception {
    Future<ObjectOutcome> whole = threads.submit(upload::end);
    run.timed(
        "the last answers",
        () -> {
          for (Future<Integer> writer : writers) {
            run.observe("overwritten", writer.get() + " times", null);
          }
          return null;
        });
    ObjectOutcome outcome = whole.get();
    run.expect(
        "upload-is-not-acknowledged",
        "the rest of an upload, hosts lost in the middle of it: %s, %s"
            .formatted(outcome.kind(), outcome.text()),
        outcome.kind() != ObjectOutcome.Kind.ACKNOWLEDGED);
  }

  /** Objects whose last overwrite was not acknowledged: without any the loss came at no moment. */
  ObjectHistory expectUnderWay() {
    ObjectHistory open =
        ledger.history().where(key -> !ledger.isFree(key) && !key.equals(upload.key()));
    int failed = open.keys().size();
    run.expect("overwrites-were-under-way", failed + " were not acknowledged", failed > 0);
    return open;
  }

  /**
   * What was not under way must be right; what an overwrite that failed has taken with it is
   * counted.
   */
  void measure(ObjectCluster cluster, Node by, Instant cut) throws Exception {
    ObjectHistory history = ledger.history();
    ObjectReading reading =
        new FreshReader(run, cluster.minio(), by, ANSWER_WITHIN).current("every object", history);
    // Not one part of an upload that nobody acknowledged is to be seen as the whole.
    ObjectHistory certain = history.where(key -> ledger.isFree(key) || key.equals(upload.key()));
    Checks.run(run, new EveryAcknowledgedObject(certain, reading));
    MeasuredLoss loss = history.measure(reading, cut);
    run.rpo(
        "under-way",
        loss.lostEntries(),
        loss.lostSeconds(),
        loss.ambiguousPresent(),
        loss.ambiguousAbsent());
    ObjectHistory open = expectUnderWay();
    long failed = open.keys().size();
    long gone = open.keys().stream().filter(key -> reading.of(key) instanceof Sight.Absent).count();
    run.finding(
        "of %d objects whose overwrite was under way and was not acknowledged %d are gone with the content that had been acknowledged before"
            .formatted(failed, gone));
    try (ObjectClient client = cluster.minio().client(by, ANSWER_WITHIN)) {
      run.finding(
          "the upload goes on where it was left, by way of %s: %s"
              .formatted(by.name(), upload.again(client).reply()));
    }
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    host.client().close();
    ledger.close();
  }
}
