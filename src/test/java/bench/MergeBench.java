package bench;

import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.Merge;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import firedrill.files.Trees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Merging a chain against copying the merged image: {@code cp --sparse=always} and {@code qemu-img
 * convert}, on the same file system and in turn. The merge runs in this JVM, as it does in a drill;
 * the other two are processes. Nobody flushes; before each run everything is.
 */
final class MergeBench {

  private static final int SLOT = 256 << 10;
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);
  private static final long MIB = 1 << 20;
  private static final long DATA = Integer.getInteger("bench.data", 512) * MIB;

  private final Path folder;

  private MergeBench(Path folder) {
    this.folder = folder;
  }

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    requireQemuImg();
    Path folder =
        Files.createDirectories(Path.of("target", "bench-" + ProcessHandle.current().pid()));
    try {
      MergeBench bench = new MergeBench(folder);
      System.out.println(
          "| apparent | layers | data | merge MiB/s | cp | qemu-img | merge/cp | merge/qemu-img |"
              + " best of each | CPU s of each | peak RSS |");
      for (int gib : new int[] {1, 4, 16}) {
        for (int layers : new int[] {1, 5, 50}) {
          System.out.println(bench.one((long) gib << 30, layers));
        }
      }
    } finally {
      Trees.delete(folder);
    }
  }

  /**
   * @throws IllegalStateException where what merge is held against is not there
   */
  private static void requireQemuImg() throws Exception {
    try {
      run("qemu-img", "--version");
    } catch (IOException absent) {
      throw new IllegalStateException(
          "qemu-img is not on PATH, and merge is measured beside it: apt-get install qemu-utils",
          absent);
    }
  }

  private String one(long size, int layers) throws Exception {
    Path replica = Files.createDirectory(folder.resolve("vol-0a1b2c3d"));
    make(replica, size, layers);
    Path flat = folder.resolve("flat.raw");
    Path target = folder.resolve("target.raw");
    Merge.of(ReplicaDirectory.at(replica).chain()).into(flat);
    double[] merge = new double[ROUNDS];
    double[] cp = new double[ROUNDS];
    double[] qemu = new double[ROUNDS];
    double[] mergeCpu = new double[ROUNDS];
    double[] cpCpu = new double[ROUNDS];
    double[] qemuCpu = new double[ROUNDS];
    // One more, for warming up.
    for (int round = -1; round < ROUNDS; round++) {
      int at = Math.max(round, 0);
      for (int turn = 0; turn < 3; turn++) {
        switch ((turn + at) % 3) {
          case 0 -> timed(target, () -> merge(replica, target), at, merge, mergeCpu);
          case 1 ->
              timed(
                  target,
                  () -> run("cp", "--sparse=always", flat + "", target + ""),
                  at,
                  cp,
                  cpCpu);
          default ->
              timed(
                  target,
                  () ->
                      run("qemu-img", "convert", "-f", "raw", "-O", "raw", flat + "", target + ""),
                  at,
                  qemu,
                  qemuCpu);
        }
      }
    }
    merge(replica, target);
    run("cmp", flat + "", target + "");
    Files.delete(target);
    long rss = peak(replica, target);
    Files.delete(target);
    Files.delete(flat);
    Trees.delete(replica);
    return String.format(
        Locale.ROOT,
        "| %d GiB | %d | %d MiB | %.0f | %.0f | %.0f | %.2f | %.2f | %.0f, %.0f, %.0f | %.2f, %.2f,"
            + " %.2f | %d MiB |",
        size >> 30,
        layers,
        DATA / MIB,
        (double) DATA / MIB / median(merge),
        (double) DATA / MIB / median(cp),
        (double) DATA / MIB / median(qemu),
        median(ratios(cp, merge)),
        median(ratios(qemu, merge)),
        (double) DATA / MIB / least(merge),
        (double) DATA / MIB / least(cp),
        (double) DATA / MIB / least(qemu),
        least(mergeCpu),
        least(cpCpu),
        least(qemuCpu),
        rss);
  }

  private static void merge(Path replica, Path target) throws IOException {
    Chain chain = ReplicaDirectory.at(replica).chain();
    Merge.of(chain).into(target);
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void timed(Path target, Work work, int at, double[] seconds, double[] cpu)
      throws Exception {
    Files.deleteIfExists(target);
    run("sync");
    double used = cpuSeconds();
    long began = System.nanoTime();
    work.run();
    seconds[at] = (System.nanoTime() - began) / 1e9;
    cpu[at] = cpuSeconds() - used;
    Files.delete(target);
  }

  /** Of this process and its children that have ended; on a busy machine it says more than time. */
  private static double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = 0;
    for (int field = 11; field <= 14; field++) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks / 100.0;
  }

  private static double least(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static double[] ratios(double[] other, double[] merge) {
    double[] ratios = new double[merge.length];
    Arrays.setAll(ratios, i -> other[i] / merge[i]);
    return ratios;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Each slot with data belongs to one layer; every fifth hides older data. */
  private static void make(Path directory, long size, int layers) throws IOException {
    Random random = new Random(42);
    List<Long> slots = new ArrayList<>();
    for (long slot = 0; slot < size / SLOT; slot++) {
      slots.add(slot);
    }
    java.util.Collections.shuffle(slots, random);
    List<List<Long>> owned = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      owned.add(new ArrayList<>());
    }
    for (Long slot : slots.subList(0, (int) (DATA / SLOT))) {
      int owner = random.nextInt(layers);
      owned.get(owner).add(slot);
      if (owner > 0 && random.nextInt(5) == 0) {
        owned.get(random.nextInt(owner)).add(slot);
      }
    }
    String parent = "";
    for (int layer = 0; layer < layers; layer++) {
      boolean head = layer == layers - 1;
      String name =
          head ? "volume-head-" + (100 + layer) + ".img" : "volume-snap-" + layer + ".img";
      write(directory.resolve(name), size, owned.get(layer), random);
      Files.writeString(
          directory.resolve(name + ".meta"),
          "{\"Name\":\"\",\"Parent\":\""
              + parent
              + "\",\"Removed\":false,\"UserCreated\":true,\"Created\":\"\",\"Labels\":null}");
      if (head) {
        Files.writeString(
            directory.resolve("volume.meta"),
            "{\"Size\":"
                + size
                + ",\"Head\":\""
                + name
                + "\",\"Dirty\":true,\"Rebuilding\":false,\"Error\":\"\",\"Parent\":\""
                + parent
                + "\",\"SectorSize\":512,\"BackingFilePath\":\"\",\"Encrypted\":false}");
      }
      parent = name;
    }
  }

  private static void write(Path file, long size, List<Long> slots, Random random)
      throws IOException {
    byte[] data = new byte[SLOT];
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), size);
      channel.truncate(size);
      for (long slot : slots) {
        random.nextBytes(data);
        channel.write(ByteBuffer.wrap(data), slot * SLOT);
      }
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
  }

  /** One merge in a JVM of its own; tells its peak memory. */
  static final class Alone {
    private Alone() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
      merge(Path.of(arguments[0]), Path.of(arguments[1]));
      Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .forEach(System.out::println);
    }
  }

  private static long peak(Path replica, Path target) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Alone.class.getName(),
                replica.toString(),
                target.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line = process.inputReader().readLine();
    process.waitFor();
    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
  }
}
