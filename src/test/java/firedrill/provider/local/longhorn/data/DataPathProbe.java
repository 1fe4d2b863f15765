package firedrill.provider.local.longhorn.data;

import firedrill.component.longhorn.data.EngineConnection;
import firedrill.component.longhorn.data.EngineException;
import firedrill.component.longhorn.engine.BareEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Runs inside the launcher: the whole path on the real engine, without a control plane. */
final class DataPathProbe {

  private static final long SIZE = 256L << 20;
  private static final int BLOCK = 4096;

  private DataPathProbe() {}

  public static void main(String[] args) throws Exception {
    Path program = Path.of(args[0]);
    Path directory = Files.createDirectories(Path.of(System.getenv("FIREDRILL_LAB_DIR"), "lab"));
    Path run = Files.createDirectories(Path.of("/run/firedrill/v"));
    try (BareEngine engine = new BareEngine(program, "pvc-probe", SIZE, 9500, directory)) {
      start(engine, directory);
      wire(engine);
      zero(engine);
      Here here = new Here();
      NbdFrontend frontend = new NbdFrontend(here, run, directory, v -> engine.socket());
      VolumeMounter mounter = new VolumeMounter(here, frontend, run, directory);
      inOrder(mounter);
      cut(mounter, engine, directory);
      dead(mounter, engine, directory);
      damaged(mounter, engine, here);
      foreign(mounter, engine);
    }
    saw("mounts at the end", mounts(run));
    saw("programs at the end", programs("nbdfuse") + programs("fuse2fs"));
  }

  private static void saw(String what, Object value) {
    System.out.println("saw\t" + what + "\t" + String.valueOf(value).replace('\n', '|'));
  }

  private static void start(BareEngine engine, Path directory) throws IOException {
    List<Path> replicas = new ArrayList<>();
    for (String name : List.of("pvc-probe-aaaaaaaa", "pvc-probe-bbbbbbbb")) {
      replicas.add(Files.createDirectories(directory.resolve(name)));
    }
    engine.start(replicas);
  }

  private static void wire(BareEngine engine) throws IOException {
    try (EngineConnection connection = engine.openBlocks()) {
      byte[] bytes = new byte[1 << 20];
      new Random(1).nextBytes(bytes);
      connection.writeNow(12_345, ByteBuffer.wrap(bytes));
      ByteBuffer back = ByteBuffer.allocate(bytes.length);
      connection.readNow(12_345, back);
      saw("wire", Arrays.equals(bytes, back.array()));
      connection.unmap(1 << 20, 4096).join();
      ByteBuffer page = ByteBuffer.allocate(4096);
      connection.readNow(1 << 20, page);
      saw("unmapped page is zero", page.flip().mismatch(ByteBuffer.allocate(4096)) < 0);
      try {
        connection.readNow(SIZE, ByteBuffer.allocate(4096));
      } catch (EngineException e) {
        saw("beyond the end", e.getMessage());
      }
    }
  }

  private static void zero(BareEngine engine) throws IOException {
    try (EngineConnection connection = engine.openBlocks()) {
      connection.unmap(0, SIZE).join();
    }
  }

  private static void inOrder(VolumeMounter mounter) throws IOException {
    long start = System.nanoTime();
    try (MountedFileSystem fs = mounter.mount("pvc-probe", SIZE)) {
      saw("first mount ms", (System.nanoTime() - start) / 1_000_000);
      saw("first check", fs.check().summary());
      Files.writeString(fs.view().resolve("kept"), "in order");
      start = System.nanoTime();
    }
    saw("unmount ms", (System.nanoTime() - start) / 1_000_000);
    start = System.nanoTime();
    try (MountedFileSystem fs = mounter.mount("pvc-probe", SIZE)) {
      saw("second mount ms", (System.nanoTime() - start) / 1_000_000);
      saw("second check", fs.check().summary());
      saw("kept", Files.readString(fs.view().resolve("kept")));
    }
  }

