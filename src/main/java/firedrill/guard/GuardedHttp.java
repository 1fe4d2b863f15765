package firedrill.guard;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * HTTP inside the lab that looks at no mark: it asks servers how they are (health, metrics,
 * version) and what Vault, Gitea, Prometheus and MinIO are known to be read by. All else is for
 * Services of the run's own cluster, such as the ERP's, when that cluster gave it out ({@link
 * GuardedKubernetes#services}).
 */
public final class GuardedHttp {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final HttpClient client;

  /**
   * A client that only reads.
   *
   * @param connectTimeout of each connection
   */
  public GuardedHttp(Guard guard, Duration connectTimeout) {
    this(guard, connectTimeout, target -> false);
  }

  public GuardedHttp(Guard guard) {
    this(guard, CONNECT);
  }

  private GuardedHttp(Guard guard, Duration connectTimeout, Predicate<URI> own) {
    Given.require("a client without a mark", guard, own);
    this.client =
        new GuardedHttpClient(
            GuardedHttpClient.plain(connectTimeout),
            guard,
            (method, uri, headers) -> {
              URI target = guard.unmarked(method, uri, own);
              PlainHeaders.require(method, uri, headers.map().keySet());
              return new GuardedHttpClient.Looked(target, false);
            });
  }

  /**
   * A client that also changes what is the run's own by its address.
   *
   * @param own asked before each call that is not known to read only
   */
  static GuardedHttp changing(Guard guard, Predicate<URI> own) {
    return new GuardedHttp(guard, CONNECT, own);
  }

  /**
   * Sends one request.
   *
   * @throws GuardRefusal if the address is outside the lab, or the call would change something that
   *     is no Service of the run's own cluster or that another client of this guard is bound to, or
   *     a header may make it change something, or the answer redirects to another host; redirects
   *     on the same host are handed back, not followed
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
