package firedrill.guard;

import java.net.URI;
import java.util.Objects;

/**
 * All it takes to reach one API server, captured once: a kubeconfig or context changed later has no
 * effect.
 *
 * @param server https://address:port
 * @param caPem exactly one CA certificate
 */
public record KubeMaterial(URI server, String caPem, KubeCredentials credentials) {
  public KubeMaterial {
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(caPem, "caPem");
    Objects.requireNonNull(credentials, "credentials");
  }

  public KubeMaterial as(KubeCredentials other) {
    return new KubeMaterial(server, caPem, other);
  }

  @Override
  public String toString() {
    return "KubeMaterial[" + Shown.address(server) + "]";
  }
}
