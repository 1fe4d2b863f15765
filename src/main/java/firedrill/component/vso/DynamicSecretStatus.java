package firedrill.component.vso;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/**
 * Status of a VaultDynamicSecret (VSO 1.5, secrets.hashicorp.com/v1beta1).
 *
 * @param exists false when there is no such object
 * @param leaseId of the credentials in the Secret
 * @param clientId hash of the accessor of the token VSO used; it changes if and only if VSO logged
 *     in anew
 * @param lastRenewal epoch seconds of the last sync or renewal
 * @param conditions type to status and reason, for example {@code Healthy=False
 *     (SecretLeaseRenewalError)}
 */
public record DynamicSecretStatus(
    boolean exists,
    String leaseId,
    String clientId,
    long lastRenewal,
    Map<String, String> conditions) {

  static DynamicSecretStatus of(GenericKubernetesResource r) {
    if (r == null) {
      return new DynamicSecretStatus(false, "", "", 0, Map.of());
    }
    Map<String, String> conditions = new TreeMap<>();
    if (r.get("status", "conditions") instanceof List<?> list) {
      for (Object o : list) {
        if (o instanceof Map<?, ?> c) {
          conditions.put(
              String.valueOf(c.get("type")), c.get("status") + " (" + c.get("reason") + ")");
        }
      }
    }
    return new DynamicSecretStatus(
        true,
        text(r.get("status", "secretLease", "id")),
        text(r.get("status", "vaultClientMeta", "id")),
        r.get("status", "lastRenewalTime") instanceof Number n ? n.longValue() : 0,
        conditions);
  }

  /** Whether VSO itself calls the secret healthy and ready. */
  public boolean isHealthy() {
    return exists && !leaseId.isEmpty() && isTrue("Healthy") && isTrue("Ready");
  }

  /** All that {@link #isHealthy} asks for, in words. */
  public String health() {
    if (!exists) {
      return "there is no VaultDynamicSecret";
    }
    return (leaseId.isEmpty() ? "no lease" : "lease " + leaseId) + ", " + conditions;
  }

  /**
   * Whether VSO says that something is wrong. LeaseRenewal is left out: after a seal it stays False
   * until the next renewal, while Healthy and Ready are True again (observed with 1.5.0).
   */
  public boolean complains() {
    return isFalse("Healthy") || isFalse("Ready") || isFalse("SecretSynced");
  }

  /**
   * Whether VSO used this token: it keeps the BLAKE2b-256 hash of the accessor
   * (vault-secrets-operator 1.5.0, {@code vault/client.go}).
   *
   * @param accessor as Vault lists it
   */
  public boolean isClientOf(String accessor) {
    byte[] text = accessor.getBytes(StandardCharsets.UTF_8);
    Blake2bDigest digest = new Blake2bDigest(256);
    digest.update(text, 0, text.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return HexFormat.of().formatHex(hash).equals(clientId);
  }

  private boolean isTrue(String type) {
    return conditions.getOrDefault(type, "").startsWith("True");
  }

  private boolean isFalse(String type) {
    return conditions.getOrDefault(type, "").startsWith("False");
  }

  private static String text(Object o) {
    return o == null ? "" : o.toString();
  }
}
