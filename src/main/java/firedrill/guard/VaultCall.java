package firedrill.guard;

import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How much proof one call to Vault needs. A path does not tell what engine is behind it, and
 * reading from some makes a login or a lease; so only what is known to read does without.
 */
enum VaultCall {
  /** Only the address: reads, and what must work on a sealed or empty Vault. */
  READS,
  /** The mark seen right now. */
  DESTROYS;

  /** Of whoever holds the keys. */
  static final Set<String> SEALED = Set.of("/v1/sys/init", "/v1/sys/unseal");

  private static final Set<String> STATUS =
      Set.of(
          "/v1/sys/init",
          "/v1/sys/seal-status",
          "/v1/sys/health",
          "/v1/sys/leader",
          "/v1/sys/ha-status",
          "/v1/sys/metrics",
          "/v1/sys/key-status",
          "/v1/sys/mounts",
          "/v1/sys/auth",
          "/v1/sys/audit",
          "/v1/sys/policy",
          "/v1/sys/policies/acl",
          "/v1/auth/token/lookup-self",
          "/v1/auth/token/accessors",
          "/v1/" + VaultMark.MOUNT + "/run");

  /**
   * One name below a key-value engine's usual place: no built-in engine issues anything there, but
   * that of Active Directory changes a password when {@code rotate-root} is read.
   */
  private static final Pattern KEPT =
      Pattern.compile("/v1/(secret|kv)(/(?!rotate)[A-Za-z0-9_-]+)?/?");

  private static final Pattern LISTED =
      Pattern.compile("/v1/(secret|kv)(/[A-Za-z0-9_-]+)*/?|/v1/auth/token/accessors/?");

  static VaultCall of(String method, URI uri) {
    // As it goes over the wire: what is encoded or not plain is nothing that is known to read.
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    if (path.length() > StoreKind.LONGEST_PATH) {
      return DESTROYS;
    }
    boolean reads =
        switch (method) {
          case "GET", "HEAD" -> STATUS.contains(path) || KEPT.matcher(path).matches();
          case "LIST" -> STATUS.contains(path) || LISTED.matcher(path).matches();
          case "POST", "PUT" -> SEALED.contains(path);
          default -> false;
        };
    return reads ? READS : DESTROYS;
  }
}
