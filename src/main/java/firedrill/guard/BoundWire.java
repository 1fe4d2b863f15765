package firedrill.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * OkHttp bound to one address. The name was looked up once, sockets lead to that address alone, no
 * redirect or proxy is followed, and every try is looked at, OkHttp's own second ones too.
 */
final class BoundWire {
  /** Of tries to get a connection that is new, while other calls give theirs back. */
  private static final int TRIES = 20;

  /** When a call was looked at, by {@link System#nanoTime}. */
  private record Since(long moment) {}

  /** Nothing has been sent; OkHttp itself tries none of its kind again. */
  private static final class Kept extends ProtocolException {
    private static final long serialVersionUID = 1L;

    Kept() {
      super("the connection was opened before the mark was seen");
    }
  }

  /** What went wrong is told in less. */
  private static final long MOST_ERROR_BYTES = 1 << 20;

  private final Guard guard;
  private final URI address;
  private final Runnable proof;
  private final ConnectionPool kept = new ConnectionPool();

  /**
   * @param address as {@link Guard#frozen} needs it; the host in it is what requests are signed for
   * @param proof throws without the mark; run before each try that is not known to read only
   */
  private BoundWire(Guard guard, URI address, Runnable proof) {
    this.guard = guard;
    this.address = address;
    this.proof = proof;
  }

  /**
   * @param connect for each connection
   * @param call for the whole of a call, its body too
   */
  static OkHttpClient to(
      Guard guard, URI address, Runnable proof, Duration connect, Duration call) {
    return builder(guard, address, proof, connect, call).build();
  }

  private static OkHttpClient.Builder builder(
      Guard guard, URI address, Runnable proof, Duration connect, Duration call) {
    // OkHttp writes an IPv6 address in a form of its own.
    URI bound = Origin.of(address, HttpUrl.get(address.toString()).host());
    BoundWire wire = new BoundWire(guard, bound, proof);
    InetAddress looked = guard.requireAddress(address.getHost());
    InetSocketAddress server = new InetSocketAddress(looked, Origin.port(address));
    return new OkHttpClient.Builder()
        .dispatcher(many())
        .connectionPool(wire.kept)
        .protocols(List.of(Protocol.HTTP_1_1))
        .proxy(Proxy.NO_PROXY)
        .dns(wire.only(looked))
        .socketFactory(LabSocketFactory.forOkHttp(guard, server))
        .followRedirects(false)
        .followSslRedirects(false)
        .eventListenerFactory(begun -> new Stoppable(guard))
        .addInterceptor(wire::look)
        .addNetworkInterceptor(wire::prove)
        .connectTimeout(Ending.limit(connect, "a connection to " + Shown.address(address)))
        .callTimeout(Ending.limit(call, "a call to " + Shown.address(address)))
        .readTimeout(call)
        .writeTimeout(call)
        .connectionSpecs(
            // Else the JVM's own trust is read, which nobody asks.
            List.of(isPlain(address) ? ConnectionSpec.CLEARTEXT : ConnectionSpec.MODERN_TLS))
        .sslSocketFactory(Tls.NONE.getSocketFactory(), Tls.NOBODY);
  }

  private static boolean isPlain(URI address) {
    return "http".equalsIgnoreCase(address.getScheme());
  }

