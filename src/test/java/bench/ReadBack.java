package bench;

import drills.HostOfObjects;
import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.files.Trees;
import firedrill.integrity.EveryAcknowledgedObject;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectLedger;
import firedrill.integrity.ObjectReading;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * How fast what a store holds is verified against a ledger, side by side with {@code mc cp} of the
 * same objects, which verifies nothing and writes what it read into files.
 */
final class ReadBack {

  private static final Duration CALL = Duration.ofSeconds(60);
  private static final Duration WHOLE = Duration.ofMinutes(5);

  private final Minio minio;
  private final Path directory;

  ReadBack(Minio minio, Path directory) {
    this.minio = minio;
    this.directory = directory;
  }

  /** One kind of content: how many objects of how many bytes, and where a ledger has them. */
  private record Content(String bucket, int objects, int bytes) {
    double mebibytes() {
      return (double) objects * bytes / (1 << 20);
    }
  }

  /** Large ones, as volumes' files are kept, and small ones; each round both ways. */
  void run(int rounds) throws Exception {
    measure(new Content("read-large", 48, 8 << 20), rounds);
    measure(new Content("read-small", 3000, 4 << 10), rounds);
  }

  private void measure(Content content, int rounds) throws Exception {
    Node host = minio.hosts().get(0);
    try (ObjectClient client = minio.client(host, CALL);
        ObjectLedger ledger = ObjectLedger.create(directory.resolve(content.bucket + ".jsonl"))) {
      HostOfObjects way = new HostOfObjects(host.name(), client);
      fill(content, client, way, ledger);
      for (int round = 1; round <= rounds; round++) {
        double ours = verify(content, way, ledger);
        double theirs = copy(content, host, round);
        ObjectBenchProbe.say("%-34s %.2f", "verified against mc", theirs / ours);
      }
    }
  }

  private static void fill(
      Content content, ObjectClient client, HostOfObjects way, ObjectLedger ledger)
      throws IOException {
    client.makeBucket(content.bucket).orThrow("make bucket");
    for (int i = 0; i < content.objects; i++) {
      ObjectKey key = new ObjectKey(content.bucket, "o%05d".formatted(i));
      byte[] bytes = new byte[content.bytes];
      new Random(i).nextBytes(bytes);
      ledger.settle(ledger.intendPut(key, bytes), way.put(key, bytes, bytes.length > 6 << 20));
    }
  }

  private static double verify(Content content, HostOfObjects way, ObjectLedger ledger)
      throws Exception {
    ProcessorTime before = ProcessorTime.now();
    long began = System.nanoTime();
    ObjectReading reading = ObjectReading.of(ledger.history(), way);
    String state = new EveryAcknowledgedObject(ledger.history(), reading).run().state().toString();
    double seconds = (System.nanoTime() - began) / 1e9;
    ProcessorTime used = ProcessorTime.now().since(before);
    ObjectBenchProbe.say(
        "%-34s %d of %d B, %.0f MiB: %.2f s (%s), processor time: harness %.1f s, servers %.1f s",
        "harness, verified",
        content.objects,
        content.bytes,
        content.mebibytes(),
        seconds,
        state,
        used.harness(),
        used.servers());
    return seconds;
  }

  private double copy(Content content, Node host, int round) throws Exception {
    Path folder = directory.resolve(content.bucket + "-" + round);
    Files.createDirectories(folder);
    try {
      long began = System.nanoTime();
      var copied =
          minio
              .operator(host)
              .type(
                  WHOLE,
                  "cp",
                  "--quiet",
                  "--recursive",
                  Minio.ALIAS + "/" + content.bucket + "/",
                  folder + "/");
      double seconds = (System.nanoTime() - began) / 1e9;
      if (!copied.ok()) {
        throw new IOException("mc cp: " + copied.output());
      }
      long came = Trees.sums(folder).size();
      if (came != content.objects) {
        throw new IOException("mc cp brought " + came + " of " + content.objects);
      }
      ObjectBenchProbe.say("%-34s %.2f s", "mc cp --recursive", seconds);
      return seconds;
    } finally {
      Trees.delete(folder);
    }
  }
}
