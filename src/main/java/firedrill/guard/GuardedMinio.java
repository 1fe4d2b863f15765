package firedrill.guard;

import io.minio.MinioAsyncClient;
import io.minio.MinioClient;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.OkHttpClient;

/**
 * The only way to clients of an S3 store. Address and logins are given, never taken from the
 * environment or a file. Whatever is not known to read only needs the mark seen right now, before
 * each try.
 *
 * <p>A refused call of the SDK ends with its own exception; {@link GuardRefusal#in} finds the
 * refusal. A call of {@link #wire} ends with an {@link java.io.IOException} that carries it.
 */
public final class GuardedMinio {
  /** MinIO's own, so that no client asks for it. */
  static final String REGION = "us-east-1";

  /** As the record calls what is no such store. */
  private static final Pattern OTHERS =
      Pattern.compile("(machine|container|repository|gitea|prometheus)-");

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration CALL = Duration.ofSeconds(60);

  private final Guard guard;
  private final String store;
  private final URI address;
  private final Supplier<MinioLogin> root;
  private final MinioMark mark;
  private final Enclosure enclosure;
  private final InetSocketAddress server;

  /**
   * @param store the store's name in the run's record: lower-case letters, digits and hyphens;
   *     several nodes of one cluster are one store
   * @param address of the node that is asked: scheme, host and port, and nothing else
   * @param root does the proofs for every other login too; may change when it is rotated
   * @throws GuardRefusal if the address is outside the lab
   */
  public GuardedMinio(Guard guard, String store, URI address, Supplier<MinioLogin> root) {
    this(guard, store, address, root, null);
  }

  private GuardedMinio(
      Guard guard, String store, URI address, Supplier<MinioLogin> root, Enclosure enclosure) {
    if (store == null
        || !store.matches("[a-z][a-z0-9-]{0,63}")
        || store.equals(PostgresMark.STORE)
        || OTHERS.matcher(store).lookingAt()) {
      throw new GuardRefusal(
          "store " + Shown.text(store, 80), "that is no name of one", "use letters and hyphens");
    }
    Given.require("a client of a store", guard, address, root);
    this.guard = guard;
    this.store = store;
    URI looked = guard.requireService(address, "address of store " + store, StoreKind.MINIO::reads);
    this.server =
        new InetSocketAddress(guard.requireAddress(looked.getHost()), Origin.port(looked));
    // Requests are signed for the host as it is written.
    this.address = Origin.require(address, "address of store " + store);
    this.root = root;
    this.mark = new MinioMark(guard, store, this.address, root);
    this.enclosure = enclosure;
  }

  /** The same store by another of its nodes. */
  public GuardedMinio at(URI node) {
    return new GuardedMinio(guard, store, node, root, enclosure);
  }

  /**
   * For a store that is to be called while it cannot show its mark, such as without a quorum: what
   * its server runs in is looked at before each call. A store that was marked and shows another
   * mark, or none, is refused all the same; only one that does not answer goes without.
   *
   * @param proof of the process, container or machine at the address
   */
  public GuardedMinio within(Enclosure proof) {
    Given.require("what store " + store + " runs in", proof);
    return new GuardedMinio(guard, store, address, root, proof);
  }

  /**
   * Marks a store that was started with {@link MinioLogin#fresh} as its root, before anything is
   * put in. Marking one's own store twice is fine.
   *
   * @throws GuardRefusal if it is in use, another run's, or started by somebody else
   * @throws java.io.UncheckedIOException while it does not answer yet
   */
  public void mark() {
    mark.write();
    mark.verify();
  }

  /**
   * Looks at the mark itself.
   *
   * @throws java.io.UncheckedIOException if the store does not answer
   */
  public void verify() {
    mark.verify();
  }

  /** A client with a login; the caller closes it. */
  public MinioClient client(MinioLogin who) {
    return client(who, CONNECT, CALL);
  }

  /**
   * A client that gives up in time; the caller closes it.
   *
   * @param connect for each connection
   * @param call for the whole of a request, its body too
   */
  public MinioClient client(MinioLogin who, Duration connect, Duration call) {
    Given.require("a client of store " + store, who);
    return MinioClient.builder()
        .endpoint(address.toString())
        .region(REGION)
        .credentials(who.accessKey(), who.secretKey())
        .httpClient(once(bound(connect, call)), true)
        .build();
  }

  /** The same with the single calls of an upload in parts, which the plain client lacks. */
  public MinioAsyncClient asyncClient(MinioLogin who, Duration connect, Duration call) {
    Given.require("a client of store " + store, who);
    return MinioAsyncClient.builder()
        .endpoint(address.toString())
        .region(REGION)
        .credentials(who.accessKey(), who.secretKey())
        .httpClient(once(bound(connect, call)), true)
        .build();
  }

  /**
   * OkHttp sends a request again when a connection broke, and may tell of the second try alone:
   * that nobody listens any more, and not that the first had been sent. Reads alone are repeated.
   */
  private static OkHttpClient once(OkHttpClient wire) {
    OkHttpClient.Builder once = wire.newBuilder().retryOnConnectionFailure(false);
    // The first of all, so that the second try is proved as the first was.
    once.interceptors().add(0, new ReadAgain());
    return once.build();
  }

  /**
   * The guarded wire itself, for requests that the SDK has no method for; the caller signs. It
   * makes calls and nothing else: a client could be built anew without what looks at its calls.
   */
  @SuppressWarnings("UnnecessaryMethodReference") // The client itself could be cast back.
  public Call.Factory wire(Duration connect, Duration call) {
    return bound(connect, call)::newCall;
  }

  private OkHttpClient bound(Duration connect, Duration call) {
    prove();
    return BoundWire.to(guard, address, this::prove, connect, call);
  }

  private void prove() {
    guard.requireRunning();
    if (enclosure == null) {
      mark.verify();
      return;
    }
    enclosure.require(server);
    if (mark.isWritten()) {
      try {
        mark.verify();
      } catch (UncheckedIOException e) {
        return; // It cannot say what it is; what it runs in has.
      }
    }
  }
}
