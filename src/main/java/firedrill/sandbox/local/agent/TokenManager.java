package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Tokens of one pod's service account, bound to the pod and renewed at 80 % of their life. */
final class TokenManager implements TokenSource {

  private record Key(String audience, long expirationSeconds) {}

  private record Issued(String token, Instant renewAt, Instant expires) {}

  private static final Duration RETRY = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final Pod pod;
  private final Map<Key, Issued> issued = new HashMap<>();

  TokenManager(KubernetesClient client, Pod pod) {
    this.client = client;
    this.pod = pod;
  }

  @Override
  public synchronized String token(String audience, long expirationSeconds) {
    Key key = new Key(audience, expirationSeconds);
    Issued before = issued.get(key);
    if (before != null && Instant.now().isBefore(before.renewAt())) {
      return before.token();
    }
    try {
      Issued fresh = request(audience, expirationSeconds);
      issued.put(key, fresh);
      return fresh.token();
    } catch (ConfigException e) {
      // As in kubelet, an unreachable API server does not take away a token that still holds.
      Instant soon = Instant.now().plus(RETRY);
      if (before == null || soon.isAfter(before.expires())) {
        throw e;
      }
      issued.put(key, new Issued(before.token(), soon, before.expires()));
      return before.token();
    }
  }

  /** When the next renewal is due, if there is any token. */
  synchronized Optional<Instant> nextRenewal() {
    return issued.values().stream().map(Issued::renewAt).min(Instant::compareTo);
  }

  private Issued request(String audience, long expirationSeconds) {
    String account = Objects.toString(pod.getSpec().getServiceAccountName(), "default");
    TokenRequest request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(expirationSeconds)
            .withNewBoundObjectRef(
                "v1", "Pod", pod.getMetadata().getName(), pod.getMetadata().getUid())
            .endSpec()
            .build();
    if (audience != null && !audience.isEmpty()) {
      request.getSpec().getAudiences().add(audience);
    }
    Instant now = Instant.now();
    try {
      TokenRequest answer =
          client
              .serviceAccounts()
              .inNamespace(pod.getMetadata().getNamespace())
              .withName(account)
              .tokenRequest(request);
      Instant expires = Instant.parse(answer.getStatus().getExpirationTimestamp());
      return new Issued(answer.getStatus().getToken(), renewAt(now, expires), expires);
    } catch (KubernetesClientException e) {
      throw new ConfigException("failed to fetch token: " + e.getMessage());
    }
  }

  static Instant renewAt(Instant issuedAt, Instant expires) {
    return issuedAt.plus(Duration.between(issuedAt, expires).multipliedBy(4).dividedBy(5));
  }
}
