package firedrill.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.function.Supplier;
import okhttp3.Request;

/**
 * The wire to one service that keeps something. It is bound to the service's address; whatever is
 * not known to read only sees the mark at that moment.
 */
public final class GuardedStore {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Guard guard;
  private final StoreKind kind;
  private final URI address;
  private final Answers asking;
  private final Supplier<String> authorization;
  private final boolean enclosed;
  private final Runnable proof;
  private final HttpClient wire;

  /** Whether it has shown its mark: then one that cannot be asked just now is no stranger. */
  private volatile boolean seen;

  /**
   * A store that shows its mark to anybody with the given credentials.
   *
   * @param authorization the header by which the mark is read; null or empty for none
   */
  public GuardedStore(
      Guard guard,
      StoreKind kind,
      URI address,
      Duration connectTimeout,
      Supplier<String> authorization) {
    this(guard, kind, address, connectTimeout, authorization, null);
  }

  /**
   * A store whose mark somebody else reads: the SDK that signs its requests, or the hypervisor of
   * the machine that it runs in.
   *
   * @param proof of what listens at the address
   */
  public GuardedStore(
      Guard guard, StoreKind kind, URI address, Duration connectTimeout, Enclosure proof) {
    this(guard, kind, address, connectTimeout, null, proof);
  }

  private GuardedStore(
      Guard guard,
      StoreKind kind,
      URI address,
      Duration connectTimeout,
      Supplier<String> authorization,
      Enclosure enclosure) {
    Given.require("a client of a store", guard, kind, address);
    if (enclosure == null && (authorization == null || kind.markPath() == null)) {
      throw new GuardRefusal(
          "a client of " + kind,
          "nothing is given by which its mark could be seen",
          "give what it runs in, or of a store of signed requests take the client of an object"
              + " store");
    }
    this.guard = guard;
    this.kind = kind;
    this.address = guard.requireService(address, "address of " + kind, kind::reads);
    this.asking = new Answers(guard, this.address, connectTimeout, null);
    this.authorization = authorization;
    this.enclosed = enclosure != null;
    InetSocketAddress server =
        new InetSocketAddress(
            guard.requireAddress(this.address.getHost()), Origin.port(this.address));
    this.proof = enclosure == null ? this::requireRecorded : () -> enclosure.require(server);
    this.wire =
        new GuardedHttpClient(
            GuardedHttpClient.plain(connectTimeout),
            guard,
            (method, uri, headers) ->
                looked(method, uri, PlainHeaders.are(headers.map().keySet())));
  }

  /**
   * Writes down which store it is that shows this run's mark, once it has been made and serves: a
   * Gitea is known by when it got the user that carries the mark, a Prometheus by when it was
   * started. Whoever copies the mark has another time. What a store runs in needs no such line.
   *
   * @throws GuardRefusal if it carries no mark of this run's, is older than the run, or was made by
   *     an earlier process
   * @throws java.io.UncheckedIOException if the store does not answer
   */
  public void mark() {
    guard.requireBegunHere(name());
    if (!enclosed) {
      Instant since = since();
      // Gitea writes whole seconds.
      if (since.isBefore(guard.record().created().minusSeconds(2))) {
        throw refusal("it is older than this run's record: since " + since);
      }
      guard.recordIdentity(name(since), String.valueOf(since));
    }
    verify();
  }

  /**
   * Looks at the mark itself.
   *
   * @throws GuardRefusal without it
   * @throws java.io.UncheckedIOException if the store does not answer
   */
  public void verify() {
    guard.requireRunning();
    proof.run();
  }

  /**
   * Looks at one call; for the interceptors of other HTTP clients.
   *
   * @return the address to call
   */
  public URI target(String method, URI uri) {
    return looked(method, uri, true).target();
  }

  private GuardedHttpClient.Looked looked(String method, URI uri, boolean plain) {
    URI target = guard.frozen(uri);
    if (!Origin.same(target, address)) {
      throw new GuardRefusal(
          GuardedHttpClient.describe(method, uri),
          "this client is bound to " + Shown.address(address),
          "take the client of the lab that owns that address");
    }
    boolean proves = !plain || !kind.reads(method, uri);
    if (proves) {
      verify();
    }
    return new GuardedHttpClient.Looked(target, proves);
  }

  /** Sends one request. */
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return wire.send(request, handler);
  }

  private void requireRecorded() {
    String since = name(since());
    if (!guard.requireRecordOnDisk().identities().containsKey(since)) {
      throw refusal("it is not the one that this run has made: its mark is a copy");
    }
    seen = true;
  }

  /** Under which the record keeps it. */
  private String name(Instant since) {
    return kind.name().toLowerCase(Locale.ROOT)
        + "-"
        + since.getEpochSecond()
        + "-"
        + since.getNano();
  }

  /** What no copy of the mark has, of a store that shows this run's mark. */
  private Instant since() {
    JsonNode marked = read(kind.markPath());
    new StoreMark(guard, name()).require(kind.mark(marked));
    boolean once = kind.sincePath().equals(kind.markPath());
    String since = kind.since(once ? marked : read(kind.sincePath()));
    try {
      return OffsetDateTime.parse(since).toInstant();
    } catch (DateTimeException e) {
      throw refusal("it does not tell since when it is there");
    }
  }

  private JsonNode read(String path) {
    Request.Builder request = asking.request("GET", path, null);
    String secret = authorization.get();
    if (secret != null && !secret.isEmpty()) {
      try {
        request.header("Authorization", secret);
      } catch (IllegalArgumentException e) {
        throw refusal("its token holds characters that no token has");
      }
    }
    Answers.Answer answer = asking.of(request.build());
    if (answer.statusCode() == 401 && seen) {
      // Gitea says so of every token while its database is going down.
      throw new UncheckedIOException(
          new IOException(name() + " does not show its mark any more: HTTP 401"));
    }
    if (answer.statusCode() != 200) {
      throw refusal("its mark cannot be read: HTTP " + answer.statusCode());
    }
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw refusal("its answer is not JSON");
    }
  }

  private String name() {
    return kind + " at " + Shown.address(address);
  }

  private GuardRefusal refusal(String why) {
    return new GuardRefusal(
        name(),
        why,
        "only what this run itself creates carries its mark, put in when it is created");
  }
}
