package firedrill.guard;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** How much proof one call to the Kubernetes API needs. */
enum KubeCall {
  /** Only the address. */
  READS,
  /** A mark seen a few seconds ago. */
  CHANGES,
  /** The mark seen right now. */
  DESTROYS;

  private static final Pattern DESTRUCTIVE = Pattern.compile(".*/(eviction|finalize)/?");
  // These reach a pod or node by GET as well as by POST.
  private static final Pattern TUNNEL = Pattern.compile(".*/(exec|attach|portforward|proxy)(/.*)?");
  // Reviews ask a question by POST and change nothing.
  private static final Pattern REVIEW =
      Pattern.compile("/apis/(authorization|authentication)\\.k8s\\.io/.*reviews/?");

  static KubeCall of(String method, URI uri) {
    // The decoded path: the server decodes it too before it routes.
    String path = uri.getPath() == null ? "" : uri.getPath();
    return switch (method.toUpperCase(Locale.ROOT)) {
      case "GET", "HEAD", "OPTIONS" -> TUNNEL.matcher(path).matches() ? CHANGES : READS;
      case "POST" -> post(path);
      case "PUT", "PATCH" -> DESTRUCTIVE.matcher(path).matches() ? DESTROYS : CHANGES;
      default -> DESTROYS;
    };
  }

  private static KubeCall post(String path) {
    if (REVIEW.matcher(path).matches()) {
      return READS;
    }
    return DESTRUCTIVE.matcher(path).matches() ? DESTROYS : CHANGES;
  }
}
