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
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * A java.net.http client that asks before each request and looks at each answer. What it sends is a
 * copy of the request, read once, to the very address that was looked at. It never follows a
 * redirect, never uses a proxy, and opens no web sockets.
 */
class GuardedHttpClient extends ForwardingHttpClient {
  /** A server that accepts and says nothing would hold a caller that sets no limit for ever. */
  static final Duration LONGEST = Duration.ofSeconds(60);

  /** Headers by which a server or a proxy takes a request for another one. */
  private static final Pattern OURS =
      Pattern.compile(
          "host|forwarded|base-url|proxy-.*|x-(forwarded|original|rewrite|envoy-original)-.*"
              + "|x-(http-)?(host|method|path)(-override)?");

  /** What went wrong is told in less. */
  static final int MOST_ERROR_BYTES = 4 << 20;

  /** No answer of the lab's is longer; what is read whole must fit into memory. */
  private static final int MOST_BYTES = 512 << 20;

  /** Of a body: a server that says nothing for so long has lost its power. */
  private static final Duration SILENT = Duration.ofMinutes(5);

  private static final Duration WHOLE = Duration.ofHours(1);

  /** Shorter than what any server of a lab takes to be up again and show its mark. */
  private static final Duration NO_SERVER_STARTS_IN = Duration.ofMillis(300);

  private final Guard guard;
  private final Check check;
  private final HttpClient.Builder builder;

  /**
   * For what saw a mark, with connections of its own: a kept one that was opened before may lead to
   * whoever listened then. Null until it is needed, and another one after each pause: a server that
   * has been started again meanwhile knows nothing of a connection that was kept, and a change is
   * not sent twice as a question is.
   */
  private HttpClient proved;

  /** {@link System#nanoTime} of the last call that saw a mark. */
  private long lastProved;

  /** Looks at one call. */
  @FunctionalInterface
  interface Check {
    /**
     * @throws GuardRefusal if it is not to be called
     * @throws UncheckedIOException if the target cannot be asked for its mark
     */
    Looked target(String method, URI uri, HttpHeaders headers);
  }

  /**
   * A call that may leave.
   *
   * @param target the address given, with the host that was looked at
   * @param proved whether it has shown its mark right now
   */
  record Looked(URI target, boolean proved) {}

  /** What is sent, and over which connections. */
  private record Ready(HttpRequest request, HttpClient wire) {}

  GuardedHttpClient(HttpClient.Builder builder, Guard guard, Check check) {
    super(harden(builder).build());
    this.builder = builder;
    this.guard = guard;
    this.check = check;
  }

  private synchronized HttpClient proved() {
    long now = System.nanoTime();
    if (proved == null || now - lastProved > NO_SERVER_STARTS_IN.toNanos()) {
      proved = builder.build();
    }
    lastProved = now;
    return proved;
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
    Ready ready;
    try {
      ready = frozen(request);
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
    return requireNoWayOut(Ending.within(whole(ready.request), begun(ready, handler)));
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    requireReader(handler);
    Ready ready;
    try {
      ready = frozen(request);
    } catch (UncheckedIOException e) {
      return CompletableFuture.failedFuture(new IOException(e.getMessage(), e));
    }
    return Ending.eventually(whole(ready.request), begun(ready, handler))
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
      Ready ready, HttpResponse.BodyHandler<T> handler) {
    HttpResponse.BodyHandler<T> reader = listening(ready.request, handler);
    return StopWatch.ending(
        guard,
        ready.wire.sendAsync(
            ready.request,
            info -> new StoppableBody<>(guard, bounded(info, reader), SILENT, WHOLE)));
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

  private Ready frozen(HttpRequest request) {
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
    Looked looked = check.target(method, uri, headers);
    Optional<HttpRequest.BodyPublisher> body = request.bodyPublisher();
    try {
      HttpRequest.Builder copy = HttpRequest.newBuilder(looked.target);
      copy.method(method, body.orElse(HttpRequest.BodyPublishers.noBody()));
      copy.timeout(Ending.limit(request.timeout().orElse(LONGEST), describe(method, uri)))
          .expectContinue(request.expectContinue());
      request.version().ifPresent(copy::version);
      headers
          .map()
          .forEach(
              (name, values) -> {
                requireNotOurs(method, uri, name);
                PlainHeaders.requireNoEnd(method, uri, name);
                values.forEach(value -> copy.header(name, value));
              });
      return new Ready(copy.build(), looked.proved ? proved() : wire());
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
    if (OURS.matcher(name).matches()) {
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
