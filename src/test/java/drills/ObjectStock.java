package drills;

import firedrill.component.minio.Reply;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectLedger;
import firedrill.junit.DrillRun;
import firedrill.recovery.Observation;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/** Objects of all sizes that are put before anything breaks, each into the ledger. */
record ObjectStock(DrillRun run, ObjectLedger ledger) {

  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  /** A large object of the archive: its parts are files of their own. */
  static ObjectKey large(String archive, int which) {
    return new ObjectKey(archive, "large/%02d".formatted(which));
  }

  /** Servers that have just found each other are healthy before all of them make buckets. */
  void makeFirstBucket(HostOfObjects host, String bucket) {
    run.await(
        "the first bucket",
        () -> {
          Reply made = host.client().makeBucket(bucket).reply();
          return Observation.of(
              made.isDone() || made.code().equals("BucketAlreadyOwnedByYou"),
              "make bucket " + bucket + ": " + made);
        },
        Duration.ofSeconds(30));
  }

  /** Small ones, large ones of 1 to 2 MiB, and one of 64 MiB. */
  void fill(HostOfObjects host, String archive) throws IOException {
    Random random = run.random("archive");
    for (int i = 0; i < run.plan().size("archive"); i++) {
      put(host, new ObjectKey(archive, "small/%04d".formatted(i)), random, small(random));
    }
    for (int i = 0; i < run.plan().size("archive-mib"); i++) {
      put(host, large(archive, i), random, MIB + random.nextInt(MIB));
    }
    put(host, new ObjectKey(archive, "largest"), random, 64 * MIB);
  }

  /** Small ones and one of 2 MiB, below {@code kept/}. */
  void keep(HostOfObjects host, String bucket) throws IOException {
    Random random = run.random("kept");
    for (int i = 0; i < run.plan().size("kept"); i++) {
      put(host, new ObjectKey(bucket, "kept/small/%03d".formatted(i)), random, small(random));
    }
    put(host, new ObjectKey(bucket, "kept/large/0"), random, 2 * MIB);
  }

  /** A few small ones, below {@code later/}. */
  void keepLater(HostOfObjects host, String bucket) throws IOException {
    Random random = run.random("later");
    for (int i = 0; i < 3; i++) {
      put(host, new ObjectKey(bucket, "later/%03d".formatted(i)), random, small(random));
    }
  }

  private static int small(Random random) {
    return 1 + random.nextInt(16 * KIB);
  }

  private void put(HostOfObjects host, ObjectKey key, Random random, int size) throws IOException {
    byte[] content = new byte[size];
    random.nextBytes(content);
    ledger.settle(ledger.intendPut(key, content), host.put(key, content, size > 8 * MIB));
  }
}
