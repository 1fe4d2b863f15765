package firedrill.guard;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
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
 * <p>Whatever is not known to read only needs the mark seen right now. While Vault is sealed
 * nothing can be proved: then only its status, sys/init and sys/unseal pass.
 */
public final class GuardedVault {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /**
   * A kept connection to a Vault whose machine lost its power never says so: without a limit a
   * question on it would wait for ever.
   */
  private static final Duration QUESTION = Duration.ofSeconds(5);

  private static final Duration CALL = Duration.ofSeconds(30);

  /**
   * Even the seal's status is read from storage, and with a volume that is being rebuilt this takes
   * many seconds. As long as Vault's own command waits (VAULT_CLIENT_TIMEOUT, api/client.go).
   */
  static final Duration KEY_HOLDER = Duration.ofSeconds(60);

  private final Guard guard;
  private final URI address;
  private final VaultBirth birth = new VaultBirth();
  private final VaultMark mark;
  private final HttpClient wire;

  /**
   * @param address scheme, host and port, and nothing else
   * @param adminToken may give null before Vault is initialised; it does the proofs for every other
   *     identity too
   * @throws GuardRefusal if the address is outside the lab
   */
  public GuardedVault(Guard guard, URI address, Supplier<String> adminToken) {
    Given.require("a client of Vault", guard, address, adminToken);
    this.guard = guard;
    this.address =
        guard.requireService(
            address, "Vault's address", (how, uri) -> VaultCall.of(how, uri) == VaultCall.READS);
    this.mark = new VaultMark(guard, this.address, adminToken, birth, CONNECT);
    this.wire = new VaultWire(builder(), guard, this::target, birth);
  }

  /**
   * Marks a Vault that was initialised through this object and unsealed, before anything else is
   * mounted. Marking one's own Vault twice is fine.
   *
   * @throws GuardRefusal if it is sealed, already in use, another run's, or was initialised by
   *     somebody else
   */
  public void mark() {
    mark.write();
    mark.verify();
  }

  /** Looks at Vault itself, for example before a fault. */
  public void verify() {
    mark.verify();
  }

  /** A client with the identity that the supplier's token gives, asked for before each call. */
  public VaultTemplate template(Supplier<String> token) {
    Given.require("a client of Vault", token);
    return new VaultTemplate(
        VaultEndpoint.from(address),
        requests(CALL),
        () -> VaultToken.of(Secrets.require(token.get(), "a token of Vault's")));
  }

  /** A client without any identity, for questions: seal status, health. */
  public VaultTemplate anonymous() {
    return new VaultTemplate(VaultEndpoint.from(address), requests(QUESTION));
  }

  /**
   * A client without any identity for whoever holds the key: init and unseal. Both write before
   * they answer, which takes a replicated volume on a busy machine longer than a question may.
   */
  public VaultTemplate keyHolder() {
    return new VaultTemplate(VaultEndpoint.from(address), requests(KEY_HOLDER));
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
    return GuardedHttpClient.plain(CONNECT).version(HttpClient.Version.HTTP_1_1);
  }

  private GuardedHttpClient.Looked target(String method, URI uri, HttpHeaders headers) {
    URI target = guard.frozen(uri);
    if (!Origin.same(target, address)) {
      throw new GuardRefusal(
          GuardedHttpClient.describe(method, uri),
          "this client is bound to " + Shown.address(address),
          "take the client of the lab that owns that address");
    }
    boolean proves =
        VaultCall.of(method, uri) == VaultCall.DESTROYS
            || !PlainHeaders.are(headers.map().keySet());
    boolean givesKey = !method.equals("GET") && VaultCall.SEALED.contains(target.getRawPath());
    if (proves) {
      mark.verify();
    } else if (givesKey) {
      mark.verifyUnlessSealed();
    }
    // A key, too, goes over a connection that is younger than the look.
    return new GuardedHttpClient.Looked(target, proves || givesKey);
  }
}
