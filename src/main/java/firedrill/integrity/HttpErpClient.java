package firedrill.integrity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Talks to the ERP through a sender that the caller supplies, so that whatever guards the lab's
 * clients guards this one.
 *
 * <p>Refused is only what promises that nothing was written: a connection that never came about, a
 * 4xx, and a 5xx whose body says {@code "written":false}. Everything else after sending is
 * ambiguous.
 */
public final class HttpErpClient implements ErpClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Sends one request; {@code request -> client.send(request, BodyHandlers.ofByteArray())}. */
  @FunctionalInterface
  public interface Sender {
    HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException;
  }

  private final URI base;
  private final Duration timeout;
  private final Sender sender;

  /**
   * @param base for example {@code http://10.43.0.10:8080}
   * @param timeout per request, until the whole answer is there
   */
  public HttpErpClient(URI base, Duration timeout, Sender sender) {
    this.base = base;
    this.timeout = timeout;
    this.sender = sender;
  }

  @Override
  public Outcome post(Entry entry) throws InterruptedException {
    HttpRequest request =
        request("/entries")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json(entry), StandardCharsets.UTF_8))
            .build();
    try {
      return outcome(sender.send(request));
    } catch (ConnectException | HttpConnectTimeoutException | UnresolvedAddressException e) {
      return new Outcome.Refused(0, String.valueOf(e));
    } catch (IOException e) {
      return new Outcome.Ambiguous(String.valueOf(e));
    }
  }

  private static Outcome outcome(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    String text = new String(response.body(), StandardCharsets.UTF_8);
    Optional<JsonNode> body = parsed(text);
    if (status == 200 || status == 201) {
      return body.filter(HttpErpClient::isReceipt)
          .<Outcome>map(b -> new Outcome.Acked(b.get("seq").asLong(), b.get("hash").asText()))
          .orElseGet(() -> new Outcome.Ambiguous(status + " without a receipt: " + text));
    }
    boolean nothingWritten = body.map(b -> b.path("written").isBoolean()).orElse(false);
    if ((status >= 400 && status < 500) || (status >= 500 && nothingWritten)) {
      String reason = body.map(b -> b.path("error").asText()).orElse(text);
      return new Outcome.Refused(status, reason);
    }
    return new Outcome.Ambiguous(status + ": " + text);
  }

  private static boolean isReceipt(JsonNode body) {
    return body.path("seq").isIntegralNumber() && body.path("hash").isTextual();
  }

  private static Optional<JsonNode> parsed(String text) {
    try {
      return Optional.ofNullable(JSON.readTree(text));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = sender.send(request(path).GET().build());
    if (response.statusCode() != 200) {
      throw unexpected(path, response);
    }
    return JSON.readTree(response.body());
  }

  @Override
  public Optional<byte[]> bytes(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = sender.send(request(path).GET().build());
    if (response.statusCode() == 404) {
      return Optional.empty();
    }
    if (response.statusCode() != 200) {
      throw unexpected(path, response);
    }
    return Optional.of(response.body());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .version(HttpClient.Version.HTTP_1_1)
        .timeout(timeout);
  }

  private static IOException unexpected(String path, HttpResponse<byte[]> response) {
    return new IOException(
        "GET "
            + path
            + " answered "
            + response.statusCode()
            + ": "
            + new String(response.body(), StandardCharsets.UTF_8));
  }

  private static String json(Entry entry) {
    ObjectNode body = JSON.createObjectNode();
    body.put("id", entry.id().toString()).put("memo", entry.memo());
    ArrayNode lines = body.putArray("lines");
    for (Line line : entry.lines()) {
      lines
          .addObject()
          .put("account", line.account())
          .put("debit", line.debit())
          .put("credit", line.credit());
    }
    entry.attachment().ifPresent(a -> body.put("attachment", a.bytes()));
    return body.toString();
  }
}
