package firedrill.guard;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.support.VaultToken;

/**
 * The only way to a Vault client. Address and tokens are given, never taken from VAULT_ADDR,
 * VAULT_TOKEN or a token file.
 *
 * <p>Calls to sys/ and deletions need the mark seen right now, other writes within the last five
 * seconds. While Vault is sealed nothing can be proved: then only reads, sys/init and sys/unseal
 * pass.
 */
public final class GuardedVault {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /**
   * A kept connection to a Vault whose machine lost its power never says so: without a limit a
   * question on it would wait for ever.
   */
  private static final Duration QUESTION = Duration.ofSeconds(5);

  private static final Duration CALL = Duration.ofSeconds(30);

  private final URI address;
  private final VaultMark mark;
  private final Verification verification;
  private final HttpClient wire;

  /**
   * @param address scheme, host and port
   * @param adminToken may give null before Vault is initialised; it does the proofs for every other
   *     identity too
   * @throws GuardRefusal if the address is outside the lab
   */
  public GuardedVault(Guard guard, URI address, Supplier<String> adminToken) {
    guard.requireAddress(address);
    this.address = address;
    this.mark = new VaultMark(guard, address, adminToken, builder());
    this.verification = new Verification(mark::verify, System::nanoTime);
    this.wire = new GuardedHttpClient(builder(), request -> check(guard, request));
  }

  /**
   * Marks a Vault this run has just initialised and unsealed, before anything else is mounted.
   *
   * @throws GuardRefusal if it is sealed, already in use, or another run's
   */
  public void mark() {
    mark.write();
    verification.now();
  }

  /** Looks at Vault itself, for example before a fault. */
  public void verify() {
    verification.now();
  }

  /** A client with the identity that the supplier's token gives, asked for before each call. */
  public VaultTemplate template(Supplier<String> token) {
    return new VaultTemplate(
        VaultEndpoint.from(address), requests(CALL), () -> VaultToken.of(token.get()));
  }

  /** A client without any identity: seal status, init, unseal, health. */
  public VaultTemplate anonymous() {
    return new VaultTemplate(VaultEndpoint.from(address), requests(QUESTION));
  }

  /** The guarded wire itself, for calls Spring Vault has no method for. */
  public HttpClient http() {
    return wire;
  }

  private JdkClientHttpRequestFactory requests(Duration answerWithin) {
    JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(wire);
    requests.setReadTimeout(answerWithin);
    return requests;
  }

  private static HttpClient.Builder builder() {
    // Vault without TLS speaks no h2c, and the upgrade attempt would only cost a header.
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
  }

  private void check(Guard guard, HttpRequest request) {
    URI uri = request.uri();
    guard.requireAddress(uri);
    if (!Origin.same(uri, address)) {
      throw new GuardRefusal(
          GuardedHttpClient.describe(request),
          "this client is bound to " + address,
          "take the client of the lab that owns that address");
    }
    switch (VaultCall.of(request.method(), uri)) {
      case READS -> {}
      case CHANGES -> verification.recently();
      case DESTROYS -> verification.now();
    }
  }
}