  /**
   * A wire for questions about the mark itself.
   *
   * @param tls null for a service without
   */
  static OkHttpClient asking(Guard guard, URI address, Duration connect, Duration call, Tls tls) {
    OkHttpClient.Builder wire = builder(guard, address, () -> {}, connect, call);
    if (tls == null) {
      // A kept connection shows who listened once, and not who is called now.
      return wire.connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS)).build();
    }
    return wire.sslSocketFactory(tls.context().getSocketFactory(), tls.authority()).build();
  }

  /** There is but one server; by itself OkHttp has five calls under way and lets others wait. */
  private static Dispatcher many() {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequestsPerHost(dispatcher.getMaxRequests());
    return dispatcher;
  }

  /** Nobody else's name is looked up; addresses that are written as such never are. */
  private Dns only(InetAddress looked) {
    return host -> {
      if (!host.equalsIgnoreCase(address.getHost())) {
        throw new UnknownHostException("this client is bound to " + Shown.address(address));
      }
      return List.of(looked);
    };
  }

  /** Before anything leaves, the connection included. */
  private Response look(Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    Response response;
    try {
      requireBound(request);
      requireNoEnd(request);
      response = isProved(request) ? proved(chain, request) : proceed(chain, request);
    } catch (GuardRefusal e) {
      throw new Refused(e);
    }
    try {
      Redirects.require(request.url().uri(), response.code(), response.header("Location"));
      if (response.body().contentLength() < -1) {
        chain.call().cancel(); // Closing it would read what is left, which is less than nothing.
        throw new ProtocolException("the answer tells a length that is none");
      }
      return response.isSuccessful() ? response : bounded(response);
    } catch (GuardRefusal e) {
      response.close();
      throw new Refused(e);
    }
  }

  /**
   * By a connection that is opened now: one that was opened before may lead to whoever listened
   * then, and another call may give such a one back at any moment.
   */
  private Response proved(Interceptor.Chain chain, Request request) throws IOException {
    Since since = new Since(System.nanoTime());
    Request looked = request.newBuilder().tag(Since.class, since).build();
    for (int tries = 1; ; tries++) {
      kept.evictAll();
      try {
        return proceed(chain, looked);
      } catch (Kept e) {
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }

  /** Of a body OkHttp itself says how long it is; without one it sends what it was given. */
  private static void requireNoEnd(Request request) {
    for (String name : request.headers().names()) {
      if (request.body() == null && !"0".equals(request.header(name))) {
        PlainHeaders.requireNoEnd(request.method(), request.url().uri(), name);
      }
    }
  }

  private Response proceed(Interceptor.Chain chain, Request request) throws IOException {
    try {
      return chain.proceed(request);
    } catch (IOException e) {
      // The socket may have been closed by the stop file before the call was.
      guard.requireRunning();
      throw Ending.plain(e);
    }
  }

  /** Whoever reads an error reads it whole. */
  private static Response bounded(Response response) throws IOException {
    try (response) {
      return response.newBuilder().body(response.peekBody(MOST_ERROR_BYTES)).build();
    }
  }

  /** A call, its body too, that ends when the stop file appears. */
  private static final class Stoppable extends EventListener {
    private final Guard guard;
    private volatile boolean over;

    Stoppable(Guard guard) {
      this.guard = guard;
    }

    @Override
    public void callStart(Call call) {
      StopWatch.watch(
          guard,
          new StopWatch.Watched() {
            @Override
            public boolean isOver() {
              return over;
            }

            @Override
            public void end(GuardRefusal why) {
              call.cancel();
            }
          });
    }

    @Override
    public void callEnd(Call call) {
      over = true;
    }

    @Override
    public void callFailed(Call call, IOException e) {
      over = true;
    }
  }

  /** At the last moment, on each connection that a call is tried on. */
  private Response prove(Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    try {
      requireBound(request);
      if (isProved(request)) {
        requireNew(chain.connection(), request.tag(Since.class));
        proof.run();
      }
    } catch (RuntimeException e) {
      throw new Refused(e);
    }
    return chain.proceed(request);
  }

  /** With TLS who answers is known by its certificate. */
  private static void requireNew(Connection connection, Since since) throws Kept {
    if (since == null
        || connection == null
        || LabSocketFactory.isOlder(connection.socket(), since.moment)) {
      throw new Kept();
    }
  }

  private static boolean isProved(Request request) {
    return !StoreKind.MINIO.reads(request.method(), request.url().uri())
        || !PlainHeaders.are(request.headers().names());
  }

  private void requireBound(Request request) {
    guard.requireRunning();
    URI uri = request.url().uri();
    if (!Origin.same(uri, address)) {
      throw new GuardRefusal(
          GuardedHttpClient.describe(request.method(), uri),
          "this client is bound to " + Shown.address(address),
          "take the client of the lab that owns that address");
    }
    for (String name : request.headers().names()) {
      if (name.equalsIgnoreCase("Host")) {
        requireOwnHost(request, uri);
      } else if (isOfSocket(name)) {
        throw new GuardRefusal(
            GuardedHttpClient.describe(request.method(), uri),
            "it opens a web socket, on which nobody would be asked any more",
            "ask by single requests");
      } else {
        GuardedHttpClient.requireNotOurs(request.method(), uri, name);
      }
    }
  }

  /** OkHttp leaves network interceptors and the listener of a web socket's call out. */
  private static boolean isOfSocket(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return name.equals("upgrade") || name.startsWith("sec-websocket-");
  }

  /** The SDK signs the Host header, so it sets it; it says what the address says. */
  private static void requireOwnHost(Request request, URI uri) {
    List<String> hosts = request.headers("Host");
    String plain = uri.getHost();
    boolean same =
        hosts.size() == 1
            && (hosts.get(0).equalsIgnoreCase(plain)
                || hosts.get(0).equalsIgnoreCase(plain + ":" + Origin.port(uri)));
    if (!same) {
      GuardedHttpClient.requireNotOurs(request.method(), uri, "Host");
    }
  }
}
