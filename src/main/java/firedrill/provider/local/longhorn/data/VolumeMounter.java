package firedrill.provider.local.longhorn.data;

import firedrill.sandbox.process.FsCheck;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Spawn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Mounts volumes on one node: device, format or check, ext4 by fuse2fs. fuse2fs 1.47 does not write
 * ext4's journal, so after an unclean end {@code e2fsck} alone puts things right; a plain program
 * error of it loses nothing, for it writes through to the device.
 */
public final class VolumeMounter {

  private static final Duration END = Duration.ofSeconds(40);

  private final MountingNode machine;
  private final VolumeFrontend frontend;
  private final Path directory;
  private final Path logs;

  /**
   * @param directory of the node, where the mount points are made
   * @param logs folder of this JVM
   */
  public VolumeMounter(MountingNode machine, VolumeFrontend frontend, Path directory, Path logs) {
    this.machine = machine;
    this.frontend = frontend;
    this.directory = directory;
    this.logs = logs;
  }

  /**
   * Takes about a second.
   *
   * @throws IllegalStateException when the volume is not attached here, or not to be mounted
   */
  public MountedFileSystem mount(String volume, long sizeBytes) {
    VolumeFrontend.Device device = frontend.open(volume, sizeBytes);
    try {
      FsCheck check = new Ext4(machine).prepare(volume, device.path());
      if (check.tookAHand()) {
        machine.mended(
            "the file system of " + volume + " on " + machine.name() + " " + check.summary());
      }
      Path point = directory.resolve(volume).resolve("fs");
      Files.createDirectories(machine.view(point));
      ManagedProcess fuse = machine.start(fuse2fs(volume, device.path(), point));
      try {
        Ready.await(fuse, "file system of " + volume, () -> isMounted(point));
      } catch (RuntimeException e) {
        fuse.kill();
        throw e;
      }
      return new Mounted(volume, device, check, point, fuse);
    } catch (IOException e) {
      device.abandon();
      throw new UncheckedIOException("cannot mount " + volume + " on " + machine.name(), e);
    } catch (RuntimeException e) {
      device.abandon();
      throw e;
    }
  }

  private Spawn fuse2fs(String volume, Path device, Path point) {
    return Spawn.of(
            "fuse2fs of " + volume,
            List.of(
                Programs.path("fuse2fs"),
                "-f",
                "-o",
                // hard_remove: without it a file that is closed and unlinked can stay for a moment
                // as
                // .fuse_hidden, and removing its directory fails.
                "fakeroot,rw,hard_remove",
                device.toString(),
                point.toString()))
        .log(logs.resolve(volume + "-fs.log"));
  }

  /** A mount point shows another device than the directory above it. */
  private boolean isMounted(Path point) throws IOException {
    Object inside = Files.getAttribute(machine.view(point), "unix:dev");
    return !inside.equals(Files.getAttribute(machine.view(point.getParent()), "unix:dev"));
  }

  private final class Mounted implements MountedFileSystem {
    private final String volume;
    private final VolumeFrontend.Device device;
    private final FsCheck check;
    private final Path point;
    private final ManagedProcess fuse;
    private boolean over;

    Mounted(
        String volume,
        VolumeFrontend.Device device,
        FsCheck check,
        Path point,
        ManagedProcess fuse) {
      this.volume = volume;
      this.device = device;
      this.check = check;
      this.point = point;
      this.fuse = fuse;
    }

    @Override
    public String volume() {
      return volume;
    }

    @Override
    public Path path() {
      return point;
    }

    @Override
    public Path view() {
      return machine.view(point);
    }

    @Override
    public FsCheck check() {
      return check;
    }

    @Override
    public synchronized boolean isAlive() {
      return !over && fuse.isAlive() && device.isAlive();
    }

    @Override
    public synchronized void close() {
      if (over) {
        return;
      }
      over = true;
      // Not by umount: another namespace may hold a copy of the mount, and then nothing would end.
      machine.terminate(fuse);
      try {
        fuse.awaitExit(END);
      } catch (IllegalStateException tooLong) {
        fuse.kill();
        device.abandon();
        throw tooLong;
      } finally {
        unmount();
      }
      device.close();
      int status = fuse.exited().join();
      if (status != 0) {
        throw new IllegalStateException(
            "fuse2fs of " + volume + " ended with " + status + "; its last lines:\n" + fuse.tail());
      }
    }

    @Override
    public synchronized void abandon() {
      if (over) {
        return;
      }
      over = true;
      device.abandon();
      if (fuse.isAlive()) {
        fuse.kill();
      }
      unmount();
    }

    private void unmount() {
      // fuse2fs does it itself when it ends in order.
      var unused = machine.attempt(List.of(Programs.path("umount"), "-l", point.toString()));
    }
  }
}
