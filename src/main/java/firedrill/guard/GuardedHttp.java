package firedrill.guard;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * HTTP to the lab's own services that carry no mark, such as the ERP. Of those that do, it only
 * reads.
 */
public final class GuardedHttp {
  private final HttpClient client;

  /**
   * @param connectTimeout of each connection
   */
  public GuardedHttp(Guard guard, Duration connectTimeout) {
    this.client =
        new GuardedHttpClient(
            HttpClient.newBuilder().connectTimeout(Ending.limit(connectTimeout, "a connection")),
            guard,
            (method, uri, headers) -> guard.unmarked(method, uri));
  }

  public GuardedHttp(Guard guard) {
    this(guard, Duration.ofSeconds(5));
  }

  /**
   * Sends one request.
   *
   * @throws GuardRefusal if the address is outside the lab, or the call would change something at
   *     an address that another client of this guard is bound to, or the answer redirects to
   *     another host; redirects on the same host are handed back, not followed
   */
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return client.send(request, handler);
  }

  /** For code that wants the standard type; as guarded as {@link #send}. */
  public HttpClient client() {
    return client;
  }
}
