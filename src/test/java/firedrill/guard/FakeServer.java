package firedrill.guard;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A real HTTP(S) server on loopback that writes down every request. */
final class FakeServer implements AutoCloseable {
  static {
    // Else each answer waits 40 ms for the client's acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  record Reply(int status, String body, Map<String, String> headers) {
    static Reply json(int status, String body) {
      return new Reply(status, body, Map.of("Content-Type", "application/json"));
    }

    static Reply redirect(int status, URI to) {
      return new Reply(status, "", Map.of("Location", to.toString()));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final URI address;

  /** What happens once a request has come and before it is answered. */
  @FunctionalInterface
  interface Happening {
    void after(String hit) throws IOException;
  }

  volatile Happening afterHit = hit -> {};
  final List<String> hits = new CopyOnWriteArrayList<>();
  final Map<String, String> bodies = new ConcurrentHashMap<>();
  final Map<String, Headers> headers = new ConcurrentHashMap<>();

  /** Keyed by "METHOD path"; anything else is answered with 404. */
  final Map<String, Reply> replies = new ConcurrentHashMap<>();

  /** Keyed alike; these are answered by a body that comes drop by drop and never ends. */
  final Set<String> endless = ConcurrentHashMap.newKeySet();

  /** Keyed alike; these are refused in words without end. */
  final Set<String> endlessErrors = ConcurrentHashMap.newKeySet();

  static FakeServer http() {
    return new FakeServer(null, "127.0.0.1");
  }

  /** On loopback by that literal. */
  static FakeServer http(String literal) {
    return new FakeServer(null, literal);
  }

  static FakeServer https(TestCa ca) {
    return new FakeServer(ca, "127.0.0.1");
  }

  private FakeServer(TestCa ca, String literal) {
    InetSocketAddress any = new InetSocketAddress(HostLiteral.parse(literal), 0);
    try {
      if (ca == null) {
        server = HttpServer.create(any, 0);
      } else {
        HttpsServer https = HttpsServer.create(any, 0);
        https.setHttpsConfigurator(new HttpsConfigurator(ca.server()));
        server = https;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
    address =
        URI.create(
            (ca == null ? "http" : "https")
                + "://"
                + Origin.bracketed(literal)
                + ":"
                + server.getAddress().getPort());
  }

  URI address() {
    return address;
  }

  long hits(String method) {
    return hits.stream().filter(hit -> hit.startsWith(method + " ")).count();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String key = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    hits.add(key);
    headers.put(key, exchange.getRequestHeaders());
    afterHit.after(key);
    bodies.put(key, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    if (endless.contains(key)) {
      drip(exchange, 200, "log\n");
      return;
    }
    if (endlessErrors.contains(key)) {
      drip(exchange, 403, "x".repeat(100_000));
      return;
    }
    Reply reply =
        replies.getOrDefault(
            key, Reply.json(404, "{\"kind\":\"Status\",\"status\":\"Failure\",\"code\":404}"));
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  /** Ends when whoever asked has gone. */
  static void drip(HttpExchange exchange, int status, String drop) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, 0);
      CountDownLatch never = new CountDownLatch(1);
      while (!never.await(10, TimeUnit.MILLISECONDS)) {
        exchange.getResponseBody().write(drop.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
