package firedrill.provider.local.longhorn.data;

import firedrill.files.Attempts;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Shows one volume to NBD clients at a unix socket, fixed newstyle. All of them share one volatile
 * {@link WriteBackCache}: FLUSH of any makes durable what any was acknowledged.
 */
final class NbdServer implements AutoCloseable {

  private final NbdExport export;
  private final WriteBackCache cache;
  private final ServerSocketChannel listener;
  private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

  private NbdServer(NbdExport export, WriteBackCache cache, ServerSocketChannel listener) {
    this.export = export;
    this.cache = cache;
    this.listener = listener;
  }

  /**
   * Listens when it returns. The socket appears when it can be connected to, not before.
   *
   * @param socket must not exist
   */
  static NbdServer start(Path socket, NbdExport export, WriteBackCache cache) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    Path unready = socket.resolveSibling(socket.getFileName() + ".new");
    Files.deleteIfExists(unready);
    listener.bind(UnixDomainSocketAddress.of(unready));
    Files.move(unready, socket);
    NbdServer server = new NbdServer(export, cache, listener);
    server.thread("nbd", server::accept);
    return server;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = listener.accept();
        clients.add(client);
        thread("nbd client", () -> serve(client));
      }
    } catch (AsynchronousCloseException closed) {
      return;
    } catch (IOException e) {
      complain(e);
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      if (new NbdHandshake(client, export).negotiate()) {
        new NbdSession(client, export, cache).serve();
      }
    } catch (IOException e) {
      complain(e);
    } finally {
      clients.remove(client);
    }
  }

  private void thread(String name, Runnable what) {
    Thread thread = new Thread(what, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** To the process's own log; a server's clients come and go. */
  static void complain(Throwable e) {
    if (!(e instanceof ClosedChannelException)) {
      System.err.println(Thread.currentThread().getName() + ": " + e.getMessage());
    }
  }

  /** Hangs up on everybody; nothing is flushed. */
  @Override
  public void close() {
    List<Attempts.Attempt> all = new ArrayList<>();
    all.add(listener::close);
    clients.forEach(client -> all.add(client::close));
    Attempts.all("cannot hang up on every client", all);
  }
}
