package firedrill.guard;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Keeps buckets and objects for the logins it knows, and writes down every request. */
final class FakeS3 implements AutoCloseable {
  static {
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  final List<String> hits = new CopyOnWriteArrayList<>();
  final Set<String> keys = ConcurrentHashMap.newKeySet();
  final Map<String, String> kept = new ConcurrentSkipListMap<>();

  /** Answers by "METHOD path" that go before what is kept. */
  final Map<String, FakeServer.Reply> replies = new ConcurrentHashMap<>();

  /** Keyed alike: bodies that never end, and their status. */
  final Map<String, Integer> endless = new ConcurrentHashMap<>();

  /** Keyed alike: what it hangs up on without a word. */
  final Set<String> hungUp = ConcurrentHashMap.newKeySet();

  /** The same, for the next request alone. */
  final Set<String> hungUpOnce = ConcurrentHashMap.newKeySet();

  /** What it says of its buckets in place of the truth; null for the truth. */
  volatile String list;

  /** What happens once a request has come and before it is answered. */
  volatile FakeServer.Happening before = key -> {};

  volatile String modified = "Sat, 28 Nov 2026 05:00:00 GMT";

  FakeS3(String... accessKeys) {
    keys.addAll(Set.of(accessKeys));
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String key = exchange.getRequestMethod() + " " + path;
    hits.add(key);
    before.after(key);
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (hungUp.contains(key) || hungUpOnce.remove(key)) {
      exchange.close();
      return;
    }
    if (endless.containsKey(key)) {
      FakeServer.drip(exchange, endless.get(key), "x".repeat(100_000));
      return;
    }
    FakeServer.Reply reply = replies.get(key);
    if (reply == null) {
      reply = reply(exchange, path, body);
    }
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    exchange.getResponseHeaders().set("Last-Modified", modified);
    exchange.getResponseHeaders().set("ETag", "\"0\"");
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 || head ? -1 : bytes.length);
    if (bytes.length > 0 && !head) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private FakeServer.Reply reply(HttpExchange exchange, String path, byte[] body) {
    String signed = exchange.getRequestHeaders().getFirst("Authorization");
    if (signed == null || keys.stream().noneMatch(k -> signed.contains("Credential=" + k + "/"))) {
      return error(403, "AccessDenied");
    }
    String hash = exchange.getRequestHeaders().getFirst("x-amz-content-sha256");
    if (hash != null && !hash.matches("[A-Z0-9-]+") && !hash.equals(sha256(body))) {
      return error(400, "XAmzContentSHA256Mismatch");
    }
    switch (exchange.getRequestMethod()) {
      case "PUT" -> {
        if (kept.putIfAbsent(path, "") != null && path.lastIndexOf('/') == 0) {
          return error(409, "BucketAlreadyOwnedByYou");
        }
        kept.put(path, new String(body, StandardCharsets.UTF_8));
        return xml(200, "");
      }
      case "DELETE" -> {
        kept.remove(path);
        return xml(204, "");
      }
      default -> {
        if (path.equals("/")) {
          return xml(200, buckets());
        }
        String object = kept.get(path);
        return object == null ? error(404, "NoSuchKey") : xml(200, object);
      }
    }
  }

  private static String sha256(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String buckets() {
    if (list != null) {
      return list;
    }
    StringBuilder xml = new StringBuilder("<ListAllMyBucketsResult><Buckets>");
    kept.keySet().stream()
        .filter(path -> path.lastIndexOf('/') == 0)
        .forEach(
            path ->
                xml.append("<Bucket><Name>").append(path.substring(1)).append("</Name></Bucket>"));
    return xml.append("</Buckets></ListAllMyBucketsResult>").toString();
  }

  static FakeServer.Reply error(int status, String code) {
    return xml(status, "<Error><Code>" + code + "</Code><Message>no</Message></Error>");
  }

  static FakeServer.Reply xml(int status, String body) {
    return new FakeServer.Reply(status, body, Map.of());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
