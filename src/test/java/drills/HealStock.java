package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.integrity.EveryAcknowledgedObject;
import firedrill.integrity.ObjectHistory;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectLedger;
import firedrill.integrity.ObjectReading;
import firedrill.integrity.ObjectWrite;
import firedrill.junit.DrillRun;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Small objects of one bucket, each in a ledger, put by several writers at once. */
final class HealStock implements AutoCloseable {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
  private static final int KIB = 1 << 10;

  private final DrillRun run;
  private final Minio minio;
  private final String bucket;
  private final ObjectLedger ledger;

  HealStock(DrillRun run, Minio minio) throws IOException {
    this.run = run;
    this.minio = minio;
    this.bucket = run.directory().getFileName() + "-stock";
    this.ledger = ObjectLedger.create(run.directory().resolve("objects.jsonl"));
    try (ObjectClient client = minio.client(minio.hosts().get(0), ANSWER_WITHIN)) {
      client.makeBucket(bucket).orThrow("make bucket " + bucket);
    }
  }

  String bucket() {
    return bucket;
  }

  ObjectHistory history() {
    return ledger.history();
  }

  /**
   * Puts more of them, by way of every host, until there are so many.
   *
   * @return how many were acknowledged in all
   */
  long fillTo(int objects) throws Exception {
    List<HostOfObjects> ways = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(run.plan().size("writers"));
    try {
      for (Node host : minio.hosts()) {
        ways.add(new HostOfObjects(host.name(), minio.client(host, ANSWER_WITHIN)));
      }
      Random random = run.random("stock of " + objects);
      List<Callable<Object>> puts = new ArrayList<>();
      for (int i = history().all().size(); i < objects; i++) {
        ObjectKey key = new ObjectKey(bucket, "o%05d".formatted(i));
        byte[] content = new byte[1 + random.nextInt(run.plan().size("largest-kib") * KIB)];
        random.nextBytes(content);
        HostOfObjects way = ways.get(i % ways.size());
        puts.add(() -> ledger.settle(ledger.intendPut(key, content), way.put(key, content, false)));
      }
      for (Future<Object> put : threads.invokeAll(puts)) {
        Object unused = put.get();
      }
    } finally {
      threads.shutdownNow();
      for (HostOfObjects way : ways) {
        way.client().close();
      }
    }
    return history().all().stream().filter(ObjectWrite::isAcknowledged).count();
  }

  /** Every object by way of one server, against the ledger. */
  void verify(Node by) throws Exception {
    ObjectHistory history = history();
    ObjectReading reading =
        new FreshReader(run, minio, by, ANSWER_WITHIN).current("every object", history);
    Checks.run(run, new EveryAcknowledgedObject(history, reading));
  }

  @Override
  public void close() throws IOException {
    ledger.close();
  }
}
