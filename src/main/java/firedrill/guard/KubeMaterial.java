package firedrill.guard;

import java.net.URI;

/**
 * All it takes to reach one API server, captured once: a kubeconfig or context changed later has no
 * effect.
 *
 * @param server https://address:port
 * @param caPem exactly one CA certificate
 */
public record KubeMaterial(URI server, String caPem, KubeCredentials credentials) {
  public KubeMaterial {
    if (server == null || caPem == null || credentials == null) {
      throw new GuardRefusal(
          "Kubernetes API server " + Shown.address(server),
          "its address, CA or credentials are missing",
          "use the kubeconfig that the lab wrote into the run's own directory");
    }
  }

  public KubeMaterial as(KubeCredentials other) {
    return new KubeMaterial(server, caPem, other);
  }

  @Override
  public String toString() {
    return "KubeMaterial[" + Shown.address(server) + "]";
  }
}
