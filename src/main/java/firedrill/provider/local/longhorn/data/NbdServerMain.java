package firedrill.provider.local.longhorn.data;

import firedrill.component.longhorn.data.EngineConnection;
import firedrill.sandbox.local.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The NBD server as a process of its own, so that {@code kill -9} takes its cache with it as a
 * power cut takes a disk's. Uses nothing but the JDK: it starts with every volume.
 *
 * <p>Arguments: engine's socket, socket to listen at, volume, size in bytes, and optionally {@code
 * discard}. SIGTERM flushes and ends with 0, or with {@link #NOT_FLUSHED}.
 */
final class NbdServerMain {

  /** Exit status when acknowledged writes could not be written back. */
  static final int NOT_FLUSHED = 3;

  private static final int CAPACITY = 16 << 20;
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final long LAST_FLUSH_SECONDS = 30;

  private NbdServerMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path engine = Path.of(args[0]);
    Path socket = Path.of(args[1]);
    boolean discards = args.length > 4 && args[4].equals("discard");
    NbdExport export = new NbdExport(args[2], Long.parseLong(args[3]), discards);
    // A predecessor that was killed leaves its socket, and a client that finds it would be lost.
    Files.deleteIfExists(socket);
    EngineConnection connection =
        EngineConnection.open(engine.toString(), () -> UnixSocket.connect(engine));
    WriteBackCache cache = new WriteBackCache(connection, CAPACITY, PERIOD);
    NbdServer server = NbdServer.start(socket, export, cache);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, cache), "end"));
    new CountDownLatch(1).await();
  }

  private static void end(NbdServer server, WriteBackCache cache) {
    int status = 0;
    try {
      server.close();
    } catch (IllegalStateException e) {
      // The end of this process hangs up on the others.
      System.err.println(e.getMessage());
    }
    try {
      cache.flush().get(LAST_FLUSH_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      System.err.println("not flushed at the end: " + e);
      status = NOT_FLUSHED;
    } catch (InterruptedException e) {
      System.err.println("interrupted before the last flush was over");
      status = NOT_FLUSHED;
    }
    Runtime.getRuntime().halt(status);
  }
}
