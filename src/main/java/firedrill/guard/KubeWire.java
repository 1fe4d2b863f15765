package firedrill.guard;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.function.BooleanSupplier;

/** Looks at every request of one Kubernetes client. */
final class KubeWire {
  private final Guard guard;
  private final KubeMaterial material;
  private final KubernetesMark mark;
  private final String machine;
  private final BooleanSupplier connected;

  /**
   * @param machine for which the client speaks
   * @param connected whether that machine has a way to the API server
   */
  KubeWire(
      Guard guard,
      KubeMaterial material,
      KubernetesMark mark,
      String machine,
      BooleanSupplier connected) {
    this.guard = guard;
    this.material = material;
    this.mark = mark;
    this.machine = machine;
    this.connected = connected;
  }

  /**
   * @throws GuardRefusal if the request is not to leave
   * @throws KubernetesClientException if it cannot: the machine is cut off, or the target cannot be
   *     asked for its mark
   */
  void require(HttpRequest request) {
    requireHeaders(request);
    require(request.method(), request.uri());
  }

  static void requireHeaders(HttpRequest request) {
    for (String name : request.headers().keySet()) {
      GuardedHttpClient.requireNotOurs(request.method(), request.uri(), name);
      // Of a body of known length fabric8 itself says how long it is.
      if (!name.equalsIgnoreCase("Content-Length")) {
        PlainHeaders.requireNoEnd(request.method(), request.uri(), name);
      }
    }
  }

  Guard guard() {
    return guard;
  }

  void require(String method, URI uri) {
    guard.requireRunning();
    if (uri.getRawUserInfo() != null || !Origin.same(uri, material.server())) {
      throw new GuardRefusal(
          GuardedHttpClient.describe(method, uri),
          "this client is bound to " + Shown.address(material.server()),
          "take the client of the lab that owns that address");
    }
    SandboxRecord record = guard.record();
    if (record.apiServer() == null || !Origin.same(record.apiServer(), material.server())) {
      throw new GuardRefusal(
          GuardedHttpClient.describe(method, uri),
          "the API server "
              + Shown.address(material.server())
              + " is no longer in this run's record",
          "take a new client from the lab after it has rebuilt its control plane");
    }
    if (!connected.getAsBoolean()) {
      throw new KubernetesClientException(
          Shown.text(machine, 80) + " has no way to the API server");
    }
    if (KubeCall.of(method, uri) == KubeCall.DESTROYS) {
      try {
        mark.verify();
      } catch (UncheckedIOException e) {
        throw new KubernetesClientException(e.getMessage(), e.getCause());
      }
    }
  }
}
