package firedrill.guard;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.StandardWebSocketBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * fabric8's HTTP client with the guard at the last moment before the wire. What an interceptor
 * throws when fabric8 tries again is lost, and its caller waits for ever; here every try is looked
 * at, and every refusal ends the call.
 */
final class KubeHttpClient
    extends StandardHttpClient<KubeHttpClient, KubeHttpClient.Factory, KubeHttpClient.Builder> {

  /** The JDK's own limit comes first, and says what it was. */
  private static final int GRACE_MILLIS = 1000;

  private final JdkHttpClientImpl jdk;
  private final KubeWire wire;
  private final Factory made;

  /** The call that this thread has just looked at and that is on its way down to the wire. */
  @SuppressWarnings("ThreadLocalUsage") // Each client has calls of its own under way.
  private final ThreadLocal<Looked> looked = new ThreadLocal<>();

  /** What a call was when it was looked at: one of a kind of its own may say otherwise later. */
  private record Looked(String method, URI uri) {}

  private KubeHttpClient(Builder builder, JdkHttpClientImpl jdk, Factory made, AtomicBoolean end) {
    super(builder, end);
    this.jdk = jdk;
    this.wire = made.wire;
    this.made = made;
  }

  /** A refusal reaches the caller as it is. */
  @Override
  public CompletableFuture<HttpResponse<AsyncBody>> consumeBytes(
      HttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    Looked asked = new Looked(request.method(), request.uri());
    KubeWire.requireHeaders(request);
    wire.require(asked.method, asked.uri);
    looked.set(asked);
    try {
      // Between two tries, too, the stop file ends it; and of a closed client no try comes any
      // more.
      return StopWatch.ending(
          wire.guard(), super.consumeBytes(request, consumer), getClosed()::get);
    } finally {
      looked.remove();
    }
  }

  @Override
  public CompletableFuture<HttpResponse<AsyncBody>> consumeBytesDirect(
      StandardHttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    Looked before = looked.get();
    looked.remove();
    try {
      if (!new Looked(request.method(), request.uri()).equals(before)) {
        wire.require(request);
      } else {
        KubeWire.requireHeaders(request);
      }
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    BoundedErrors reader = new BoundedErrors(consumer);
    CompletableFuture<HttpResponse<AsyncBody>> answer =
        StopWatch.ending(
            wire.guard(),
            begun(() -> jdk.consumeBytesDirect(request, reader))
                .thenApply(reader::answered)
                .thenApply(response -> stoppable(response, request)));
    // A log that is followed has no headers before its first line.
    return isFollowed(request)
        ? answer
        : answer.orTimeout(limit(request).toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What the client below throws, as once it is closed, would be lost as well. */
  private static <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> call) {
    try {
      return call.get()
          .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(Ending.plain(thrown)));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Duration limit(StandardHttpRequest request) {
    return request.getTimeout() == null || request.getTimeout().isZero()
        ? GuardedHttpClient.LONGEST
        : request.getTimeout();
  }

  /**
   * A body that ends: a watch or a log that is followed when the stop file appears, any other also
   * when it has not come whole within the limit that the request had for its headers.
   */
  private HttpResponse<AsyncBody> stoppable(
      HttpResponse<AsyncBody> response, StandardHttpRequest request) {
    AsyncBody body = response.body();
    Duration limit = limit(request);
    long begun = System.nanoTime();
    StopWatch.watch(
        wire.guard(),
        new StopWatch.Watched() {
          @Override
          public boolean isOver() {
            return body.done().isDone();
          }

          @Override
          public void end(GuardRefusal why) {
            body.done().completeExceptionally(why);
            body.cancel();
          }

          @Override
          public boolean isTooLong() {
            return !goesOn(request) && System.nanoTime() - begun > limit.toNanos();
          }

          @Override
          public void giveUp() {
            body.done()
                .completeExceptionally(
                    new HttpTimeoutException("no whole answer within " + limit.toMillis() + " ms"));
            body.cancel();
          }
        });
    return response;
  }

  /** fabric8 marks its watches, and not the logs that it follows. */
  private static boolean goesOn(StandardHttpRequest request) {
    return request.isForStreaming() || isFollowed(request);
  }

  private static boolean isFollowed(StandardHttpRequest request) {
    String query = request.uri().getRawQuery();
    return query != null && List.of(query.split("&", -1)).contains("follow=true");
  }

  @Override
  public CompletableFuture<WebSocketResponse> buildWebSocketDirect(
      StandardWebSocketBuilder builder, WebSocket.Listener listener) {
    StandardHttpRequest request = builder.asHttpRequest();
    try {
      wire.require(request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return StopWatch.ending(
            wire.guard(),
            begun(() -> jdk.buildWebSocketDirect(builder, new KubeSocket(wire.guard(), listener))))
        // fabric8 sets no limit for that of a watch, and waits for it without one.
        .orTimeout(made.opensWithin.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  protected void doClose() {
    jdk.close();
  }

  /** Makes clients of one identity. */
  static final class Factory implements HttpClient.Factory {
    private final KubeWire wire;
    private final Tls tls;
    private final Duration opensWithin;

    /**
     * @param opensWithin of a web socket, until the API server has agreed to it
     */
    Factory(KubeWire wire, Tls tls, Duration opensWithin) {
      this.wire = wire;
      this.tls = tls;
      this.opensWithin = opensWithin;
    }

    @Override
    public Builder newBuilder() {
      return new Builder(this);
    }
  }

  /** What fabric8 sets of proxies, redirects, and names or trust in TLS does not get through. */
  static final class Builder
      extends StandardHttpClientBuilder<KubeHttpClient, Factory, KubeHttpClient.Builder> {

    Builder(Factory factory) {
      super(factory);
    }

    @Override
    public KubeHttpClient build() {
      if (client != null) {
        return new KubeHttpClient(this, client.jdk, client.made, client.getClosed());
      }
      HttpClient.Builder plain = ((HttpClient.Factory) new Hardened()).newBuilder();
      plain.sslContext(clientFactory.tls.keys(), clientFactory.tls.trust());
      if (connectTimeout != null) {
        plain.connectTimeout(connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
      }
      if (tlsVersions != null) {
        plain.tlsVersions(tlsVersions);
      }
      if (preferHttp11) {
        plain.preferHttp11();
      }
      return new KubeHttpClient(
          this, (JdkHttpClientImpl) plain.build(), clientFactory, new AtomicBoolean());
    }

    @Override
    protected Builder newInstance(Factory factory) {
      return new Builder(factory);
    }
  }

  /** fabric8 follows redirects unless the JDK client is told not to. */
  private static final class Hardened extends JdkHttpClientFactory {
    @Override
    protected void additionalConfig(java.net.http.HttpClient.Builder builder) {
      GuardedHttpClient.harden(builder);
    }
  }

  /** An answer that leads elsewhere ends the call. */
  static final class NoWayOut implements Interceptor {
    @Override
    public CompletableFuture<Boolean> afterFailure(
        BasicBuilder builder, HttpResponse<?> response, RequestTags tags) {
      try {
        Redirects.require(response.request().uri(), response.code(), response.header("Location"));
        return CompletableFuture.completedFuture(false);
      } catch (GuardRefusal refusal) {
        return CompletableFuture.failedFuture(refusal);
      }
    }
  }
}
