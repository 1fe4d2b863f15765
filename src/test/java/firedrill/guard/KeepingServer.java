package firedrill.guard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/**
 * An HTTP server that goes on serving its connections once it no longer listens, as a forwarded
 * port does.
 */
final class KeepingServer implements AutoCloseable {
  /** Of all that it has. */
  static final String MODIFIED = "Sat, 28 Nov 2026 05:00:00 GMT";

  private final UnaryOperator<String> answers;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final Set<Socket> forgotten = ConcurrentHashMap.newKeySet();
  private ServerSocket listening;

  /** Method and path of each request. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  /**
   * @param answers a text by a request's path
   */
  KeepingServer(UnaryOperator<String> answers) {
    this.answers = answers;
  }

  /**
   * @param port none for any
   */
  URI listen(int port) throws IOException {
    try {
      listening = bound(port);
    } catch (BindException e) {
      // Who listened before has not quite ended.
      listening =
          Awaitility.await()
              .pollInterval(Duration.ofMillis(2))
              .ignoreException(BindException.class)
              .until(() -> bound(port), Objects::nonNull);
    }
    ServerSocket server = listening;
    thread(() -> accept(server));
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  private static ServerSocket bound(int port) throws IOException {
    ServerSocket server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return server;
  }

  void stopListening() throws IOException {
    listening.close();
  }

  /** As a machine that lost its power and is up again: who asks by an old connection is cut off. */
  void forget() {
    forgotten.addAll(open);
  }

  private void accept(ServerSocket server) {
    while (true) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        thread(() -> serve(socket));
      } catch (IOException e) {
        return; // It listens no more.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (forgotten.contains(socket)) {
          return;
        }
        String[] words = line.split(" ");
        asked.add(words[0] + " " + words[1]);
        while (!line.isEmpty()) {
          line = in.readLine();
        }
        String body = answers.apply(words[1]);
        socket
            .getOutputStream()
            .write(
                ("HTTP/1.1 200 OK\r\nLast-Modified: "
                        + MODIFIED
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body)
                    .getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // Whoever asked has gone.
    }
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    if (listening != null) {
      listening.close();
    }
    for (Socket socket : open) {
      socket.close();
    }
  }
}
