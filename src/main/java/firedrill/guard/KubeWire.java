package firedrill.guard;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** Sits on every request of a Kubernetes client; what it throws reaches the caller unwrapped. */
final class KubeWire implements Interceptor {
  private final Guard guard;
  private final KubeMaterial material;
  private final Verification verification;

  KubeWire(Guard guard, KubeMaterial material, Verification verification) {
    this.guard = guard;
    this.material = material;
    this.verification = verification;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    URI uri = request.uri();
    guard.requireRunning();
    if (uri.getRawUserInfo() != null || !Origin.same(uri, material.server())) {
      throw new GuardRefusal(
          request.method() + " " + Guard.withoutSecrets(uri),
          "this client is bound to " + material.server(),
          "take the client of the lab that owns that address");
    }
    SandboxRecord record = guard.record();
    if (record.apiServer() == null || !Origin.same(record.apiServer(), material.server())) {
      throw new GuardRefusal(
          request.method() + " " + Guard.withoutSecrets(uri),
          "the API server " + material.server() + " is no longer in this run's record",
          "take a new client from the lab after it has rebuilt its control plane");
    }
    try {
      switch (KubeCall.of(request.method(), uri)) {
        case READS -> {}
        case CHANGES -> verification.recently();
        case DESTROYS -> verification.now();
      }
    } catch (UncheckedIOException e) {
      throw new KubernetesClientException(e.getMessage(), e.getCause());
    }
  }

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
