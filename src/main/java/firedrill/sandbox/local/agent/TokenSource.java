package firedrill.sandbox.local.agent;

/** Service account tokens bound to one pod. */
@FunctionalInterface
interface TokenSource {

  /**
   * A token with at least a fifth of its life left.
   *
   * @param audience null for the API server's own
   * @throws ConfigException if the API server refuses
   */
  String token(String audience, long expirationSeconds);
}