  private static void cut(VolumeMounter mounter, BareEngine engine, Path directory)
      throws IOException {
    MountedFileSystem fs = mounter.mount("pvc-probe", SIZE);
    for (int i = 0; i < 50; i++) {
      synced(fs.view().resolve("synced-" + i), "number " + i);
    }
    Files.writeString(fs.view().resolve("volatile"), "lost");
    fs.abandon();
    saw("alive after the cut", fs.isAlive());
    MountedFileSystem again = mounter.mount("pvc-probe", SIZE);
    saw("check after the cut", again.check().summary());
    int there = 0;
    for (int i = 0; i < 50; i++) {
      Path file = again.view().resolve("synced-" + i);
      there += Files.exists(file) && Files.readString(file).equals("number " + i) ? 1 : 0;
    }
    saw("synced files after the cut", there);
    Path lost = again.view().resolve("volatile");
    saw("unsynced after the cut", Files.exists(lost) ? Files.readString(lost) : "nothing");
    saw("kept after the cut", Files.readString(again.view().resolve("kept")));
    // Power gone everywhere: the replicas' own writes are in the page cache and survive.
    again.abandon();
    engine.kill();
    start(engine, directory);
    try (MountedFileSystem third = mounter.mount("pvc-probe", SIZE)) {
      saw("kept after all died", Files.readString(third.view().resolve("kept")));
    }
  }

  private static void synced(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      channel.force(true);
    }
  }

  private static void dead(VolumeMounter mounter, BareEngine engine, Path directory)
      throws IOException {
    MountedFileSystem fs = mounter.mount("pvc-probe", SIZE);
    engine.kill();
    try {
      synced(fs.view().resolve("too-late"), "never acknowledged");
      saw("write to a dead engine", "acknowledged");
    } catch (IOException e) {
      saw("write to a dead engine", "failed");
    }
    try {
      fs.close();
      saw("close over a dead engine", "said nothing");
    } catch (IllegalStateException e) {
      saw("close over a dead engine", e.getMessage());
    }
    try {
      mounter.mount("pvc-probe", SIZE).close();
    } catch (RuntimeException e) {
      saw("mount without an engine", e.getMessage() + e.getCause());
    }
    start(engine, directory);
    try (MountedFileSystem again = mounter.mount("pvc-probe", SIZE)) {
      saw("kept after the engine died", Files.readString(again.view().resolve("kept")));
    }
  }

  /** The root directory's block: more than preen repairs. */
  private static void damaged(VolumeMounter mounter, BareEngine engine, Here here)
      throws IOException {
    saw("mended before damage", here.mended());
    // What was left in order would not be looked at.
    MountedFileSystem fs = mounter.mount("pvc-probe", SIZE);
    synced(fs.view().resolve("before-damage"), "written");
    fs.abandon();
    byte[] junk = new byte[BLOCK];
    Arrays.fill(junk, (byte) 0x41);
    try (EngineConnection connection = engine.openBlocks()) {
      connection.writeNow(rootDirectory(connection), ByteBuffer.wrap(junk));
    }
    mounter.mount("pvc-probe", SIZE).close();
    saw("mended after damage", here.mended());
  }

  private static long rootDirectory(EngineConnection connection) throws IOException {
    for (long at = 0; at < SIZE; at += BLOCK) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      connection.readNow(at, block);
      if (new String(block.array(), StandardCharsets.ISO_8859_1).startsWith("lost+found", 32)) {
        return at;
      }
    }
    throw new IOException("no root directory");
  }

  private static void foreign(VolumeMounter mounter, BareEngine engine) throws IOException {
    try (EngineConnection connection = engine.openBlocks()) {
      connection.writeNow(0, ByteBuffer.allocate(4096));
    }
    try {
      mounter.mount("pvc-probe", SIZE).close();
      saw("half a file system", "mounted");
    } catch (IllegalStateException e) {
      saw("half a file system", e.getMessage());
    }
  }

  private static long mounts(Path below) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return lines.filter(l -> l.contains(" " + below + "/")).count();
    }
  }

  private static long programs(String name) throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes.filter(p -> comm(p).equals(name)).count();
    }
  }

  private static String comm(Path process) {
    try {
      return Files.readString(process.resolve("comm")).strip();
    } catch (IOException noProcess) {
      return "";
    }
  }
}
