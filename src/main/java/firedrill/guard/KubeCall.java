package firedrill.guard;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * How much proof one call to the Kubernetes API needs. Only what is known to read does without; all
 * else is taken to destroy.
 */
enum KubeCall {
  /** Only the address. */
  READS,
  /** The mark seen right now. */
  DESTROYS;

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._:-]*";

  /** A collection, an object, or one of the subresources that only show. */
  private static final String RESOURCE =
      "(/api/v1|/apis/%1$s/%1$s)(/namespaces/%1$s)?/%1$s(/%1$s(/(status|scale|log))?)?"
          .formatted(NAME);

  private static final Pattern READ =
      Pattern.compile(
          RESOURCE
              + "|/api/?|/api/v1/?|/apis/?|/apis/%1$s(/%1$s)?/?|/version/?".formatted(NAME)
              + "|/openapi/v[23](/[A-Za-z0-9._/-]+)?|/metrics"
              + "|/(healthz|livez|readyz)(/[A-Za-z0-9._/-]+)?");

  /** Steps behind which a pod, a node or a service may be reached by reading. */
  private static final Pattern TUNNEL =
      Pattern.compile(".*/(exec|attach|portforward|proxy)(/.*)?", Pattern.DOTALL);

  // Reviews ask a question by POST and change nothing.
  private static final Pattern REVIEW =
      Pattern.compile(
          "/apis/authorization\\.k8s\\.io/v1/"
              + "(selfsubjectaccessreviews|selfsubjectrulesreviews|subjectaccessreviews"
              + "|namespaces/[a-z0-9-]+/localsubjectaccessreviews)"
              + "|/apis/authentication\\.k8s\\.io/v1/(tokenreviews|selfsubjectreviews)");

  static KubeCall of(String method, URI uri) {
    // As it goes over the wire: what is encoded is nothing that is known to read.
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return switch (method) {
      case "GET", "get", "HEAD", "OPTIONS" ->
          READ.matcher(path).matches() && !isTunnel(path) ? READS : DESTROYS;
      case "POST" -> REVIEW.matcher(path).matches() ? READS : DESTROYS;
      default -> DESTROYS;
    };
  }

  /** A step that the server cleans away may hide one; a namespace of that name is taken for one. */
  private static boolean isTunnel(String path) {
    return path.contains("/.") || path.contains("//") || TUNNEL.matcher(path).matches();
  }
}
