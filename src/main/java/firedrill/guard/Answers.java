package firedrill.guard;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;

/**
 * Asks a target about its mark. No answer is no proof and the call does not go out, but it is no
 * refusal either: a server that restarts is still a sandbox, and callers may try again.
 */
final class Answers {
  private static final int KEPT_CONNECTIONS = 3;

  private Answers() {}

  static HttpResponse<String> of(HttpClient wire, HttpRequest request) {
    String what = "the guard cannot see the mark: " + GuardedHttpClient.describe(request);
    try {
      HttpResponse<String> answer = ask(wire, request);
      if (answer.statusCode() >= 500 || answer.statusCode() == 429) {
        throw new IOException("HTTP " + answer.statusCode());
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(what + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(what, new InterruptedIOException("interrupted"));
    }
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
        return wire.send(request, HttpResponse.BodyHandlers.ofString());
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
}
