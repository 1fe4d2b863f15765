package firedrill.guard;

import java.util.Set;

/** Credentials, and the address that must stand beside them. */
final class Company {
  private static final Set<String> AWS =
      Set.of(
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "AWS_REGION",
          "AWS_DEFAULT_REGION",
          "AWS_S3_FORCE_PATH_STYLE",
          "AWS_EC2_METADATA_DISABLED");

  private static final Set<String> POSTGRES =
      Set.of("PGUSER", "PGPASSWORD", "PGDATABASE", "PGSSLMODE", "PGCONNECT_TIMEOUT", "PGAPPNAME");

  private Company() {}

  /** Why the name may not stand where it does; null if it may. */
  static String missing(String upper, Set<String> beside) {
    if (upper.startsWith("AWS_")
        && !upper.startsWith("AWS_ENDPOINT_URL")
        && !upper.endsWith("_FILE")
        && !upper.equals("AWS_CA_BUNDLE")
        && !(AWS.contains(upper) && beside.contains("AWS_ENDPOINT_URL"))) {
      return "without AWS_ENDPOINT_URL beside it, it reaches the real cloud";
    }
    if (upper.equals("VAULT_TOKEN") && !beside.contains("VAULT_ADDR")
        || upper.equals("BAO_TOKEN") && !beside.contains("BAO_ADDR")) {
      return "a token without VAULT_ADDR beside it goes wherever the default points";
    }
    if (POSTGRES.contains(upper) && !beside.contains("PGHOST") && !beside.contains("PGHOSTADDR")) {
      return "without PGHOST beside it, it goes wherever the default points";
    }
    return null;
  }

  /** Whether it is a credential, which may stand where its address does. */
  static boolean isCredential(String upper) {
    return AWS.contains(upper)
        || POSTGRES.contains(upper)
        || upper.equals("VAULT_TOKEN")
        || upper.equals("BAO_TOKEN");
  }
}
