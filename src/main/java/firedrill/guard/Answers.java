package firedrill.guard;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * Asks a target about its mark. No answer is no proof and the call does not go out, but it is no
 * refusal either: a server that restarts is still a sandbox, and callers may try again.
 */
final class Answers {
  private Answers() {}

  static HttpResponse<String> of(HttpClient wire, HttpRequest request) {
    String what = "the guard cannot see the mark: " + GuardedHttpClient.describe(request);
    try {
      HttpResponse<String> answer = wire.send(request, HttpResponse.BodyHandlers.ofString());
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
}
