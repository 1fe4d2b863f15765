package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who may read a kubelet's metrics: asked of the API server, and an allowed token remembered for
 * two minutes (Kubernetes 1.36, pkg/kubelet/apis/config/v1beta1/defaults.go, webhook cache TTL;
 * {@code nodes/metrics} in pkg/kubelet/server/auth.go). Nobody is let in without a token, as k3s
 * has it.
 */
final class MetricsReaders {

  static final int ALLOWED = 200;
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;

  private static final Duration REMEMBERED = Duration.ofMinutes(2);

  private final KubernetesClient client;
  private final String node;
  private final Map<String, Long> allowedAt = new ConcurrentHashMap<>();

  /**
   * @param client of the node, which may ask for such reviews
   */
  MetricsReaders(KubernetesClient client, String node) {
    this.client = client;
    this.node = node;
  }

  /**
   * The HTTP status for somebody.
   *
   * @param token null for none
   */
  int answer(String token) {
    if (token == null || token.isEmpty()) {
      return UNAUTHORIZED;
    }
    Long at = allowedAt.get(token);
    if (at != null && System.nanoTime() - at < REMEMBERED.toNanos()) {
      return ALLOWED;
    }
    try {
      int answer = asked(token);
      if (answer == ALLOWED) {
        allowedAt.put(token, System.nanoTime());
      }
      return answer;
    } catch (KubernetesClientException e) {
      return UNAUTHORIZED;
    }
  }

  private int asked(String token) {
    TokenReview review =
        client
            .tokenReviews()
            .create(new TokenReviewBuilder().withNewSpec().withToken(token).endSpec().build());
    if (!Boolean.TRUE.equals(review.getStatus().getAuthenticated())) {
      return UNAUTHORIZED;
    }
    var user = review.getStatus().getUser();
    SubjectAccessReview access =
        client
            .authorization()
            .v1()
            .subjectAccessReview()
            .create(
                new SubjectAccessReviewBuilder()
                    .withNewSpec()
                    .withUser(user.getUsername())
                    .withGroups(user.getGroups())
                    .withNewResourceAttributes()
                    .withVerb("get")
                    .withVersion("v1")
                    .withResource("nodes")
                    .withSubresource("metrics")
                    .withName(node)
                    .endResourceAttributes()
                    .endSpec()
                    .build());
    return Boolean.TRUE.equals(access.getStatus().getAllowed()) ? ALLOWED : FORBIDDEN;
  }
}
