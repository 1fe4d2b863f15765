package firedrill.provider.local.longhorn.data;

import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Spawn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Engine's socket, NBD server (a process of its own), nbdfuse, file. No privilege is needed, and no
 * kernel module.
 */
public final class NbdFrontend implements VolumeFrontend {

  private static final Duration END = Duration.ofSeconds(40);

  private final MountingNode machine;
  private final Path directory;
  private final Path logs;
  private final Function<String, Path> engine;

  /**
   * @param directory of the node, short (a unix socket's name is limited to 107 bytes) and its own;
   *     not on a disk that can be cut
   * @param logs folder of this JVM, kept as evidence
   * @param engine from a volume to its engine's socket, as the node's programs see it
   */
  public NbdFrontend(
      MountingNode machine, Path directory, Path logs, Function<String, Path> engine) {
    this.machine = machine;
    this.directory = directory;
    this.logs = logs;
    this.engine = engine;
  }

  @Override
  public Device open(String volume, long sizeBytes) {
    Path own = directory.resolve(volume);
    Path socket = own.resolve("nbd.sock");
    Path file = own.resolve("disk");
    Path log = logs.resolve(volume + "-device.log");
    clear(own, file);
    NbdProcess server =
        NbdProcess.start(machine, engine.apply(volume), socket, volume, sizeBytes, log);
    ManagedProcess fuse = null;
    try {
      fuse =
          machine.start(
              Spawn.of(
                      "nbdfuse of " + volume,
                      List.of(
                          Programs.path("nbdfuse"), file.toString(), "--unix", socket.toString()))
                  .log(log));
      Ready.await(fuse, "device of " + volume, () -> Files.size(machine.view(file)) == sizeBytes);
      return new Nbd(file, server, fuse);
    } catch (RuntimeException e) {
      kill(fuse);
      server.kill();
      throw e;
    }
  }

  private void clear(Path own, Path file) {
    try {
      Files.createDirectories(machine.view(own));
      // A dead nbdfuse leaves its mount.
      unmount(file);
      Files.deleteIfExists(machine.view(file));
      Files.createFile(machine.view(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + own + " on " + machine.name(), e);
    }
  }

  private void unmount(Path file) {
    // Not mounted is the usual case, and not told apart by the exit status.
    var unused = machine.attempt(List.of(Programs.path("umount"), "-l", file.toString()));
  }

  private static void kill(ManagedProcess process) {
    if (process != null && process.isAlive()) {
      process.kill();
    }
  }

  private final class Nbd implements Device {
    private final Path file;
    private final NbdProcess server;
    private final ManagedProcess fuse;
    private boolean closed;

    Nbd(Path file, NbdProcess server, ManagedProcess fuse) {
      this.file = file;
      this.server = server;
      this.fuse = fuse;
    }

    @Override
    public Path path() {
      return file;
    }

    @Override
    public synchronized boolean isAlive() {
      return !closed && server.isAlive() && fuse.isAlive();
    }

    @Override
    public synchronized void close() {
      if (closed) {
        return;
      }
      closed = true;
      machine.terminate(fuse);
      try {
        fuse.awaitExit(END);
      } catch (IllegalStateException tooLong) {
        fuse.kill();
        server.kill();
        throw tooLong;
      } finally {
        unmount(file);
      }
      server.end();
    }

    @Override
    public synchronized void abandon() {
      if (closed) {
        return;
      }
      closed = true;
      // The cache first: nothing may get through any more.
      server.kill();
      kill(fuse);
      unmount(file);
    }
  }
}
