package firedrill.sandbox.local;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import firedrill.sandbox.process.FsCheck;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import firedrill.sandbox.process.Spawn;
import firedrill.sandbox.process.WriteCache;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/**
 * A node's disk whose volatile write cache can be lost: a sparse raw file behind nbdkit's
 * write-back cache, shown as a file by nbdfuse and mounted by fuse2fs. An fsync in the file system
 * reaches the raw file as an NBD flush; what was not flushed lives only in nbdkit and dies with it.
 *
 * <p>What it is not: fuse2fs (1.47) does not use ext4's journal, so a disk that was cut needs
 * {@code e2fsck} before it is mounted again, which {@link #attach()} runs. More than a machine does
 * by itself at its boot is told, for it stands for an operator's hand.
 */
final class VolatileDisk {

  private final String name;
  private final Path raw;
  private final Path mount;
  private final Path sockets;
  private final Path log;
  private final long bytes;
  private Path contents;
  private WriteCache cache;
  private ManagedProcess device;
  private ManagedProcess filesystem;
  private boolean dirty;
  private final List<String> repairs = new CopyOnWriteArrayList<>();

  /**
   * @param directory where the raw file and the mount point are
   * @param sockets a short path: unix socket names are limited to 107 bytes
   */
  VolatileDisk(String name, Path directory, Path sockets, Path log, long bytes) {
    this.name = name;
    this.raw = directory.resolve(name + ".raw");
    this.mount = directory.resolve(name);
    this.sockets = sockets;
    this.log = log;
    this.bytes = bytes;
  }

  Path mount() {
    return mount;
  }

  Path raw() {
    return raw;
  }

  /** See {@link firedrill.sandbox.Node#repairs}. */
  List<String> repairs() {
    return List.copyOf(repairs);
  }

  /** Takes effect when the disk is formatted; the files are durable from then on. */
  void fill(Path directory) {
    contents = directory;
  }

  /** Powers the disk: checks it if it was cut, and mounts it. */
  void attach() {
    try {
      Files.createDirectories(mount);
      Files.createDirectories(sockets);
      boolean blank = !Files.exists(raw);
      if (blank) {
        try (RandomAccessFile f = new RandomAccessFile(raw.toFile(), "rw")) {
          f.setLength(bytes);
        }
        format();
      }
      Path socket = sockets.resolve(name + ".sock");
      cache = WriteCache.start(name, raw, socket, raw.getParent(), log);
      Path file = sockets.resolve(name + ".disk");
      Files.deleteIfExists(file);
      Files.createFile(file);
      device =
          spawn(
              "nbdfuse",
              List.of(Programs.path("nbdfuse"), file.toString(), "--unix", socket.toString()));
      await(device, "device of " + name, () -> Files.size(file) == bytes);
      if (dirty) {
        check(file);
      }
      filesystem =
          spawn(
              "fuse2fs",
              List.of(
                  Programs.path("fuse2fs"),
                  "-f",
                  "-o",
                  // The kernel reports a close later than the unlink that follows it; without
                  // hard_remove libfuse would leave a .fuse_hidden file in the directory, and etcd
                  // refuses a directory that is not empty.
                  "fakeroot,rw,hard_remove",
                  file.toString(),
                  mount.toString()));
      await(filesystem, "file system of " + name, () -> Mounts.isMounted(mount));
      dirty = true;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot attach the disk of " + name, e);
    }
  }

  /**
   * The cut: the cache dies first, so that nothing it holds can be written back. Also ends what an
   * attachment that failed has begun.
   */
  void cut() {
    if (cache == null) {
      return;
    }
    cache.kill();
    cache = null;
    for (ManagedProcess p : new ManagedProcess[] {device, filesystem}) {
      if (p != null) {
        p.kill();
      }
    }
    device = null;
    filesystem = null;
    Shell.attempt(List.of(Programs.path("umount"), "-l", mount.toString()), "");
    Shell.attempt(
        List.of(Programs.path("umount"), "-l", sockets.resolve(name + ".disk").toString()), "");
  }

  /**
   * The next one is new and empty.
   *
   * @throws IllegalStateException when this one has power
   */
  void discard() {
    if (cache != null) {
      throw new IllegalStateException("the disk of " + name + " has power");
    }
    delete(raw);
    contents = null;
    dirty = false;
  }

  /** Removes what a disk is made of. */
  static void delete(Path raw) {
    try {
      Files.deleteIfExists(raw);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + raw, e);
    }
  }

  private void format() {
    List<String> argv =
        new ArrayList<>(
            List.of(
                Programs.path("mkfs.ext4"),
                "-q",
                "-b",
                "4096",
                "-E",
                "lazy_itable_init=1,lazy_journal_init=1,root_owner=0:0"));
    if (contents != null) {
      argv.addAll(List.of("-d", contents.toString()));
    }
    argv.add(raw.toString());
    Shell.run(argv, "");
  }

  /** fuse2fs says of a disk that was cut that it is clean. */
  private void check(Path file) throws IOException {
    String disk = "the disk of " + name;
    FsCheck check =
        FsCheck.of(
            disk,
            "-fp",
            mode -> Shell.attempt(List.of(Programs.path("e2fsck"), mode, file.toString()), ""));
    for (FsCheck.Run run : check.runs()) {
      Files.writeString(
          log,
          "e2fsck %s (%d): %s%n".formatted(run.mode(), run.exit(), run.output()),
          StandardOpenOption.APPEND);
    }
    if (check.tookAHand()) {
      repairs.add(disk + " " + check.summary());
    }
  }

  private ManagedProcess spawn(String program, List<String> argv) {
    return Spawn.of(program + " of " + name, argv).temporary(raw.getParent()).log(log).start();
  }

  private static void await(
      ManagedProcess p, String what, java.util.concurrent.Callable<Boolean> ready) {
    Awaitility.await(what)
        .atMost(ofSeconds(20))
        .pollDelay(ofMillis(0))
        .pollInterval(ofMillis(5))
        .failFast(p::requireAlive)
        .until(ready);
  }
}
