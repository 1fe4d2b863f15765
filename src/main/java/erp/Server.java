package erp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** The service on its socket: reads requests, writes answers, ends in good order. */
final class Server implements AutoCloseable {
  private static final int BODY_MAX = 4 << 20;
  private static final int DRAIN_SECONDS = 20;

  // More threads than database sessions, so that a stuck database never silences /livez.
  private final ExecutorService threads = Executors.newFixedThreadPool(2 * Sessions.SESSIONS);
  private final Phaser inFlight = new Phaser(1);
  private final HttpServer http;
  private final Sessions sessions;
  private final Api api;
  private final Log log;
  private volatile boolean draining;

  private Server(Config config, Log log) throws IOException {
    this.log = log;
    this.sessions = new Sessions(config);
    this.api = new Api(sessions, new Volume(config.attachments()));
    this.http = HttpServer.create(new InetSocketAddress(config.bind(), config.port()), 64);
    http.setExecutor(threads);
    http.createContext("/", this::handle);
  }

  static Server start(Config config, Log log) throws IOException {
    Server server = new Server(config, log);
    server.http.start();
    log.line(
        "listening on "
            + config.bind()
            + ":"
            + server.port()
            + " as "
            + config.user()
            + " at "
            + config.urlForLogs());
    return server;
  }

  int port() {
    return http.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    inFlight.register();
    try (exchange) {
      send(exchange, answer(exchange));
    } finally {
      inFlight.arriveAndDeregister();
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    try {
      Answer answer = route(exchange, path);
      if (path.equals("/readyz") && answer.status() != 200) {
        log.refusing(String.valueOf(answer.body()));
      } else if (!path.equals("/livez")) {
        log.serving();
      }
      return answer;
    } catch (RequestRefused e) {
      if (e.status() >= 500) {
        log.refusing(e.getMessage());
      }
      return Answer.of(e);
    } catch (RuntimeException e) {
      log.refusing("unexpected " + e);
      return Answer.of(RequestRefused.outcomeUnknown("unexpected " + e, e));
    }
  }

  private Answer route(HttpExchange exchange, String path) throws IOException, RequestRefused {
    if (draining) {
      exchange.getResponseHeaders().set("Connection", "close");
      throw RequestRefused.of(503, "shutting down");
    }
    return switch (exchange.getRequestMethod()) {
      case "POST" -> api.post(path, body(exchange));
      case "GET" -> api.get(path, query(exchange.getRequestURI().getQuery()));
      default -> throw RequestRefused.of(405, "only GET and POST");
    };
  }

  private static byte[] body(HttpExchange exchange) throws IOException, RequestRefused {
    try (InputStream in = exchange.getRequestBody()) {
      byte[] body = in.readNBytes(BODY_MAX + 1);
      if (body.length > BODY_MAX) {
        throw RequestRefused.of(413, "the body is larger than " + BODY_MAX + " bytes");
      }
      return body;
    }
  }

  private static Map<String, String> query(String text) {
    return Arrays.stream(text == null ? new String[0] : text.split("&", -1))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length == 2)
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, second) -> second));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    boolean raw = answer.body() instanceof byte[];
    byte[] body = raw ? (byte[]) answer.body() : Api.JSON.writeValueAsBytes(answer.body());
    exchange
        .getResponseHeaders()
        .set("Content-Type", raw ? "application/octet-stream" : "application/json");
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  /** New requests are refused, those under way are finished, then the socket is closed. */
  @Override
  public void close() {
    draining = true;
    try {
      inFlight.awaitAdvanceInterruptibly(inFlight.arrive(), DRAIN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      log.line("stopping with requests under way after " + DRAIN_SECONDS + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.stop(0);
    threads.shutdownNow();
    sessions.close();
    log.line("stopped");
  }
}
