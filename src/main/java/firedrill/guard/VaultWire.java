package firedrill.guard;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** A guarded wire to Vault that notices when a Vault is initialised through it. */
final class VaultWire extends ForwardingHttpClient {
  private static final String INIT = "/v1/sys/init";

  private final VaultBirth birth;

  VaultWire(HttpClient guarded, VaultBirth birth) {
    super(guarded);
    this.birth = birth;
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return wire().send(request, initialises(request) ? birth.listen(handler) : handler);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    return wire().sendAsync(request, initialises(request) ? birth.listen(handler) : handler);
  }

  private static boolean initialises(HttpRequest request) {
    return request != null
        && (request.method().equals("PUT") || request.method().equals("POST"))
        && INIT.equals(request.uri().getRawPath());
  }
}
