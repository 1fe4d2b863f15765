package firedrill.provider.local.longhorn.data;

import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Spawn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The NBD server of one volume, with its volatile cache, as a process of a node. */
public final class NbdProcess {

  private static final Duration END = Duration.ofSeconds(40);

  private final MountingNode machine;
  private final String volume;
  private final Path socket;
  private final ManagedProcess process;

  private NbdProcess(MountingNode machine, String volume, Path socket, ManagedProcess process) {
    this.machine = machine;
    this.volume = volume;
    this.socket = socket;
    this.process = process;
  }

  /**
   * Returns when clients can connect.
   *
   * @param engine the engine's socket, as the node's programs see it
   * @param socket where clients connect, as the node's programs see it; what is there is removed
   * @param log file of this JVM
   * @throws IllegalStateException with the server's last words when it cannot reach the engine
   */
  public static NbdProcess start(
      MountingNode machine, Path engine, Path socket, String volume, long sizeBytes, Path log) {
    try {
      Files.deleteIfExists(machine.view(socket));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + socket + " on " + machine.name(), e);
    }
    ManagedProcess process =
        machine.start(
            Spawn.of("NBD server of " + volume, command(engine, socket, volume, sizeBytes))
                .log(log));
    try {
      Ready.await(process, "NBD socket of " + volume, () -> Files.exists(machine.view(socket)));
    } catch (RuntimeException e) {
      process.kill();
      throw e;
    }
    return new NbdProcess(machine, volume, socket, process);
  }

  private static List<String> command(Path engine, Path socket, String volume, long sizeBytes) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        "-Xshare:auto",
        "-Xmx96m",
        "-cp",
        classes(),
        NbdServerMain.class.getName(),
        engine.toString(),
        socket.toString(),
        volume,
        Long.toString(sizeBytes));
  }

  /** The server needs this project's classes and no library. */
  private static String classes() {
    return Path.of(
            NbdServerMain.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toString();
  }

  public Path socket() {
    return socket;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Flushes and ends.
   *
   * @throws IllegalStateException when something acknowledged did not reach the engine
   */
  public void end() {
    machine.terminate(process);
    try {
      process.awaitExit(END);
    } catch (IllegalStateException tooLong) {
      process.kill();
      throw tooLong;
    }
    int status = process.exited().join();
    if (status != 0) {
      throw new IllegalStateException(
          "what was written last to "
              + volume
              + " did not reach its engine: the NBD server ended with "
              + status
              + "; its last lines:\n"
              + process.tail());
    }
  }

  /** As a loss of power: what was not flushed is lost. */
  public void kill() {
    if (process.isAlive()) {
      process.kill();
    }
  }
}
