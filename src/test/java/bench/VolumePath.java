package bench;

import firedrill.component.longhorn.data.EngineConnection;
import firedrill.component.longhorn.engine.BareEngine;
import firedrill.lab.LabProbe;
import firedrill.provider.local.longhorn.data.Here;
import firedrill.provider.local.longhorn.data.NbdClient;
import firedrill.provider.local.longhorn.data.NbdProcess;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Spawn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/**
 * The NBD server against the engine's own socket, and then against nbdkit's cache filter before it,
 * on the same volume in turns, so that whatever else the machine does meets both. In the place of
 * the server's own cache that filter would stand before a server without one; the cache that is
 * behind it here can only help it. Runs in namespaces of its own; arguments: the engine's program,
 * rounds.
 */
final class VolumePath {

  private static final long SIZE = 1L << 30;
  private static final int MIB = 1 << 20;
  private static final int PAGE = 4096;

  /** What the server's own cache holds. */
  private static final int CAPACITY = 16 * MIB;

  /** One request, answered later. */
  private interface Target {
    CompletableFuture<?> read(long offset, ByteBuffer into);

    CompletableFuture<?> write(long offset, ByteBuffer from);

    /** What was written is with every replica. */
    void settle();
  }

  private record Load(String name, boolean writes, boolean random, int size, int depth, int count) {

    /** MiB or operations in a second. */
    double perSecond(double seconds) {
      return size == PAGE ? count / seconds : (double) count * size / MIB / seconds;
    }

    String unit() {
      return size == PAGE ? "/s" : "MiB/s";
    }
  }

  private static final List<Load> LOADS =
      List.of(
          new Load("sequential write, 1 MiB, depth 1", true, false, MIB, 1, 192),
          new Load("sequential write, 1 MiB, depth 16", true, false, MIB, 16, 192),
          new Load("sequential read, 1 MiB, depth 1", false, false, MIB, 1, 192),
          new Load("sequential read, 1 MiB, depth 16", false, false, MIB, 16, 192),
          new Load("random write, 4 KiB, depth 1", true, true, PAGE, 1, 1500),
          new Load("random write, 4 KiB, depth 16", true, true, PAGE, 16, 4000),
          new Load("random read, 4 KiB, depth 1", false, true, PAGE, 1, 1500),
          new Load("random read, 4 KiB, depth 16", false, true, PAGE, 16, 4000));

  private VolumePath() {}

  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[1]);
    Path directory = Files.createDirectories(LabProbe.directory().resolve("bench"));
    Path socket = Path.of("/run/bench.nbd");
    try (BareEngine engine = BenchEngine.start(Path.of(args[0]), directory, SIZE)) {
      NbdProcess server =
          NbdProcess.start(
              new Here(), engine.socket(), socket, "bench", SIZE, directory.resolve("nbd.log"));
      try (EngineConnection own = engine.openBlocks();
          NbdClient nbd = NbdClient.open(socket)) {
        fill(ofEngine(own));
        compare("engine", ofEngine(own), "NBD server", ofNbd(nbd), rounds);
        filtered(nbd, socket, directory, rounds);
      }
      server.end();
    }
  }

  private static void filtered(NbdClient nbd, Path server, Path directory, int rounds)
      throws IOException {
    Path socket = Path.of("/run/filtered.nbd");
    ManagedProcess nbdkit =
        Spawn.of(
                "nbdkit",
                List.of(
                    Programs.path("nbdkit"),
                    "-f",
                    "-U",
                    socket.toString(),
                    "--filter=cache",
                    "nbd",
                    "socket=" + server,
                    "cache=writeback",
                    "cache-max-size=" + CAPACITY))
            .temporary(directory)
            .log(directory.resolve("nbdkit.log"))
            .start();
    Awaitility.await("nbdkit's socket")
        .failFast(nbdkit::requireAlive)
        .until(() -> Files.exists(socket));
    try (NbdClient filtered = NbdClient.open(socket)) {
      compare("NBD server", ofNbd(nbd), "nbdkit's filter", ofNbd(filtered), rounds);
    } finally {
      nbdkit.kill();
    }
  }

  private static void compare(String one, Target first, String other, Target second, int rounds) {
    Map<Load, List<double[]>> seen = new LinkedHashMap<>();
    // The first round warms both up.
    for (int round = 0; round <= rounds; round++) {
      for (Load load : LOADS) {
        boolean forward = round % 2 == 0;
        double before = run(forward ? first : second, load, round);
        double after = run(forward ? second : first, load, round);
        if (round > 0) {
          seen.computeIfAbsent(load, l -> new ArrayList<>())
              .add(forward ? new double[] {before, after} : new double[] {after, before});
        }
      }
    }
    System.out.printf(
        "| %-36s | %s | %s | ratio |%n", "two replicas, medians of " + rounds, one, other);
    System.out.println("|---|---|---|---|");
    seen.forEach(
        (load, pairs) ->
            System.out.printf(
                Locale.ROOT,
                "| %-36s | %.0f %s | %.0f %s | %.2f |%n",
                load.name(),
                median(pairs.stream().mapToDouble(p -> p[0]).toArray()),
                load.unit(),
                median(pairs.stream().mapToDouble(p -> p[1]).toArray()),
                load.unit(),
                median(pairs.stream().mapToDouble(p -> p[1] / p[0]).toArray())));
  }

  /** Holes are read faster than data. */
  private static void fill(Target engine) {
    var unused = run(engine, new Load("fill", true, false, MIB, 8, (int) (SIZE / MIB)), 0);
  }

  private static double run(Target target, Load load, int seed) {
    Random random = new Random(seed);
    long places = SIZE / load.size();
    long start = load.random() ? 0 : random.nextLong(places - load.count() + 1);
    byte[] content = new byte[load.size()];
    random.nextBytes(content);
    Deque<CompletableFuture<?>> underWay = new ArrayDeque<>();
    long begin = System.nanoTime();
    for (int i = 0; i < load.count(); i++) {
      if (underWay.size() == load.depth()) {
        underWay.remove().join();
      }
      long offset = (load.random() ? random.nextLong(places) : start + i) * load.size();
      underWay.add(
          load.writes()
              ? target.write(offset, ByteBuffer.wrap(content))
              : target.read(offset, ByteBuffer.allocate(load.size())));
    }
    underWay.forEach(CompletableFuture::join);
    if (load.writes()) {
      target.settle();
    }
    return load.perSecond((System.nanoTime() - begin) / 1e9);
  }

  private static Target ofEngine(EngineConnection engine) {
    return new Target() {
      @Override
      public CompletableFuture<?> read(long offset, ByteBuffer into) {
        return engine.read(offset, into);
      }

      @Override
      public CompletableFuture<?> write(long offset, ByteBuffer from) {
        return engine.write(offset, from);
      }

      @Override
      public void settle() {
        // A write is answered when every replica has it.
      }
    };
  }

  private static Target ofNbd(NbdClient nbd) {
    return new Target() {
      @Override
      public CompletableFuture<?> read(long offset, ByteBuffer into) {
        return nbd.read(offset, into).thenAccept(VolumePath::requireOk);
      }

      @Override
      public CompletableFuture<?> write(long offset, ByteBuffer from) {
        return nbd.write(offset, from, 0).thenAccept(VolumePath::requireOk);
      }

      @Override
      public void settle() {
        requireOk(nbd.flush().join());
      }
    };
  }

  private static void requireOk(int error) {
    if (error != 0) {
      throw new IllegalStateException("NBD error " + error);
    }
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
