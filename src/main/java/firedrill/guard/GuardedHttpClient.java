package firedrill.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A java.net.http client that asks before each request and looks at each answer. What it sends is a
 * copy of the request, read once, to the very address that was looked at. It never follows a
 * redirect, never uses a proxy, and opens no web sockets.
 */
class GuardedHttpClient extends ForwardingHttpClient {
  /** A server that accepts and says nothing would hold a caller that sets no limit for ever. */
  static final Duration LONGEST = Duration.ofSeconds(60);

  /** Headers by which a server or a proxy takes a request for another one. */
  private static final Set<String> OURS =
      Set.of(
          "host",
          "forwarded",
          "x-forwarded-host",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-prefix",
          "x-original-url",
          "x-original-uri",
          "x-rewrite-url",
          "x-http-method",
          "x-http-method-override",
          "x-method-override");

  /** What went wrong is told in less. */
  static final int MOST_ERROR_BYTES = 4 << 20;

  /** No answer of the lab's is longer; what is read whole must fit into memory. */
  private static final int MOST_BYTES = 512 << 20;

  /** Of a body: a server that says nothing for so long has lost its power. */
  private static final Duration SILENT = Duration.ofMinutes(5);

  private static final Duration WHOLE = Duration.ofHours(1);

  private final Guard guard;
  private final Check check;

  /** Looks at one call. */
  @FunctionalInterface
  interface Check {
    /**
     * @return the address to call: the one given, with the host that was looked at
     * @throws GuardRefusal if it is not to be called
     * @throws UncheckedIOException if the target cannot be asked for its mark
     */
    URI target(String method, URI uri, HttpHeaders headers);
  }

  GuardedHttpClient(HttpClient.Builder builder, Guard guard, Check check) {
    super(harden(builder).build());
    this.guard = guard;
    this.check = check;
  }

  /**
   * For services without TLS. A builder that is given none takes the JVM's own, with the keys of
   * {@code javax.net.ssl.keyStore}.
   */
  static HttpClient.Builder plain(Duration connectTimeout) {
    return HttpClient.newBuilder()
        .sslContext(Tls.NONE)
        .connectTimeout(Ending.limit(connectTimeout, "a connection"));
  }

  static HttpClient.Builder harden(HttpClient.Builder builder) {
    return builder.followRedirects(HttpClient.Redirect.NEVER).proxy(HttpClient.Builder.NO_PROXY);
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    requireReader(handler);
    HttpRequest looked;
    try {
      looked = frozen(request);
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
    return requireNoWayOut(Ending.within(whole(looked), begun(looked, handler)));
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    requireReader(handler);
    HttpRequest looked;
    try {
      looked = frozen(request);
    } catch (UncheckedIOException e) {
      return CompletableFuture.failedFuture(new IOException(e.getMessage(), e));
    }
    return Ending.eventually(whole(looked), begun(looked, handler))
        .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(Ending.plain(thrown)))
        .thenApply(this::requireNoWayOut);
  }

  /** Before anything leaves. */
  private static void requireReader(HttpResponse.BodyHandler<?> handler) {
    if (handler == null) {
      throw new GuardRefusal("a request", "nobody reads its answer", "give a body handler");
    }
  }

  /** A call that ends when the stop file appears, and so does the body it hands out. */
  private <T> CompletableFuture<HttpResponse<T>> begun(
      HttpRequest looked, HttpResponse.BodyHandler<T> handler) {
    HttpResponse.BodyHandler<T> reader = listening(looked, handler);
    return StopWatch.ending(
        guard,
        wire()
            .sendAsync(
                looked, info -> new StoppableBody<>(guard, bounded(info, reader), SILENT, WHOLE)));
  }

  private static <T> HttpResponse.BodySubscriber<T> bounded(
      HttpResponse.ResponseInfo info, HttpResponse.BodyHandler<T> reader) {
    HttpResponse.BodySubscriber<T> body = reader.apply(info);
    return new BoundedBody<>(info.statusCode() < 400 ? MOST_BYTES : MOST_ERROR_BYTES, body);
  }

  /**
   * For who wants to see an answer too.
   *
   * @param looked what is sent
   */
  <T> HttpResponse.BodyHandler<T> listening(
      HttpRequest looked, HttpResponse.BodyHandler<T> handler) {
    return handler;
  }

  /** For headers and body. */
  private static Duration whole(HttpRequest looked) {
    return looked.timeout().orElse(LONGEST).plus(LONGEST);
  }

  private HttpRequest frozen(HttpRequest request) {
    if (request == null) {
      throw new GuardRefusal("a request", "there is none", "give one");
    }
    String method = request.method();
    URI uri = request.uri();
    HttpHeaders headers = request.headers();
    if (method == null || uri == null || headers == null) {
      throw new GuardRefusal(
          describe(method, uri), "it has no method, address or headers", "give all of them");
    }
    URI target = check.target(method, uri, headers);
    Optional<HttpRequest.BodyPublisher> body = request.bodyPublisher();
    try {
      HttpRequest.Builder copy = HttpRequest.newBuilder(target);
      copy.method(method, body.orElse(HttpRequest.BodyPublishers.noBody()));
      copy.timeout(Ending.limit(request.timeout().orElse(LONGEST), describe(method, uri)))
          .expectContinue(request.expectContinue());
      request.version().ifPresent(copy::version);
      headers
          .map()
          .forEach(
              (name, values) -> {
                requireNotOurs(method, uri, name);
                values.forEach(value -> copy.header(name, value));
              });
      return copy.build();
    } catch (IllegalArgumentException e) {
      throw new GuardRefusal(
          describe(method, uri),
          "its method or one of its headers is not allowed",
          "use the usual methods and headers");
    }
  }

  /** The JDK forbids Host unless a system property allows it; proxies route by it. */
  static void requireNotOurs(String method, URI uri, String header) {
    String name = header.toLowerCase(Locale.ROOT);
    if (OURS.contains(name) || name.startsWith("proxy-")) {
      throw new GuardRefusal(
          describe(method, uri),
          name.equals("host")
              ? "it overrides the Host header"
              : "it overrides the address or the method by " + Shown.text(header),
          "ask the service by its own address");
    }
  }

  private <T> HttpResponse<T> requireNoWayOut(HttpResponse<T> response) {
    Redirects.require(
        response.request().uri(),
        response.statusCode(),
        response.headers().firstValue("Location").map(this::looked).orElse(null));
    return response;
  }

  /** A service that knows itself by a name which the lab recorded leads to itself by it. */
  private String looked(String location) {
    try {
      URI given = new URI(location);
      return given.getHost() == null || given.getScheme() == null
          ? location
          : guard.frozen(given).toString();
    } catch (URISyntaxException | GuardRefusal e) {
      return location; // Judged as it stands.
    }
  }

  /** For messages: what a request asks of whom. */
  static String describe(String method, URI uri) {
    return Shown.text(method, 20) + " " + Shown.address(uri);
  }
}
