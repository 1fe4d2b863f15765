package firedrill.guard;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** How much proof one call to Vault needs. */
enum VaultCall {
  /** Only the address: reads, and what must work on a sealed or empty Vault. */
  READS,
  /** A mark seen a few seconds ago. */
  CHANGES,
  /** The mark seen right now. */
  DESTROYS;

  private static final Set<String> SEALED =
      Set.of("/v1/sys/init", "/v1/sys/unseal", "/v1/sys/seal-status", "/v1/sys/health");

  // The server cleans such a path before it routes.
  private static final Pattern NOT_PLAIN = Pattern.compile("//|/\\.{1,2}(/|$)");

  static VaultCall of(String method, URI uri) {
    String path = uri.getPath() == null ? "" : uri.getPath();
    return switch (method.toUpperCase(Locale.ROOT)) {
      case "GET", "HEAD", "LIST" -> READS;
      case "POST", "PUT" -> {
        if (SEALED.contains(path)) {
          yield READS;
        }
        yield path.startsWith("/v1/sys/") || NOT_PLAIN.matcher(path).find() ? DESTROYS : CHANGES;
      }
      case "PATCH" -> CHANGES;
      default -> DESTROYS;
    };
  }
}
