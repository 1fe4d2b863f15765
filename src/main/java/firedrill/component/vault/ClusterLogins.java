package firedrill.component.vault;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import org.springframework.vault.VaultException;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.support.VaultMount;
import org.springframework.vault.support.VaultResponse;

/**
 * Logins by Kubernetes authentication at two of Vault's backends: one that is told whom to trust,
 * as a Vault outside of the cluster must be (the cluster's CA, and a token with which it asks for
 * reviews), and one that reads both from Vault's own pod.
 */
public final class ClusterLogins {

  private static final String HOST = "https://kubernetes.default.svc.cluster.local:443";

  /** Told by {@link #trust}. */
  public static final String TOLD = "told";

  /** Reads what its pod is given. */
  public static final String OF_POD = "of-pod";

  private static final String ROLE = "any";
  private static final String AUDIENCE = "vault";
  private static final long HOUR = 3600;

  private final Vault vault;
  private final KubernetesClient cluster;

  /**
   * @param cluster whose service accounts log in
   */
  public ClusterLogins(Vault vault, KubernetesClient cluster) {
    this.vault = vault;
    this.cluster = cluster;
  }

  /** Tells Vault of the cluster that there is now, for one service account. */
  public void trust(String namespace, String account) {
    enable(TOLD, namespace, account);
    String authority =
        cluster
            .configMaps()
            .inNamespace(Vault.NAMESPACE)
            .withName("kube-root-ca.crt")
            .require()
            .getData()
            .get("ca.crt");
    vault
        .root()
        .write(
            "auth/" + TOLD + "/config",
            Map.of(
                "kubernetes_host",
                HOST,
                "kubernetes_ca_cert",
                authority,
                "token_reviewer_jwt",
                token(Vault.NAMESPACE, "vault", List.of()),
                "disable_local_ca_jwt",
                true));
  }

  /** The same of the other backend, which is told nothing but the address. */
  public void trustPod(String namespace, String account) {
    enable(OF_POD, namespace, account);
    vault.root().write("auth/" + OF_POD + "/config", Map.of("kubernetes_host", HOST));
  }

  private void enable(String backend, String namespace, String account) {
    VaultTemplate v = vault.root();
    if (!v.opsForSys().getAuthMounts().containsKey(backend + "/")) {
      v.opsForSys().authMount(backend, VaultMount.create("kubernetes"));
    }
    v.write(
        "auth/" + backend + "/role/" + ROLE,
        Map.of(
            "bound_service_account_names",
            List.of(account),
            "bound_service_account_namespaces",
            List.of(namespace),
            "audience",
            AUDIENCE,
            "token_policies",
            List.of("default")));
  }

  /**
   * Has a service account log in with a token of the cluster that there is now.
   *
   * @return what Vault answers in its refusal; empty when it let it in
   */
  public String refusal(String backend, String namespace, String account) {
    try {
      VaultResponse answer =
          vault.login(
              backend, Map.of("role", ROLE, "jwt", token(namespace, account, List.of(AUDIENCE))));
      return answer != null && answer.getAuth() != null ? "" : "no token";
    } catch (VaultException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  private String token(String namespace, String account, List<String> audiences) {
    return cluster
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(account)
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audiences)
                .withExpirationSeconds(HOUR)
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }
}
