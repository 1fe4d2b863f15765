package bench;

import firedrill.component.longhorn.engine.BareEngine;
import firedrill.lab.LabProbe;
import firedrill.provider.local.longhorn.data.Here;
import firedrill.provider.local.longhorn.data.MountedFileSystem;
import firedrill.provider.local.longhorn.data.NbdFrontend;
import firedrill.provider.local.longhorn.data.VolumeFrontend;
import firedrill.provider.local.longhorn.data.VolumeMounter;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Files on a volume: through fuse2fs as the lab has it, or, where this is the machine's real root,
 * through a loop device and the kernel's ext4. Arguments: the engine's program, rounds, {@code
 * fuse2fs} or {@code loop}.
 */
final class VolumeFiles {

  private static final long SIZE = 1L << 30;
  private static final int MIB = 1 << 20;
  private static final int FILE = 64;
  private static final int SYNCS = 200;

  private VolumeFiles() {}

  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[1]);
    Path directory = Files.createDirectories(LabProbe.directory().resolve("bench"));
    Path run = Files.createDirectories(Path.of("/run/v"));
    try (BareEngine engine = BenchEngine.start(Path.of(args[0]), directory, SIZE)) {
      Here here = new Here();
      NbdFrontend frontend = new NbdFrontend(here, run, directory, v -> engine.socket());
      if (args[2].equals("loop")) {
        loop(frontend, rounds);
      } else {
        VolumeMounter mounter = new VolumeMounter(here, frontend, run, directory);
        try (MountedFileSystem fs = mounter.mount("bench", SIZE)) {
          measure("fuse2fs", fs.view(), rounds);
        }
      }
    }
  }

  private static void loop(NbdFrontend frontend, int rounds) throws IOException {
    VolumeFrontend.Device device = frontend.open("bench", SIZE);
    String loop =
        Shell.run(Programs.path("losetup"), "--find", "--show", device.path().toString()).strip();
    try {
      Shell.run(Programs.path("mkfs.ext4"), "-q", "-b", "4096", "-E", "nodiscard", loop);
      Path point = Files.createDirectories(Path.of("/run/loop"));
      Shell.run(Programs.path("mount"), loop, point.toString());
      try {
        measure("loop and kernel ext4", point, rounds);
      } finally {
        Shell.run(Programs.path("umount"), point.toString());
      }
    } finally {
      Shell.run(Programs.path("losetup"), "-d", loop);
      device.close();
    }
  }

  private static void measure(String what, Path directory, int rounds) throws IOException {
    List<Double> sequential = new ArrayList<>();
    List<Double> synced = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      double mib = sequential(directory.resolve("large-" + round));
      double syncs = synced(directory.resolve("small-" + round));
      if (round > 0) {
        sequential.add(mib);
        synced.add(syncs);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %d MiB and fsync: %.0f MiB/s | 4 KiB and fsync: %.0f /s |%n",
        what,
        FILE,
        median(sequential),
        median(synced));
  }

  private static double sequential(Path file) throws IOException {
    byte[] piece = new byte[MIB];
    new Random(1).nextBytes(piece);
    long begin = System.nanoTime();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < FILE; i++) {
        channel.write(ByteBuffer.wrap(piece));
      }
      channel.force(true);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    Files.delete(file);
    return FILE / seconds;
  }

  private static double synced(Path file) throws IOException {
    byte[] piece = new byte[4096];
    new Random(2).nextBytes(piece);
    long begin = System.nanoTime();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < SYNCS; i++) {
        channel.write(ByteBuffer.wrap(piece));
        channel.force(true);
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    Files.delete(file);
    return SYNCS / seconds;
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }
}
