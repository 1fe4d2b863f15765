package firedrill.guard;

import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A client that tells another one's settings; it opens no web sockets. */
abstract class ForwardingHttpClient extends HttpClient {
  private final HttpClient wire;

  ForwardingHttpClient(HttpClient wire) {
    this.wire = wire;
  }

  final HttpClient wire() {
    return wire;
  }

  @Override
  public final <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> handler,
      HttpResponse.PushPromiseHandler<T> pushes) {
    return sendAsync(request, handler);
  }

  @Override
  public final Optional<CookieHandler> cookieHandler() {
    return wire.cookieHandler();
  }

  @Override
  public final Optional<Duration> connectTimeout() {
    return wire.connectTimeout();
  }

  @Override
  public final Redirect followRedirects() {
    return wire.followRedirects();
  }

  @Override
  public final Optional<ProxySelector> proxy() {
    return wire.proxy();
  }

  @Override
  public final SSLContext sslContext() {
    return wire.sslContext();
  }

  @Override
  public final SSLParameters sslParameters() {
    return wire.sslParameters();
  }

  @Override
  public final Optional<Authenticator> authenticator() {
    return wire.authenticator();
  }

  @Override
  public final Version version() {
    return wire.version();
  }

  @Override
  public final Optional<Executor> executor() {
    return wire.executor();
  }

  /** Nobody would be asked any more on one. */
  @Override
  public final WebSocket.Builder newWebSocketBuilder() {
    throw new GuardRefusal(
        "a web socket", "nobody would be asked any more on it", "ask by single requests");
  }
}
