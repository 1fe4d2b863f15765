package firedrill.sandbox.local;

import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a node's host directories lie on once it was given a disk that is soon full: a tmpfs of that
 * size, in the lab's mount namespace and so in that of every node which boots later. A cut is a
 * crash for it, as for the folder that it covers.
 */
final class SmallDisk {

  /** From here on tmpfs takes O_DIRECT, without which no store uses a disk (tmpfs(5)). */
  private static final int MAJOR = 6;

  private static final int MINOR = 6;

  private final Path mount;
  private boolean mounted;

  /**
   * @param mount below it lie the node's host directories and no other node's
   */
  SmallDisk(Path mount) {
    this.mount = mount;
  }

  /** Whether this kernel has them, and host directories are folders that they can cover. */
  static boolean toBeHad() {
    return !HostDisk.toBeHad() && isNewEnough(System.getProperty("os.version"));
  }

  /**
   * @param kernel its release, such as {@code 6.18.44-amd64}
   */
  static boolean isNewEnough(String kernel) {
    String[] parts = kernel.split("\\D+", 3);
    int major = Integer.parseInt(parts[0]);
    return major > MAJOR || (major == MAJOR && Integer.parseInt(parts[1]) >= MINOR);
  }

  /**
   * An empty one.
   *
   * @param bytes that it holds, what the file system itself needs included
   */
  void insert(long bytes) {
    try {
      Files.createDirectories(mount);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + mount, e);
    }
    Shell.run(
        Programs.path("mount"), "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", mount.toString());
    mounted = true;
  }

  /** With all that it holds. */
  void remove() {
    if (mounted) {
      mounted = false;
      Shell.attempt(List.of(Programs.path("umount"), "-l", mount.toString()), "");
    }
  }
}
