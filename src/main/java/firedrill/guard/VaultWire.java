package firedrill.guard;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A guarded wire to Vault that notices when a Vault is initialised through it. */
final class VaultWire extends GuardedHttpClient {
  private static final String INIT = "/v1/sys/init";

  private final VaultBirth birth;

  VaultWire(HttpClient.Builder builder, Guard guard, Check check, VaultBirth birth) {
    super(builder, guard, check);
    this.birth = birth;
  }

  @Override
  <T> HttpResponse.BodyHandler<T> listening(
      HttpRequest looked, HttpResponse.BodyHandler<T> handler) {
    boolean initialises =
        (looked.method().equals("PUT") || looked.method().equals("POST"))
            && INIT.equals(looked.uri().getRawPath());
    return initialises ? birth.listen(handler) : handler;
  }
}
