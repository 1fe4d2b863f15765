package firedrill.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A java.net.http client that asks before each request and looks at each answer. It never follows a
 * redirect, never uses a proxy, and opens no web sockets.
 */
final class GuardedHttpClient extends HttpClient {
  private final HttpClient wire;
  private final Consumer<HttpRequest> before;

  GuardedHttpClient(HttpClient.Builder builder, Consumer<HttpRequest> before) {
    this.wire = harden(builder).build();
    this.before = before;
  }

  static HttpClient.Builder harden(HttpClient.Builder builder) {
    return builder.followRedirects(Redirect.NEVER).proxy(HttpClient.Builder.NO_PROXY);
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    try {
      before.accept(request);
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
    return requireNoWayOut(wire.send(request, handler));
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      before.accept(request);
    } catch (UncheckedIOException e) {
      return CompletableFuture.failedFuture(new IOException(e.getMessage(), e));
    }
    return wire.sendAsync(request, handler).thenApply(GuardedHttpClient::requireNoWayOut);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> handler,
      HttpResponse.PushPromiseHandler<T> pushes) {
    return sendAsync(request, handler);
  }

  private static <T> HttpResponse<T> requireNoWayOut(HttpResponse<T> response) {
    Redirects.require(
        response.request().uri(),
        response.statusCode(),
        response.headers().firstValue("Location").orElse(null));
    return response;
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return wire.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return wire.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return wire.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return wire.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return wire.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return wire.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return wire.authenticator();
  }

  @Override
  public Version version() {
    return wire.version();
  }

  @Override
  public Optional<Executor> executor() {
    return wire.executor();
  }

  /** For messages: the origin of a request. */
  static String describe(HttpRequest request) {
    URI uri = request.uri();
    return request.method() + " " + Guard.withoutSecrets(uri);
  }
}
