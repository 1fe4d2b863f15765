package firedrill.sandbox.local;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import firedrill.files.Trees;
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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * What a node's host directories lie on where the kernel may mount it: ext4 on a loop device over
 * nbdfuse over nbdkit's write-back cache. It has what a Longhorn replica needs and fuse2fs lacks,
 * O_DIRECT and FIEMAP, and the journal, which ext4 commits every 5 s (ext4(5), {@code commit=});
 * only that commit, or an fsync, makes the disk write its cache down.
 *
 * <p>The loop device is cleared by the kernel with its last mount. So that this also ends, however
 * the lab does, nbdfuse runs in a mount namespace that holds no such mount: a process that closes a
 * file system's device only after it has unmounted that file system would wait for itself.
 */
final class HostDisk {

  /** Sparse: only what is written takes space. */
  private static final long BYTES = 16L << 30;

  /**
   * All but the own one, which is {@code $1}; the others' nodes may lose power while this lives.
   */
  private static final String LEAVE_OTHERS =
      """
      while read -r _ _ _ _ point _ rest; do
        case $point:$rest in
          *-host:*' - ext4 /dev/loop'*) point=$(printf %b "$point"); [ "$point" = "$1" ] || umount -l "$point" ;;
        esac
      done < /proc/self/mountinfo
      """;

  private final String name;
  private final Path raw;
  private final Path mount;
  private final Path device;
  private final Path socket;
  private final Path log;
  private WriteCache cache;
  private ManagedProcess nbdfuse;

  /**
   * @param directory of the lab, where the raw file and the mount point are
   * @param sockets a short path: unix socket names are limited to 107 bytes
   */
  HostDisk(String name, Path directory, Path sockets, Path log) {
    this.name = name;
    this.raw = directory.resolve(name + "-host.raw");
    this.mount = directory.resolve(name + "-host");
    this.device = sockets.resolve(name + "-host");
    this.socket = sockets.resolve(name + "-host.sock");
    this.log = log;
  }

  /** Whether the launcher found that such disks can be had, and started this JVM accordingly. */
  static boolean toBeHad() {
    return "cut".equals(System.getenv("FIREDRILL_NODE_DISKS"));
  }

  /** For a shell in a mount namespace that was just made: lets go of other nodes' host disks. */
  static List<String> leaveOthers(Path own) {
    return List.of(Programs.path("bash"), "-c", LEAVE_OTHERS, "bash", own.toString());
  }

  /** Where host directories lie below, by their paths on the node. */
  Path mount() {
    return mount;
  }

  /** What it is made of; whole only while the node has no power. */
  Path raw() {
    return raw;
  }

  /** Powers the disk: the kernel replays the journal of one that was cut. */
  void attach() {
    try {
      Files.createDirectories(mount);
      Files.createDirectories(device);
      if (!Files.exists(raw)) {
        format();
      }
      cache = WriteCache.start(name + "'s host disk", raw, socket, raw.getParent(), log);
      Path file = show();
      Shell.run(
          Programs.path("mount"), "-t", "ext4", "-o", "loop", file.toString(), mount.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot attach the host disk of " + name, e);
    }
  }

  /** Until it is attached again. */
  void remount(String options) {
    Shell.run(Programs.path("mount"), "-o", "remount," + options, mount.toString());
  }

  /** What no flush has written down is gone, and nothing is written any more. */
  void loseCache() {
    if (cache != null) {
      cache.kill();
      cache = null;
    }
  }

  /** To be called when the node is dead; also ends what an attachment that failed has begun. */
  void detach() {
    loseCache();
    if (nbdfuse == null) {
      return;
    }
    nbdfuse.kill();
    nbdfuse = null;
    // With the file that nbdfuse has mounted on it.
    for (Path point : List.of(mount, device)) {
      Shell.attempt(List.of(Programs.path("umount"), "-l", point.toString()), "");
    }
  }

  /**
   * The next one is new and empty.
   *
   * @throws IllegalStateException when this one has power
   */
  void discard() {
    if (cache != null) {
      throw new IllegalStateException("the host disk of " + name + " has power");
    }
    VolatileDisk.delete(raw);
  }

  /** The device as a file; nbdfuse mounts it in its namespace, and so in this one. */
  private Path show() throws IOException {
    Shell.run(Programs.path("mount"), "--bind", device.toString(), device.toString());
    Shell.run(Programs.path("mount"), "--make-shared", device.toString());
    Path file = device.resolve("disk");
    Files.deleteIfExists(file);
    Files.createFile(file);
    String script = LEAVE_OTHERS + "exec \"$2\" \"$3\" --unix \"$4\"";
    nbdfuse =
        Spawn.of(
                "nbdfuse of " + name + "'s host disk",
                List.of(
                    Programs.path("unshare"),
                    "--mount",
                    "--propagation",
                    "unchanged",
                    Programs.path("bash"),
                    "-c",
                    script,
                    "bash",
                    "",
                    Programs.path("nbdfuse"),
                    file.toString(),
                    socket.toString()))
            .temporary(raw.getParent())
            .log(log)
            .start();
    Awaitility.await("device of " + name + "'s host disk")
        .atMost(ofSeconds(20))
        .pollDelay(ofMillis(0))
        .pollInterval(ofMillis(5))
        .failFast(nbdfuse::requireAlive)
        .until(() -> Files.size(file) == BYTES);
    return file;
  }

  /** What lies at the mount point goes into the new file system, and is durable from then on. */
  private void format() throws IOException {
    try (RandomAccessFile f = new RandomAccessFile(raw.toFile(), "rw")) {
      f.setLength(BYTES);
    }
    List<String> argv =
        new ArrayList<>(
            List.of(
                Programs.path("mkfs.ext4"),
                "-q",
                "-b",
                "4096",
                "-J",
                "size=64",
                "-E",
                "lazy_itable_init=1,lazy_journal_init=1,root_owner=0:0",
                "-d",
                mount.toString(),
                raw.toString()));
    Shell.run(argv, "");
    try (Stream<Path> entries = Files.list(mount)) {
      for (Path entry : entries.toList()) {
        Trees.delete(entry);
      }
    }
  }
}
