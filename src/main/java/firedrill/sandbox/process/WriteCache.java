package firedrill.sandbox.process;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A disk's volatile write cache: nbdkit's cache filter over a raw file, served on a unix socket. An
 * NBD flush reaches the file; what was not flushed lives only in nbdkit and is lost when that is
 * killed.
 */
public final class WriteCache {

  private final Path socket;
  private final ManagedProcess process;

  private WriteCache(Path socket, ManagedProcess process) {
    this.socket = socket;
    this.process = process;
  }

  /**
   * Returns when it serves.
   *
   * @param socket at most 107 bytes long; an old one of that name is replaced
   */
  public static WriteCache start(String name, Path raw, Path socket, Path temporary, Path log) {
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot replace " + socket, e);
    }
    ManagedProcess process =
        Spawn.of(
                "nbdkit of " + name,
                List.of(
                    Programs.path("nbdkit"),
                    "-f",
                    "-U",
                    socket.toString(),
                    "--filter=cache",
                    "file",
                    raw.toString(),
                    "cache=writeback"))
            .temporary(temporary)
            .log(log)
            .start();
    Awaitility.await("socket of " + name)
        .atMost(ofSeconds(20))
        .pollDelay(ofMillis(0))
        .pollInterval(ofMillis(5))
        .failFast(process::requireAlive)
        .until(() -> Files.exists(socket));
    return new WriteCache(socket, process);
  }

  public Path socket() {
    return socket;
  }

  /** What was not flushed is gone. */
  public void kill() {
    process.kill();
  }

  /** Ends it in order; whoever used it must have flushed. */
  public void stop() {
    process.stop(ofSeconds(10));
  }
}
