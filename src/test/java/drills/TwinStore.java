package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.Operator;
import firedrill.component.minio.Reply;
import firedrill.integrity.MeasuredLoss;
import firedrill.integrity.ObjectHistory;
import firedrill.integrity.ObjectReading;
import firedrill.junit.DrillRun;
import firedrill.lab.ObjectLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.Node;
import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;

/** An independent store that is sent every write to two of the load's buckets. */
final class TwinStore implements AutoCloseable {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final DrillRun run;
  private final ObjectLoad load;
  private final HostOfObjects host;

  private TwinStore(DrillRun run, ObjectLoad load, HostOfObjects host) {
    this.run = run;
    this.load = load;
    this.host = host;
  }

  /**
   * Sets the replication up.
   *
   * @throws IllegalStateException with what the command says when it cannot be
   */
  static TwinStore of(ObjectLab lab, DrillRun run, ObjectLoad load)
      throws IOException, TimeoutException {
    Minio minio = lab.minio();
    Node there = lab.outside().hosts().get(0);
    ObjectClient client = lab.outside().client(there, ANSWER_WITHIN);
    Operator desk = minio.mirrorDesk(minio.hosts().get(0), lab.outside());
    load.host(minio.hosts().get(0))
        .client()
        .setVersioned(load.backups())
        .orThrow("version bucket " + load.backups());
    for (String bucket : load.versioned()) {
      client.makeBucket(bucket).orThrow("make bucket " + bucket);
      client.setVersioned(bucket).orThrow("version bucket " + bucket);
      Command.Result added = minio.replicate(desk, bucket, lab.outside());
      if (!added.ok()) {
        throw new IllegalStateException("mc replicate add: " + added.output().strip());
      }
    }
    return new TwinStore(run, load, new HostOfObjects(there.name(), client));
  }

  ObjectReading reading(ObjectHistory of) throws Exception {
    return ObjectReading.ofCurrent(of, host);
  }

  /** Whether it holds each object as it was acknowledged by the other store. */
  Observation holds(ObjectHistory of) throws Exception {
    return ObjectCluster.whole(of, reading(of));
  }

  /** Users are sent here: the outage ends with the first write that is taken. */
  void takesOver() {
    Reply reply = host.client().put(load.backups(), "after-the-loss", new byte[1000]).reply();
    if (run.expect("other-store-takes-writes", "put: " + reply, reply.isDone())) {
      run.wrote("after-the-loss");
    }
  }

  /** What was acknowledged and had not been sent on when the power went. */
  void measure(Instant cut) throws Exception {
    ObjectHistory sent = load.history().where(key -> load.versioned().contains(key.bucket()));
    MeasuredLoss loss = sent.measure(reading(sent), cut);
    run.rpo(
        "replicated",
        loss.lostEntries(),
        loss.lostSeconds(),
        loss.ambiguousPresent(),
        loss.ambiguousAbsent());
    run.finding(
        "with replication to an independent store %d of %d objects that had been acknowledged were not there, %.2f s of history"
            .formatted(loss.lostEntries(), sent.keys().size(), loss.lostSeconds()));
  }

  @Override
  public void close() throws IOException {
    host.client().close();
  }
}
