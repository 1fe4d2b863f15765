package firedrill.component.longhorn.saved;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * As much of a Kubernetes API as these tests need: objects by path, finalizers, and what was done
 * to them, in order.
 */
public final class MemoryApi implements AutoCloseable {
  static {
    // Else each answer waits 40 ms for the client's acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, ObjectNode> objects = new TreeMap<>();
  public final List<String> changes = new CopyOnWriteArrayList<>();
  private long version;

  /** What acts on each change, as a controller does: the path, at once, and before the answer. */
  public volatile Consumer<String> controller = path -> {};

  public MemoryApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }

  /** Every object's path. */
  public synchronized List<String> paths() {
    return List.copyOf(objects.keySet());
  }

  public synchronized JsonNode object(String path) {
    return objects.get(path);
  }

  /** As a controller does, whom nobody asks. */
  public synchronized void place(String path, String json) {
    try {
      store(path, (ObjectNode) JSON.readTree(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public synchronized void remove(String path) {
    objects.remove(path);
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      switch (exchange.getRequestMethod()) {
        case "GET" -> get(exchange, path);
        case "POST" -> post(exchange, path, (ObjectNode) JSON.readTree(body));
        case "PUT" -> put(exchange, path, (ObjectNode) JSON.readTree(body));
        case "PATCH" -> patch(exchange, path, JSON.readTree(body));
        case "DELETE" -> delete(exchange, path);
        default -> answer(exchange, 405, "{}");
      }
    }
  }

  private void get(HttpExchange exchange, String path) throws IOException {
    if (objects.containsKey(path)) {
      answer(exchange, 200, objects.get(path).toString());
    } else if (path.matches(".*/[a-z]+s") && !path.matches(".*/namespaces/[^/]+")) {
      ObjectNode list = JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
      list.putObject("metadata").put("resourceVersion", String.valueOf(version));
      var items = list.putArray("items");
      objects.forEach(
          (at, object) -> {
            if (at.startsWith(path + "/")) {
              items.add(object);
            }
          });
      answer(exchange, 200, list.toString());
    } else {
      answer(exchange, 404, status(404));
    }
  }

  private void post(HttpExchange exchange, String path, ObjectNode object) throws IOException {
    String at = path + "/" + object.path("metadata").path("name").asText();
    if (objects.containsKey(at)) {
      answer(exchange, 409, status(409));
      return;
    }
    changes.add("create " + at);
    ((ObjectNode) object.get("metadata")).put("uid", UUID.randomUUID().toString());
    store(at, object);
    controller.accept(at);
    answer(exchange, 201, object.toString());
  }

  private void put(HttpExchange exchange, String path, ObjectNode object) throws IOException {
    changes.add("change " + path);
    store(path, object);
    answer(exchange, 200, object.toString());
  }

  private void patch(HttpExchange exchange, String path, JsonNode patch) throws IOException {
    ObjectNode object = objects.get(path);
    if (object == null) {
      answer(exchange, 404, status(404));
      return;
    }
    if (patch instanceof ObjectNode change) {
      merge(object, change);
      changes.add("change " + path);
      store(path, object);
      controller.accept(path);
      answer(exchange, 200, object.toString());
      return;
    }
    changes.add("change " + path);
    for (JsonNode one : patch.isArray() ? patch : JSON.createArrayNode()) {
      String[] steps = one.get("path").asText().substring(1).split("/", -1);
      ObjectNode at = object;
      for (int i = 0; i < steps.length - 1; i++) {
        if (at.get(steps[i]) instanceof ObjectNode next) {
          at = next;
        } else {
          // An element of a list: what a test patches away is the only one.
          at.remove(steps[i]);
        }
      }
      if (one.get("op").asText().equals("remove")) {
        at.remove(steps[steps.length - 1]);
      } else {
        at.set(steps[steps.length - 1], one.get("value"));
      }
    }
    store(path, object);
    answer(exchange, 200, object.toString());
  }

  /** RFC 7396. */
  private static void merge(ObjectNode object, ObjectNode change) {
    change
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                object.remove(field.getKey());
              } else if (field.getValue() instanceof ObjectNode inner) {
                merge(object.withObject("/" + field.getKey().replace("/", "~1")), inner);
              } else {
                object.set(field.getKey(), field.getValue());
              }
            });
  }

  private void delete(HttpExchange exchange, String path) throws IOException {
    ObjectNode object = objects.get(path);
    if (object == null) {
      answer(exchange, 404, status(404));
      return;
    }
    boolean held = !object.path("metadata").path("finalizers").isEmpty();
    changes.add((held ? "delete held " : "delete ") + path);
    if (!held) {
      objects.remove(path);
    }
    answer(exchange, 200, object.toString());
  }

  private void store(String path, ObjectNode object) {
    ((ObjectNode) object.get("metadata")).put("resourceVersion", String.valueOf(++version));
    objects.put(path, object);
  }

  private static String status(int code) {
    return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":"
        + code
        + "}";
  }

  private static void answer(HttpExchange exchange, int code, String body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
