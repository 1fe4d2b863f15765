package firedrill.guard;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;

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
    if (uri.getRawUserInfo() != null || !sameOrigin(uri)) {
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
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    Redirects.require(request.uri(), response.code(), response.header("Location"));
  }

  private boolean sameOrigin(URI uri) {
    // exec, attach and port-forward show up as web sockets.
    String scheme = uri.getScheme();
    if ("wss".equalsIgnoreCase(scheme)) {
      return Origin.same(URI.create("https" + uri.toString().substring(3)), material.server());
    }
    return scheme != null && Origin.same(uri, material.server());
  }
}
