package firedrill.guard;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks a target about its mark. No answer is no proof and the call does not go out, but it is no
 * refusal either: a server that restarts is still a sandbox, and callers may try again.
 */
final class Answers {
  /** For the whole of an answer, its body too. */
  static final Duration WITHIN = Duration.ofSeconds(10);

  /** A list of a fresh lab's machines and pods is the largest. */
  private static final int MOST_BYTES = 4 << 20;

  private static final int KEPT_CONNECTIONS = 3;

  private Answers() {}

  static HttpResponse<String> of(HttpClient wire, HttpRequest request) {
    String what =
        "the guard cannot see the mark: "
            + GuardedHttpClient.describe(request.method(), request.uri());
    try {
      HttpResponse<String> answer = ask(wire, request);
      if (answer.statusCode() >= 500 || answer.statusCode() == 429) {
        throw new IOException("HTTP " + answer.statusCode());
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(what + ": " + Shown.text(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(what, new InterruptedIOException("interrupted"));
    }
  }

  /** A request without a body, or with one of JSON. */
  static HttpRequest.Builder request(URI uri, String method, String json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(WITHIN)
            .header("Accept", "application/json")
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json));
    return json == null ? request : request.header("Content-Type", "application/json");
  }

  /**
   * A kept connection to a server that has restarted since fails at its next use, whatever state
   * the server is in; each failure takes one such connection away.
   */
  private static HttpResponse<String> ask(HttpClient wire, HttpRequest request)
      throws IOException, InterruptedException {
    IOException last = null;
    for (int kept = 0; kept < KEPT_CONNECTIONS; kept++) {
      try {
        return Ending.within(WITHIN, wire.sendAsync(request, Answers::text));
      } catch (ConnectException | HttpTimeoutException e) {
        throw e;
      } catch (IOException e) {
        if (!request.method().equals("GET")) {
          throw e;
        }
        last = e;
      }
    }
    throw last;
  }

  private static HttpResponse.BodySubscriber<String> text(HttpResponse.ResponseInfo info) {
    return new BoundedBody<>(
        MOST_BYTES, HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8));
  }
}
