package firedrill.guard;

/** Who a Kubernetes client is. */
public sealed interface KubeCredentials {

  /** PEM texts. */
  record ClientCertificate(String certificatePem, String keyPem) implements KubeCredentials {
    @Override
    public String toString() {
      return "ClientCertificate[…]";
    }
  }

  record BearerToken(String token) implements KubeCredentials {
    public BearerToken {
      Secrets.require(token, "a Kubernetes token");
    }

    @Override
    public String toString() {
      return "BearerToken[…]";
    }
  }
}
