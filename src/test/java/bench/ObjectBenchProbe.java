package bench;

import drills.HostOfObjects;
import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.ground.Sandboxes;
import firedrill.integrity.EveryAcknowledgedObject;
import firedrill.integrity.ObjectLedger;
import firedrill.integrity.ObjectPlan;
import firedrill.integrity.ObjectReading;
import firedrill.integrity.ObjectStore;
import firedrill.integrity.ObjectWorkload;
import firedrill.lab.ObjectLab;
import firedrill.lab.ObjectLabFactory;
import firedrill.sandbox.Node;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;

/**
 * Runs inside the launcher: what four MinIO servers take, side by side with mc, and how long a new
 * disk takes to be full.
 */
public final class ObjectBenchProbe {

  private static final int SMALL = 4096;
  private static final int WRITERS = 16;
  private static final Duration LOAD = Duration.ofSeconds(15);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
  private static final List<Integer> HEALED = List.of(100, 1000, 10_000);

  private final ObjectLab lab;
  private final Path directory;

  private ObjectBenchProbe(ObjectLab lab, Path directory) {
    this.lab = lab;
    this.directory = directory;
  }

  public static void main(String[] args) throws Exception {
    Path directory = Sandboxes.chosen().labDirectory().orElseThrow();
    try (ObjectLab lab = new ObjectLabFactory().create(directory.resolve("objects"), 1)) {
      ObjectBenchProbe bench = new ObjectBenchProbe(lab, directory);
      int rounds = Integer.getInteger("bench.rounds", 3);
      for (int round = 1; round <= rounds; round++) {
        double ours = bench.load(round);
        double theirs = bench.mc(round, (int) Math.round(ours * LOAD.toSeconds()));
        say("%-34s %.2f", "harness against mc", ours / theirs);
      }
      say("%-34s %.0f MiB", "servers and harness, resident", bench.residentBytes() / 1048576.0);
      int most = Integer.getInteger("bench.objects", 10_000);
      for (int objects : HEALED) {
        if (objects <= most) {
          bench.heal(objects);
        }
      }
    }
  }

  @SuppressWarnings({"SystemOut", "AnnotateFormatMethod"})
  static void say(String format, Object... what) {
    System.out.println(String.format(format, what));
  }

  private Minio minio() {
    return lab.minio();
  }

  /** Acknowledged objects a second, each read back afterwards. */
  private double load(int round) throws Exception {
    String bucket = "load-" + round;
    List<ObjectClient> clients = new ArrayList<>();
    List<ObjectStore> ways = new ArrayList<>();
    for (Node host : minio().hosts()) {
      ObjectClient client = minio().client(host, ANSWER_WITHIN);
      clients.add(client);
      ways.add(new HostOfObjects(host.name(), client));
    }
    clients.get(0).makeBucket(bucket).orThrow("make bucket");
    try (ObjectLedger ledger = ObjectLedger.create(directory.resolve(bucket + ".jsonl"))) {
      ObjectPlan plan = new ObjectPlan(round, List.of(bucket), WRITERS, 0, SMALL, 0, 0);
      long began = System.nanoTime();
      ProcessorTime before = ProcessorTime.now();
      double seconds;
      long acknowledged;
      try (ObjectWorkload workload = new ObjectWorkload(plan, ways, ledger)) {
        workload.start();
        Awaitility.await()
            .atMost(LOAD.plusSeconds(1))
            .pollDelay(LOAD)
            .until(() -> System.nanoTime() - began >= LOAD.toNanos());
        workload.requireAlive();
        acknowledged = workload.stop(ANSWER_WITHIN).acknowledged();
        seconds = (System.nanoTime() - began) / 1e9;
      }
      ProcessorTime used = ProcessorTime.now().since(before);
      ObjectReading reading = ObjectReading.of(ledger.history(), (HostOfObjects) ways.get(0));
      String read = new EveryAcknowledgedObject(ledger.history(), reading).run().state().toString();
      say(
          "%-34s %.0f a second (%d in %.1f s), read back: %s",
          "harness, acknowledged", acknowledged / seconds, acknowledged, seconds, read);
      say(
          "%-34s %.0f %% (%.1f s, the servers %.1f s)",
          "harness' share of processor time",
          100 * used.harness() / (used.harness() + used.servers()),
          used.harness(),
          used.servers());
      return acknowledged / seconds;
    } finally {
      for (ObjectClient client : clients) {
        client.close();
      }
    }
  }

  /** As many files of the same size by mc, which sends several at once. */
  private double mc(int round, int files) throws Exception {
    Path folder = Files.createDirectories(directory.resolve("files-" + round));
    Random random = new Random(round);
    for (int i = 0; i < files; i++) {
      byte[] content = new byte[1 + random.nextInt(SMALL)];
      random.nextBytes(content);
      Files.write(folder.resolve("f" + i), content);
    }
    String bucket = Minio.ALIAS + "/mc-" + round;
    var desk = minio().operator(minio().hosts().get(0));
    desk.type(ANSWER_WITHIN, "mb", bucket);
    long began = System.nanoTime();
    var copied =
        desk.type(Duration.ofMinutes(5), "cp", "--quiet", "--recursive", folder + "/", bucket);
    double seconds = (System.nanoTime() - began) / 1e9;
    if (!copied.ok()) {
      throw new IOException("mc cp: " + copied.output());
    }
    say("%-34s %.0f a second (%d in %.1f s)", "mc cp --recursive", files / seconds, files, seconds);
    return files / seconds;
  }

  /** Of every process of the lab that is a server, and of this one. */
  private long residentBytes() throws Exception {
    List<String> ps = List.of("ps", "-e", "-o", "rss=,pid=,comm=");
    long own = ProcessHandle.current().pid();
    long kib = 0;
    for (String line :
        Command.run(ps, directory, Map.of("PATH", Programs.SEARCH_PATH), ANSWER_WITHIN)
            .out()
            .lines()
            .toList()) {
      String[] process = line.strip().split("\\s+", 3);
      if (process[2].equals("minio") || Long.parseLong(process[1]) == own) {
        kib += Long.parseLong(process[0]);
      }
    }
    return kib << 10;
  }

  /** From the start of a host with an empty disk until it holds every object of a bucket. */
  private void heal(int objects) throws Exception {
    String bucket = "heal-" + objects;
    Node first = minio().hosts().get(0);
    Node last = minio().hosts().get(3);
    Random random = new Random(objects);
    try (ObjectClient client = minio().client(first, ANSWER_WITHIN)) {
      client.makeBucket(bucket).orThrow("make bucket");
      for (int i = 0; i < objects; i++) {
        byte[] content = new byte[1 + random.nextInt(4 * SMALL)];
        random.nextBytes(content);
        client.put(bucket, "o%05d".formatted(i), content).orThrow("put");
      }
    }
    lab.sandbox().power().cut(last);
    long began = System.nanoTime();
    minio().replaceNode(last);
    Awaitility.await("healed")
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> minio().drive(last).objects(bucket).size() == objects);
    long bytes =
        minio().drive(last).objects(bucket).values().stream().mapToLong(o -> o.bytes()).sum();
    say(
        "%-34s %d objects of the bucket, %.1f MiB on the disk: %.1f s from the host's start",
        "healed", objects, bytes / 1048576.0, (System.nanoTime() - began) / 1e9);
  }
}
